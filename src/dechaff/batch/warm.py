"""Importing this loads weights and word lists: workers that are forked from a process that did so start at once.

The server that `multiprocessing` forks workers from imports it. One BLAS thread, so that there is nothing but one thread
to fork.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from dechaff.records.cleaning import Cleaning  # noqa: E402

Cleaning().prepare()
