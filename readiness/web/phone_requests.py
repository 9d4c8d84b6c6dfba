"""What every address of the phones has around it: who asks, from where, and how a failure is said."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from readiness.context import Context, shared_context
from readiness.errors import NotAllowed, NotFound, ReadinessError, Waiting
from readiness.settings import NetworkSettings, Settings
from readiness.web import phone_forms
from readiness.web.light_requests import TooLarge
from readiness.web.replies import PRIVATE, status_of

logger = logging.getLogger("readiness")

SEAT = "readiness_seat"
"""The cookie that holds who somebody is: a random token, of which only the hash is stored."""
NEW_SEAT = "readiness_new_seat"
"""The cookie that says that the personal link has yet to be shown."""
PLAIN = "readiness_plain"
"""The cookie of a phone that wants the pages without script."""
SEAT_SECONDS = 30 * 24 * 3600

Handler = Callable[[Request], Awaitable[Response]]


def context() -> Context:
    """The process's one context; phones act as participants, never as a person at the keyboard."""
    return shared_context(
        _settings(os.environ.get("READINESS_DATABASE", ""), os.environ.get("READINESS_FRAMEWORKS", ""))
    )


@lru_cache(maxsize=4)
def _settings(database: str, frameworks: str) -> Settings:
    """Kept in mind, since finding out where a path leads costs as much as a vote."""
    return Settings.from_environment({"READINESS_DATABASE": database, "READINESS_FRAMEWORKS": frameworks})


def base_of(request: Request) -> str:
    """What stands before every path where the program is served below one."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def wants_json(request: Request) -> bool:
    """Whether the page's script asks, and not a plain form."""
    return "application/json" in request.headers.get("accept", "")


def spoken(handler: Handler) -> Handler:
    """A handler whose failures are pages, or sentences for the script."""

    async def answer(request: Request) -> Response:
        name = getattr(handler, "__name__", "")
        try:
            return await handler(request)
        except Waiting as error:
            if wants_json(request):
                return refusal(error)
            return phone_forms.asked_page(base_of(request), str(error))
        except ReadinessError as error:
            # Neither the address nor the sentence: one may hold a token, the other what somebody typed.
            logger.warning("Refused a phone (%s): %s.", name, type(error).__name__)
            status = 413 if isinstance(error, TooLarge) else status_of(error)
            if wants_json(request):
                return refusal(error, status=status)
            title = "You are not in the workshop" if isinstance(error, NotAllowed | NotFound) else "That did not work"
            return phone_forms.plain_page(base_of(request), title, str(error), status=status)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("Unexpected error %s at a phone (%s)", reference, name)
            said = (
                "Something went wrong that the program did not expect, and what you just sent may not be saved. Try it "
                f"once more. If it happens again, tell the facilitator this number: {reference}"
            )
            if wants_json(request):
                return sentence_reply(said, 500)
            return phone_forms.plain_page(base_of(request), "That did not work", said, status=500)

    return answer


def refusal(error: ReadinessError, *, moved: bool = False, status: int | None = None) -> Response:
    """A failure as the script is told of it."""
    over = isinstance(error, NotAllowed | NotFound) and not isinstance(error, Waiting)
    return JSONResponse(
        {"ok": False, "sentence": str(error), "moved": moved, "gone": over},
        status_code=status or status_of(error),
        headers=dict(PRIVATE),
    )


def sentence_reply(said: str, status: int) -> Response:
    """A sentence for the script."""
    return JSONResponse({"ok": False, "sentence": said}, status_code=status, headers=dict(PRIVATE))


def take_seat(request: Request, answer: Response, token: str) -> None:
    """Let this browser be whose token it is from now on."""
    set_cookie(request, answer, SEAT, token, SEAT_SECONDS)


def set_cookie(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie of the phones: for their addresses alone, out of reach of any script."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"{base_of(request)}/w",
        httponly=True,
        samesite="lax",
        secure=origin_of(request).startswith("https://"),
    )


def origin_of(request: Request) -> str:
    """Scheme and host as the phone's browser knows them, also behind a proxy that takes TLS off."""
    host = request.headers.get("host", "")
    settings = NetworkSettings.from_environment(os.environ)
    if settings.public_host and host == settings.public_host:
        return settings.public_address
    return f"{request.url.scheme}://{host}"
