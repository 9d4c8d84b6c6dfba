"""Routes that are loaded on first use: found and answered as if they had been there from the start."""

import asyncio
import subprocess
import sys

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, Mount, Route

from readiness.web.later import Later
from readiness.web.routes import LATER, routes


def asked(later: Later, method: str, path: str) -> tuple[Match, bool]:
    """How a request fits, and whether the module had to be loaded to say so."""
    found, _ = later.matches({"type": "http", "method": method, "path": path, "root_path": "", "headers": []})
    return found, "routes" in vars(later)


@pytest.mark.parametrize("later", LATER, ids=lambda later: later.path)
def test_every_address_of_a_module_lies_below_one_that_loads_it(later: Later) -> None:
    beginnings = tuple(other.path for other in LATER if other.module == later.module)
    for route in later.routes:
        assert isinstance(route, Route | Mount)
        assert any(route.path == path or route.path.startswith(path + "/") for path in beginnings), route.path


def test_another_address_does_not_load_the_module() -> None:
    later = Later("/w", "readiness.web.phones")
    assert asked(later, "GET", "/work") == (Match.NONE, False)
    assert asked(later, "GET", "/") == (Match.NONE, False)
    assert asked(later, "GET", "/w") == (Match.FULL, True)


def test_a_request_is_answered_as_by_the_module_itself() -> None:
    from readiness.web import phones

    async def answers(served: list[BaseRoute], method: str, path: str) -> tuple[int, str, bytes]:
        transport = httpx.ASGITransport(Starlette(routes=served))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            reply = await browser.request(method, path)
            return reply.status_code, reply.headers.get("allow", ""), reply.content

    # Also a method that the address does not take, and an address that does not exist.
    for method, path in (("GET", "/w"), ("POST", "/w/vote"), ("PUT", "/w"), ("GET", "/w/a/b/c"), ("GET", "/elsewhere")):
        at_once = asyncio.run(answers(phones.routes(), method, path))
        later = asyncio.run(answers([Later("/w", "readiness.web.phones")], method, path))
        assert later == at_once, (method, path)


def test_the_list_of_routes_is_made_without_loading_any_of_them() -> None:
    seen = "import sys; from readiness.web.routes import LATER; print([one.module in sys.modules for one in LATER])"
    run = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == str([False] * len(LATER))
    assert all(later in routes([one for one in LATER if one.path in ("/w", "/projector")]) for later in LATER)
