"""The list of routes that are answered beside Streamlit; every light route of the program is named here."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

import readiness
from readiness.web.later import Later

PHONES = Later("/w", "readiness.web.phones")
PROJECTOR = Later("/projector", "readiness.web.projector_page")
SHARE_LINKS = Later("/s", "readiness.web.share")
DOWNLOADS = Later("/download", "readiness.web.downloads")
EVIDENCE = Later("/evidence", "readiness.web.downloads")
LATER = (PHONES, PROJECTOR, SHARE_LINKS, DOWNLOADS, EVIDENCE)
"""Nobody asks for these before the first page; the program loads them itself once that has had its turn."""


async def health(request: Request) -> JSONResponse:
    """Tell a supervisor that the process answers, and which version it is; says nothing about the data."""
    return JSONResponse({"ok": True, "version": readiness.__version__}, headers={"cache-control": "no-store"})


async def api_not_found(request: Request) -> JSONResponse:
    """Say that no such address exists, instead of the page that Streamlit would answer with."""
    return JSONResponse({"error": "There is nothing at this address."}, status_code=404)


def light_routes() -> list[BaseRoute]:
    """The routes for phones and the projector: open to whoever has a code or a token, on both ports."""
    return [PHONES, PROJECTOR]


def open_routes(light: Sequence[BaseRoute]) -> list[BaseRoute]:
    """What the first port serves without the program's key: pages that ask for a code or a token of their own."""
    return [*light, SHARE_LINKS]


def routes(light: Sequence[BaseRoute] = ()) -> list[BaseRoute]:
    """All routes of the first port, in the order in which they are tried; `light` are those of both ports."""
    return [
        *open_routes(light),
        Route("/healthz", health),
        DOWNLOADS,
        EVIDENCE,
        Mount("/api", routes=[Route("/{rest:path}", api_not_found, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]),
    ]
