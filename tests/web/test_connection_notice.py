"""The script on Streamlit's first page, and on no other, that says what happened where its websocket is blocked."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from readiness.web.connection_notice import ConnectionNotice

FIRST_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
OWN = '<html><body><div id="root">ours</div></body></html>'
WRITTEN = "does not come through"


async def first_page(request: Request) -> Response:
    return FileResponse(FIRST_PAGE)


def answer(handler: Callable[[Request], Any], *, own: bool = False, **headers: str) -> httpx.Response:
    route = Route("/here", handler)
    app = Starlette(routes=[route], middleware=[Middleware(ConnectionNotice, own=[route] if own else [])])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://room") as client:
            return await client.get("/here", headers={"accept": "text/html,*/*", **headers})

    return asyncio.run(ask())


def test_streamlits_first_page_gets_the_script_at_its_end_and_keeps_the_rest() -> None:
    page = answer(first_page)
    before, after = FIRST_PAGE.read_text(encoding="utf-8").rsplit("</body>", 1)
    assert page.text.startswith(before + "<script>")
    assert page.text.endswith("</script></body>" + after)
    assert WRITTEN in page.text
    assert int(page.headers["content-length"]) == len(page.content)


def test_a_browser_that_knows_the_page_gets_it_again_with_the_script() -> None:
    tag = answer(first_page).headers["etag"]
    assert WRITTEN in answer(first_page, **{"if-none-match": tag, "accept-encoding": "gzip"}).text


def test_nothing_else_is_touched() -> None:
    async def ours(request: Request) -> Response:
        return HTMLResponse(OWN)

    async def other(request: Request) -> Response:
        return HTMLResponse("<html><body>A page</body></html>")

    async def data(request: Request) -> Response:
        return JSONResponse({"said": '<div id="root"></body>'})

    assert answer(ours, own=True).text == OWN
    assert answer(other).text == "<html><body>A page</body></html>"
    assert answer(data).json() == {"said": '<div id="root"></body>'}
    assert WRITTEN not in answer(first_page, accept="*/*").text  # not opened as a page
