"""Which policy an answer of the first port carries: the strict one, unless it is Streamlit's own page."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from readiness.web.headers import SecurityHeaders


async def _misdirected(request: Request) -> Response:
    return PlainTextResponse("Not here", 421)


async def _shell(request: Request) -> Response:
    return HTMLResponse("<!doctype html>")


def policy(path: str, method: str = "GET") -> str:
    app = Starlette(
        routes=[
            Route("/elsewhere", _misdirected),
            Route("/w/me", _misdirected, methods=["POST"]),
            Route("/{rest:path}", _shell, methods=["GET"]),
        ],
        middleware=[Middleware(SecurityHeaders)],
    )

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://room") as client:
            return await client.request(method, path)

    return asyncio.run(ask()).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "method"),
    [("/elsewhere", "GET"), ("/w", "POST"), ("/w/me", "POST"), ("/projector/x", "DELETE"), ("/download/x", "PUT")],
)
def test_what_is_refused_beside_streamlit_lets_nothing_in(path: str, method: str) -> None:
    assert policy(path, method).startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/", "/system", "/projector", "/wide"])
def test_streamlits_page_keeps_the_policy_that_it_needs_to_start(path: str) -> None:
    assert "'unsafe-inline'" in policy(path)
