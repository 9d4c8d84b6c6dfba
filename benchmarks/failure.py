"""The one way in which a benchmark says that it could not measure."""


class NotMeasured(Exception):
    """The benchmark could not measure what it should; the message says why."""
