"""What the program costs, each figure beside that of a bare baseline from the same run: `python -m benchmarks.NAME`."""
