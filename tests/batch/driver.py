"""A run of a collection in a process of its own, which may be ended at a random moment or have no room on its disk.

python driver.py INPUT OUTPUT [--workers N] [--seed SEED] [--room BYTES] [--resume] [--unordered] [--poison]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import threading
from pathlib import Path

from batch.poison import poisoned_pipeline
from dechaff.batch import collection
from dechaff.batch.collection import Job, Listener, run
from dechaff.batch.limits import Limits
from dechaff.records.cleaning import Cleaning
from dechaff.records.inputs import find_inputs


class Fuse(Listener):
    """Ends this process a random while after its first record was written."""

    def __init__(self, seed: int | None) -> None:
        self.seed = seed

    def wrote(self, *_: object) -> None:
        if self.seed is not None:
            wait = random.Random(self.seed).uniform(0, 0.3)
            self.seed = None
            threading.Timer(wait, os.kill, (os.getpid(), signal.SIGKILL)).start()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, help="die by SIGKILL at a moment that this number makes random")
    parser.add_argument("--room", type=int, help="bytes that a file may have")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--unordered", action="store_true")
    parser.add_argument("--poison", action="store_true")
    options = parser.parse_args()
    collection._RECORDS, collection._SECONDS = 10, 0.0  # type: ignore[misc]
    tree = os.path.isdir(options.input)
    if options.room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.room, resource.RLIM_INFINITY))
    job = Job(
        tuple(find_inputs([options.input])),
        options.output,
        "jsonl" if not tree else "json",
        tree=tree,
        fields=("text", "title", "score", "status", "reasons"),
        cleaning=Cleaning(pipeline=poisoned_pipeline() if options.poison else None),
        limits=Limits(timeout=2 if options.poison else 10, memory=1 << 30),
        workers=options.workers,
        ordered=not options.unordered,
        resume=options.resume,
    )
    try:
        tally = run(job, Fuse(options.seed))
    except OSError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(tally.to_dict(), Path(options.output).exists())
    return 0


if __name__ == "__main__":
    sys.exit(main())
