"""The command line: the use cases of the program for scripts and pipelines. Data to stdout, messages to stderr."""
