"""What a light route answers with: a file to save, or a plain sentence when there is none."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from readiness.errors import Conflict, Invalid, NotAllowed, NotFound, ReadinessError
from readiness.web.access_log import without_secret

logger = logging.getLogger("readiness")

Handler = Callable[[Request], Awaitable[Response]]

PRIVATE: Mapping[str, str] = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
"""Headers of everything that holds people's data: kept nowhere, taken for nothing else, embedded by no other site."""


def file_headers(file_name: str) -> dict[str, str]:
    """Headers of a file to save under a name as typed; old browsers get its plain letters."""
    # Neither form may hold what would end the header or its value: quotes, backslashes, line ends, path separators.
    bare = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in file_name)
    bare = bare.encode("utf-8", "replace").decode("utf-8").strip(" .") or "file"
    ascii_only = "".join(letter if letter.isascii() else "_" for letter in bare)
    disposition = f"attachment; filename=\"{ascii_only}\"; filename*=UTF-8''{quote(bare, safe='')}"
    return {**PRIVATE, "content-disposition": disposition}


def file_reply(
    content: bytes, file_name: str, media_type: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """A file to save."""
    return Response(content, media_type=media_type, headers={**file_headers(file_name), **(headers or {})})


def sentence(text: str, status: int) -> PlainTextResponse:
    """A sentence for the person who followed the link."""
    return PlainTextResponse(text + "\n", status_code=status, headers=dict(PRIVATE))


def status_of(error: ReadinessError) -> int:
    """The HTTP status of an expected failure."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, Conflict | Invalid):
        return 409
    return 500


def plainly(handler: Handler) -> Handler:
    """The same handler, with every failure said in a sentence; what nobody expected is logged under a short id."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ReadinessError as error:
            return sentence(str(error), status_of(error))
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("Unexpected error %s at %s", reference, without_secret(request.url.path))
            return sentence(
                "This file could not be made, for a reason that the program did not expect. Nothing was changed. If it "
                f"happens again, tell whoever runs the program this number: {reference}",
                500,
            )

    return answer
