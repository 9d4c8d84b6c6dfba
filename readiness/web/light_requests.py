"""What a light route takes in: a small form, sent from one of this program's own pages."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from readiness.errors import Invalid, NotAllowed

MOST_BYTES = 64 * 1024
"""Of a form; a reason and a proof of full length in any writing fit."""

MOST_FIELDS = 20


class TooLarge(Invalid):
    """More was sent than any form of this program holds."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; what is too large is refused before it is read. Raises TooLarge, Invalid, NotAllowed."""
    if not comes_from_here(request):
        raise NotAllowed("This was sent by a page of another site, so nothing was done. Use this program's own page.")
    too_large = TooLarge("That is too much text to be sent. Nothing was saved. Shorten it to 2000 letters.")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MOST_BYTES:
        raise too_large
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise too_large
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Invalid("What was sent is no form of this program. Nothing was saved.") from None
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def comes_from_here(request: Request) -> bool:
    """Whether a page of this very host sent this; a browser names the sender of every form in one of two headers.

    Who names none is no browser of today, and then carries nobody's cookie but their own.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == request.headers.get("host", ""))
