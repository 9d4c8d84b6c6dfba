"""Secrets that stand in an address are kept out of the server's logs."""

import logging
import re

_SECRET = re.compile(r"^(?P<kept>(?:/[^?]*)?/(?:s|w/seat|projector/[^/?]+))/(?!view/)(?P<secret>[^/?]+)")
"""Share links, personal links of a workshop, and its projector, under whatever path the program is served."""

HIDDEN = "…"


def without_secret(path: str) -> str:
    """An address as it may be logged: the part that opens something is left out."""
    return _SECRET.sub(lambda match: f"{match['kept']}/{HIDDEN}", path)


class SecretsOut(logging.Filter):
    """Leaves secrets out of the lines that uvicorn writes about each request; lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the addresses among the arguments of one line."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_secret(value) if isinstance(value, str) and value.startswith("/") else value
                for value in record.args
            )
        return True


def keep_secrets_out_of_access_log() -> None:
    """Clean the access log from now on; once is enough, and more does no harm."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(known, SecretsOut) for known in log.filters):
        log.addFilter(SecretsOut())
