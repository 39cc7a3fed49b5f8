"""Importing this loads weights and word lists: workers that are forked from a process that did so start at once.

The server that `multiprocessing` forks workers from imports it. One BLAS thread, so that nothing but one thread is
forked. What goes wrong here goes wrong in each worker again, where it is told.
"""

import os
from contextlib import suppress

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from dechaff.records.cleaning import Cleaning

with suppress(Exception):
    Cleaning().prepare()
