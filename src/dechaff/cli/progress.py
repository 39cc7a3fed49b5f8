"""How far a collection is, on a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dechaff.cli.terminal import say

if TYPE_CHECKING:
    from dechaff.batch.tally import Tally
    from dechaff.records.inputs import Input

__all__ = ["Progress"]


class Progress:
    """A line on standard error: documents, rate, time left where the number of documents is known, and failures."""

    def __init__(self, options: argparse.Namespace, inputs: Sequence[Input]) -> None:
        self.bar: Any = None
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        shown = options.progress if options.progress is not None else on_terminal and not options.quiet
        if shown:
            from tqdm import tqdm

            documents = all(one.format in ("html", "text") for one in inputs)
            self.bar = tqdm(
                total=len(inputs) if documents else None, unit=" docs", file=sys.stderr, dynamic_ncols=True, leave=False
            )

    def step(self, tally: Tally) -> None:
        """One more document is done."""
        if self.bar is not None:
            self.bar.update()
            if tally.failed and tally.records % 50 == 0:
                self.bar.set_postfix_str(f"{tally.failed} failed", refresh=False)

    def say(self, message: str) -> None:
        """A line that does not run into the bar."""
        if self.bar is not None:
            self.bar.clear()
        say(message)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None
