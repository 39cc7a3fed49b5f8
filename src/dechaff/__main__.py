"""`python -m dechaff` is the command line."""

import sys

from dechaff.cli import main

sys.exit(main())
