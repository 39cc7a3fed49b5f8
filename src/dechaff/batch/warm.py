"""Importing this loads weights and word lists: workers that are forked from a process that did so start at once.

The server that `multiprocessing` forks workers from imports it. One BLAS thread, so that nothing but one thread is
forked.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from dechaff.records.cleaning import Cleaning

Cleaning().prepare()
