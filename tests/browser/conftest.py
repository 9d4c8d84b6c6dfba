"""A real server and a real Chromium for the browser tests, watched for console errors and requests to foreign hosts."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
START_SECONDS = 60
# Patience for a machine that has other work as well; a test that passes never waits so long.
WAIT_MS = 45_000
expect.set_options(timeout=WAIT_MS)
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
# A deep link makes Streamlit's page look for its server beside the page first; it finds it at the root.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")


# The server -----------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """One running program: its address, its database file, its log."""

    url: str
    database: Path
    log_file: Path
    process: subprocess.Popen[bytes]

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=15)


StartServer = Callable[..., Server]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start a server as the README says; every one is stopped, by its process, when the module ends."""
    running: list[Server] = []

    def start(
        *,
        script: Path = ROOT / "app.py",
        database: Path | None = None,
        env: dict[str, str] | None = None,
        arguments: tuple[str, ...] = (),
    ) -> Server:
        folder = tmp_path_factory.mktemp("server")
        database = database or folder / "readiness.db"
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        command += ["--server.headless", "true", *(("--", *arguments) if arguments else ())]
        given = {name: value for name, value in os.environ.items() if not name.startswith(("READINESS_", "STREAMLIT_"))}
        log_file = folder / "server.log"
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**given, "READINESS_DATABASE": str(database), **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", database, log_file, process)
        running.append(server)
        wait_for(server)
        return server

    yield start
    for server in running:
        server.stop()


def wait_for(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            pytest.fail(f"The server ended before it answered. Its log:\n{server.log()}")
        try:
            if httpx.get(server.url + "/_stcore/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    pytest.fail(f"The server did not answer within {START_SECONDS} seconds. Its log:\n{server.log()}")


@pytest.fixture(scope="module")
def server(start_server: StartServer) -> Server:
    """One server for the tests of a module, on a database of its own."""
    return start_server()


# The browser ----------------------------------------------------------------------------------------------------------

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "C:/Program Files/Microsoft/Edge/Application/msedge.exe",
)


def installed_browser() -> str | None:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    return next((path for path in BROWSER_FILES if Path(path).is_file()), None)


def as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def find_browser(playwright: Playwright) -> str:
    """An installed Chromium, Chrome or Edge; else Playwright's own; else Debian's package; else the tests fail."""
    own = Path(playwright.chromium.executable_path)
    if found := installed_browser():
        return found
    if own.is_file():
        return str(own)
    tried = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if as_root() and shutil.which("apt-get"):
        tried += [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    for command in tried:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=900, check=False)
        if own.is_file():
            return str(own)
        if found := installed_browser():
            return found
    pytest.fail(
        "The browser tests need Chromium, Chrome or Edge. None is installed, and neither "
        "`python -m playwright install chromium` nor the system's package could install one. Install one and run again."
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with sync_playwright() as playwright:
        arguments = [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-sync",
            "--disable-domain-reliability",
            "--no-first-run",
        ]
        if as_root():
            arguments.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=find_browser(playwright), args=arguments)
        yield browser
        browser.close()


@dataclass
class Watched:
    """What went on in the browser during a test: errors on its console, requests that left this machine."""

    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def expect(self, *parts: str) -> None:
        """Console errors that hold one of these are what the test is about."""
        self.expected = (*self.expected, *parts)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            address = str(message.location.get("url", ""))
            if not urlsplit(address).path.endswith(HARMLESS):
                self.console.append(f"{message.text} ({address})")

    def on_error(self, error: Any) -> None:
        self.console.append(f"uncaught: {error}")

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.foreign.append(request.url)

    def unexpected(self) -> list[str]:
        return [line for line in self.console if not any(part in line for part in self.expected)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Fails the test afterwards if a page asked a foreign host for anything or had an error on its console."""
    watched = Watched()
    yield watched
    assert watched.foreign == [], "the page asked foreign hosts"
    assert watched.unexpected() == [], "the page had errors on its console"


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, watched: Watched) -> Iterator[NewPage]:
    """Open a fresh browser profile: `new_page(width=400, scheme='dark')`. Two calls are two people."""
    contexts = []

    def open_page(*, width: int = 1440, height: int = 900, scheme: str = "light", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB", **options
        )
        contexts.append(context)
        context.on("console", watched.on_console)
        context.on("weberror", lambda error: watched.on_error(error.error))
        context.on("request", watched.on_request)
        context.set_default_timeout(WAIT_MS)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One person at a laptop, light theme."""
    return new_page()


Visit = Callable[[Page, str], Page]


@pytest.fixture
def settle() -> Callable[[Page], Page]:
    """Wait until the page has been drawn, nothing runs and its links are listened to."""
    return settled


def settled(page: Page) -> Page:
    page.wait_for_selector(SETTLED)
    page.wait_for_selector("html[data-readiness-going]", state="attached")
    return page


@pytest.fixture
def keys_ready() -> Callable[[Page], Page]:
    """Wait until the page listens for its single-key shortcuts."""

    def wait(page: Page) -> Page:
        page.wait_for_selector("html[data-readiness-keys]", state="attached")
        return page

    return wait


@pytest.fixture
def visit(server: Server) -> Visit:
    """Open an address of the module's server and wait until the page has been drawn: `visit(page, '/system')`."""

    def go(page: Page, path: str = "/") -> Page:
        page.goto(server.url + path)
        return settled(page)

    return go


# Accessibility --------------------------------------------------------------------------------------------------------

# What axe finds in Streamlit's own elements, by rule, with the elements concerned. Nothing of ours is excused here.
STREAMLITS_OWN: dict[str, tuple[str, ...]] = {"presentation-role-conflict": ("stFileUploaderDropzone",)}

Axe = Callable[[Page], list[str]]


@pytest.fixture
def axe() -> Axe:
    """Run axe-core on the page as it is; returns one line a violation that is ours (empty is good)."""

    def run(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        lines = []
        for violation in found:
            excused = STREAMLITS_OWN.get(violation["id"], ())
            for node in violation["nodes"]:
                target = json.dumps(node["target"])
                if not any(part in target or part in node["html"] for part in excused):
                    lines.append(f"{violation['id']} ({violation['impact']}): {target} {node['html'][:160]}")
        return lines

    return run
