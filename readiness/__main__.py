"""Starts the command line: `python -m readiness`."""

import sys

from readiness.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
