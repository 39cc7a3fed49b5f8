"""How worker processes are started: forked from a server that has one thread and has loaded everything already.

A fork of the calling process would copy the locks that its other threads hold; a fresh interpreter for each worker
takes most of a second. Where there is no fork, that is what is started.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

__all__ = ["start"]


def start(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    """Start a process that is called with one end of a pipe and the arguments.

    Args:
        target: a function at the top level of a module.
        arguments: they have to be picklable.

    Returns:
        The process, and the other end of the pipe.

    Raises:
        Exception: whatever pickling or starting raises.
    """
    is_forked = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if is_forked else "spawn")
    if is_forked:
        context.set_forkserver_preload(["dechaff.batch.warm"])
    near, far = context.Pipe()
    try:
        needs_main = b"__main__" in bytes(ForkingPickler.dumps(arguments))
        kind = _forked_process() if is_forked and not needs_main else context.Process
        process = kind(target=target, args=(far, *arguments), daemon=True)
        with _InterruptsHeldBack():
            process.start()
    except BaseException:
        near.close()
        raise
    finally:
        far.close()
    return process, near


class _InterruptsHeldBack:
    """A process that is started in here does not see Ctrl-C, which its terminal sends to it too."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            self.before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self.before)


if sys.platform != "win32":
    from multiprocessing import context as contexts
    from multiprocessing import forkserver, popen_forkserver, spawn, util

    class _Launch(popen_forkserver.Popen):
        """As `multiprocessing` launches from its server, but the script that is running is not imported again.

        Workers have no use for it, and a script without `if __name__ == "__main__":` would start workers that start
        workers. The scripts whose own functions are to be called in workers are imported as ever.
        """

        def _launch(self, process_obj: Any) -> None:
            told = spawn.get_preparation_data(process_obj.name)
            for name in ("init_main_from_path", "init_main_from_name"):
                told.pop(name, None)
            message = io.BytesIO()
            contexts.set_spawning_popen(self)
            try:
                ForkingPickler(message).dump(told)
                ForkingPickler(message).dump(process_obj)
            finally:
                contexts.set_spawning_popen(None)
            self.sentinel, pipe = forkserver.connect_to_new_process(self._fds)  # type: ignore[attr-defined]
            alive = os.dup(pipe)  # its end tells the child that this process is gone
            self.finalizer = util.Finalize(self, util.close_fds, (alive, self.sentinel))  # type: ignore[attr-defined]
            with open(pipe, "wb", closefd=True) as file:
                file.write(message.getbuffer())
            self.pid = forkserver.read_signed(self.sentinel)

    class _Forked(contexts.ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            return _Launch(process_obj)


def _forked_process() -> Any:
    return _Forked
