"""What happens once when the server starts: warm imports, kept from the collector; sockets; browser; phones; timers."""

import asyncio
import logging
import os
import socket
import stat
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from readiness.context import Context, shared_context
from readiness.settings import Settings
from readiness.web.access_log import keep_secrets_out_of_access_log
from readiness.web.adapters import adapters
from readiness.web.door import bound_elsewhere
from readiness.web.loading import loading
from readiness.web.reach import Reach
from readiness.web.routes import LATER
from readiness.web.timers import reveal_in_time

logger = logging.getLogger("readiness")

FIRST_PAGE_SECONDS = 3.0
"""How long the first page has the processor to itself before what it does not need is loaded."""

Option = Callable[[str], Any]
"""Reads one option of the server by its dotted name."""

COLLECTOR_WARNING = (
    "runner.postScriptGC is not false: every click will cost 50 to 100 ms of extra CPU, and a workshop will not be "
    "bearable. Start the program from the project's folder, where .streamlit/config.toml is read, or set "
    "STREAMLIT_RUNNER_POST_SCRIPT_GC=false."
)


def lifespan(
    option: Option, environment: Mapping[str, str], reach: Reach
) -> Callable[[Any], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """The lifespan of the application; `option` reads the server's options, `environment` decides on the browser.

    `reach` is how others reach the program: its key is said, and phones of a workshop that still runs are served again.
    """

    @asynccontextmanager
    async def run(_app: object) -> AsyncIterator[dict[str, Any] | None]:
        if option("runner.postScriptGC") is not False:
            logger.warning(COLLECTOR_WARNING)
        keep_secrets_out_of_access_log()
        with loading():
            warm_imports()
        if "uvloop" not in type(asyncio.get_running_loop()).__module__:
            send_small_packets_at_once()
        address = address_of(option)
        if reach.settings.public_address or bound_elsewhere(option):
            reach.key.say_once(*addresses_to_say(option, reach.settings.public_address))
            address = reach.key.in_address(address)
        opener = None
        if should_open_browser(headless=bool(option("server.headless")), environment=environment):
            opener = asyncio.create_task(open_browser(address))
        revealing = asyncio.create_task(reveal_in_time(lambda: _context_where_there_is_one(environment)))
        loading_rest = asyncio.create_task(load_later())
        try:
            async with reach.running():
                yield {"ready": True}
        finally:
            revealing.cancel()
            loading_rest.cancel()
            if opener is not None:
                opener.cancel()

    return run


def _context_where_there_is_one(environment: Mapping[str, str]) -> Context | None:
    """The process's one context; None as long as nobody has made a database, which a look must not do either."""
    settings = Settings.from_environment(environment)
    return shared_context(settings) if settings.database.exists() else None


def warm_imports() -> None:
    """Load what the first page needs, so that the first person does not wait for it."""
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401


async def load_later(after: float = FIRST_PAGE_SECONDS) -> None:
    """Load the other routes, on a thread, once the first page has had its turn: phones shall not wait either."""
    await asyncio.sleep(after)
    for route in LATER:
        await asyncio.to_thread(route.load)


def send_small_packets_at_once() -> None:
    """Set TCP_NODELAY on the listening sockets (connections inherit it): 0.5 ms instead of 44 ms a request.

    asyncio does not set it on a socket that it is handed, uvloop does. Linux only; elsewhere this does nothing.
    """
    try:
        names = os.listdir("/proc/self/fd")  # noqa: PTH208
    except OSError:
        return
    for name in names:
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            listener = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        with listener:
            internet = listener.family in (socket.AF_INET, socket.AF_INET6)
            if internet and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def should_open_browser(
    *, headless: bool, environment: Mapping[str, str], terminal: bool | None = None, platform: str = sys.platform
) -> bool:
    """True only for a person who starts the program by hand on a desktop: a terminal, a screen, no remote shell."""
    if terminal is None:
        terminal = bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())
    if headless or not terminal:
        return False
    if any(environment.get(name) for name in ("CI", "PYTEST_CURRENT_TEST", "SSH_CONNECTION", "SSH_TTY")):
        return False
    if platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def addresses_to_say(option: Option, public_address: str) -> tuple[str, ...]:
    """Where browsers find the first port: the public address, or this machine's own in each of its networks."""
    if public_address:
        return (public_address,)
    here = address_of(option)
    if str(option("server.address") or "0.0.0.0") not in ("0.0.0.0", "::"):
        return (here,)
    return (here, *(here.replace("//localhost:", f"//{adapter.address}:", 1) for adapter in adapters()))


def address_of(option: Option) -> str:
    """The address under which a browser on this machine reaches the server."""
    host = str(option("server.address") or "localhost")
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    base = str(option("server.baseUrlPath") or "").strip("/")
    return f"http://{host}:{option('server.port')}/{base}"


async def open_browser(address: str) -> None:
    """Open the person's browser; the listener is bound already, so the browser waits the moment that is left."""
    try:
        await asyncio.to_thread(webbrowser.open, address)
    except Exception:
        logger.info("No browser could be opened; open %s yourself.", address)
