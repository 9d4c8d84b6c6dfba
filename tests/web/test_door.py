"""The door of the first port, at real servers: foreign names, the key, its cookie, and that no log ever holds it."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from readiness.settings import NetworkSettings
from readiness.web.door import Door, bound_elsewhere
from readiness.web.key import PARAMETER, Key

ROOT = Path(__file__).resolve().parents[2]
EVIL = "evil.example"
UNGIVEN = "not the key, but as long as one"


@dataclass
class Server:
    """One running program."""

    port: int
    log_file: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def key(self) -> str:
        said = re.search(r"The key: (\S+)", self.log)
        assert said, self.log
        return said[1]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def websocket(self, **headers: str) -> int:
        """The status with which the server answers a websocket of Streamlit; 101 is an open one."""
        try:
            origin = {"Origin": f"http://127.0.0.1:{self.port}"} if "origin" not in headers else {}
            with connect(
                f"ws://127.0.0.1:{self.port}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={**origin, **headers},
            ):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *command: str, port: int, **env: str) -> Server:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("READINESS_", "STREAMLIT_"))}
    log_file = folder / "server.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**given, "READINESS_DATABASE": str(folder / "readiness.db"), **env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(port, log_file, process)
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(server.url("/_stcore/health"), timeout=2).status_code == 200:
                return server
        except httpx.TransportError:
            time.sleep(0.05)
    stop(server)
    pytest.fail(f"The server did not answer. Its log:\n{server.log}")


def stop(server: Server) -> None:
    server.process.terminate()
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
        pytest.fail(f"The server did not stop when it was asked to. Its log:\n{server.log}")


def streamlit(folder: Path, *options: str, **env: str) -> Server:
    port = free_port()
    command = ["streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true", *options]
    return start(folder, *command, port=port, **env)


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started as the README says: the port listens on this machine alone."""
    server = streamlit(tmp_path_factory.mktemp("home"))
    yield server
    stop(server)


@pytest.fixture(scope="module")
def in_the_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Set to listen on every network of this machine."""
    server = streamlit(
        tmp_path_factory.mktemp("network"), "--server.address", "0.0.0.0", "--browser.serverAddress", "localhost"
    )
    yield server
    stop(server)


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Behind a public address, with a key that somebody set."""
    server = streamlit(
        tmp_path_factory.mktemp("hosted"),
        READINESS_PUBLIC_ADDRESS="https://ready.example.com",
        READINESS_KEY="correct-horse-battery",
    )
    yield server
    stop(server)


# On the machine itself ------------------------------------------------------------------------------------------------


def test_on_the_machine_itself_nothing_is_asked(at_home: Server) -> None:
    assert httpx.get(at_home.url()).status_code == 200
    assert httpx.get(f"http://localhost:{at_home.port}/").status_code == 200
    assert at_home.websocket() == 101
    assert "key" not in at_home.log


@pytest.mark.parametrize("path", ["/", "/overview", "/download/backup", "/healthz", "/_stcore/health", "/static/x"])
@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8501", "127.0.0.1.evil.example", "192.168.1.5", "a@127.0.0.1"])
def test_a_foreign_name_is_refused_with_a_sentence_on_every_page_and_download(
    at_home: Server, path: str, host: str
) -> None:
    answer = httpx.get(at_home.url(path), headers={"host": host})
    assert answer.status_code == 421
    assert "Nothing was shown." in answer.text
    assert "http://localhost" in answer.text


def test_a_websocket_under_a_foreign_name_or_from_a_foreign_page_is_refused(at_home: Server) -> None:
    with socket.create_connection(("127.0.0.1", at_home.port), timeout=10) as raw:
        raw.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {EVIL}\r\nOrigin: http://{EVIL}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
            "\r\n".encode()
        )
        assert raw.recv(65536).startswith(b"HTTP/1.1 403 ")
    assert at_home.websocket(origin=f"http://{EVIL}") == 403
    assert at_home.websocket(origin="null") == 403


def test_what_a_proxy_hands_on_comes_from_elsewhere_and_needs_the_key(at_home: Server) -> None:
    answer = httpx.get(at_home.url("/download/backup"), headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 401
    assert "key" in answer.text


# Listening on a network -----------------------------------------------------------------------------------------------


def test_the_key_is_said_once_at_the_start_with_an_address_to_open(in_the_network: Server) -> None:
    assert len(in_the_network.key) >= 22  # 128 bits and more, in letters of six bits
    assert in_the_network.log.count("The key: ") == 1
    assert f"http://localhost:{in_the_network.port}/?{PARAMETER}={in_the_network.key}" in in_the_network.log


@pytest.mark.parametrize("path", ["/", "/overview?initiative=x", "/download/backup", "/evidence/a/b", "/static/x"])
def test_without_the_key_no_page_and_no_download_opens(in_the_network: Server, path: str) -> None:
    answer = httpx.get(in_the_network.url(path))
    assert answer.status_code == 401
    assert httpx.get(in_the_network.url(path), headers={"accept": "text/html"}).status_code == 401


def test_without_the_key_a_browser_gets_a_page_that_asks_for_it(in_the_network: Server) -> None:
    answer = httpx.get(in_the_network.url("/plan?a=1"), headers={"accept": "text/html,*/*"})
    assert answer.status_code == 401
    assert 'type="password"' in answer.text
    assert 'value="/plan?a=1"' in answer.text
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    assert in_the_network.key not in answer.text


def test_without_the_key_no_websocket_opens_and_with_its_cookie_it_does(in_the_network: Server) -> None:
    assert in_the_network.websocket() == 403
    shown = httpx.get(in_the_network.url(f"/?{PARAMETER}={in_the_network.key}"))
    cookie = shown.headers["set-cookie"].partition(";")[0]
    assert in_the_network.websocket(cookie=cookie) == 101
    assert in_the_network.websocket(cookie=cookie + "0") == 403


def test_a_supervisor_may_ask_whether_the_program_is_there(in_the_network: Server) -> None:
    assert httpx.get(in_the_network.url("/_stcore/health")).status_code == 200
    assert httpx.get(in_the_network.url("/healthz")).json()["ok"] is True


def test_the_address_with_the_key_opens_the_program_and_leaves_the_key_out_of_it(in_the_network: Server) -> None:
    with httpx.Client() as browser:
        shown = browser.get(in_the_network.url(f"/plan?a=1&{PARAMETER}={in_the_network.key}&b=2"))
        assert shown.status_code == 303
        assert shown.headers["location"] == "/plan?a=1&b=2"
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert in_the_network.key not in shown.headers["set-cookie"]
        for mark in ("HttpOnly", "SameSite=lax", "Path=/"):
            assert mark in shown.headers["set-cookie"]
        assert browser.get(in_the_network.url("/plan?a=1&b=2")).status_code == 200
        assert browser.get(in_the_network.url("/download/backup")).status_code == 200


def test_the_key_can_be_typed_and_leads_on_to_where_one_wanted_to_go(in_the_network: Server) -> None:
    with httpx.Client() as browser:
        wrong = browser.post(in_the_network.url("/key"), data={"key": UNGIVEN, "onward": "/plan"})
        assert wrong.status_code == 401
        assert "That is not the key." in wrong.text
        assert UNGIVEN not in wrong.text
        right = browser.post(in_the_network.url("/key"), data={"key": in_the_network.key, "onward": "/plan?a=1"})
        assert (right.status_code, right.headers["location"]) == (303, "/plan?a=1")
        assert browser.get(in_the_network.url("/plan")).status_code == 200


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", ""])
def test_the_key_never_leads_on_to_another_site(in_the_network: Server, onward: str) -> None:
    answer = httpx.post(in_the_network.url("/key"), data={"key": in_the_network.key, "onward": onward})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_an_address_that_looks_like_another_site_stays_within_the_program(in_the_network: Server) -> None:
    with socket.create_connection(("127.0.0.1", in_the_network.port), timeout=10) as raw:
        target = f"//evil.example/?{PARAMETER}={in_the_network.key}"
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = raw.recv(65536).decode()
    assert "\r\nlocation: /evil.example/\r\n" in answer


def test_a_foreign_name_is_refused_with_the_key_too(in_the_network: Server) -> None:
    answer = httpx.get(in_the_network.url(f"/?{PARAMETER}={in_the_network.key}"), headers={"host": EVIL})
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


def test_the_key_is_in_no_log_though_the_server_writes_down_every_address(tmp_path: Path) -> None:
    """Started by another server, which listens where Streamlit's settings know nothing of."""
    port = free_port()
    server = start(tmp_path, "uvicorn", "app:app", "--host", "0.0.0.0", "--port", str(port), port=port)
    try:
        others = [found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
        others = [str(address) for address in others if not str(address).startswith("127.")]
        assert httpx.get(server.url("/")).status_code == 200  # arrived at 127.0.0.1, which is this machine alone
        forwarded = {"x-forwarded-for": "203.0.113.9"}
        for url in [server.url("/plan"), *(f"http://{address}:{port}/plan" for address in others)]:
            assert httpx.get(url, headers=forwarded).status_code == 401
        key = server.key
        assert server.log.count(key) == 2  # said once, and once within the address to open
        right = httpx.get(server.url(f"/plan?{PARAMETER}={key}&a=1"), headers=forwarded)
        assert right.status_code == 303
        assert httpx.get(server.url(f"/plan?{PARAMETER}=x{key}"), headers=forwarded).status_code == 401
        assert httpx.post(server.url("/key"), data={"key": key}, headers=forwarded).status_code == 303
        assert "GET /plan?a=1 " in server.log
        assert server.log.count(key) == 2
    finally:
        stop(server)


# Hosted ---------------------------------------------------------------------------------------------------------------


def test_a_hosted_program_answers_under_its_public_address_to_whoever_has_the_key(hosted: Server) -> None:
    public = {"host": "ready.example.com"}
    assert httpx.get(hosted.url(), headers=public).status_code == 401
    shown = httpx.get(hosted.url(f"/?{PARAMETER}=correct-horse-battery"), headers=public)
    assert shown.status_code == 303
    assert "Secure" in shown.headers["set-cookie"]
    cookie = shown.headers["set-cookie"].partition(";")[0]
    assert httpx.get(hosted.url(), headers={**public, "cookie": cookie}).status_code == 200
    assert httpx.get(hosted.url(), headers={**public, "host": EVIL, "cookie": cookie}).status_code == 421


def test_a_hosted_program_asks_for_the_key_whatever_name_the_proxy_sends(hosted: Server) -> None:
    assert httpx.get(hosted.url("/download/backup")).status_code == 401
    assert hosted.websocket() == 403


def test_a_proxy_that_knows_who_signed_in_may_send_the_key_itself(hosted: Server) -> None:
    sent = {"host": "ready.example.com", "x-readiness-key": "correct-horse-battery"}
    assert httpx.get(hosted.url("/download/backup"), headers=sent).status_code == 200
    assert httpx.get(hosted.url(), headers={**sent, "x-readiness-key": "correct-horse-batterx"}).status_code == 401


def test_a_key_that_somebody_set_is_never_printed(hosted: Server) -> None:
    assert "READINESS_KEY" in hosted.log
    assert "correct-horse-battery" not in hosted.log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("READINESS_PUBLIC_ADDRESS", "ready.example.com"),
        ("READINESS_WORKSHOP_PORT", "eighty"),
        ("READINESS_KEY", "short"),
    ],
)
def test_a_setting_that_is_wrong_ends_the_start_with_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATABASE": str(tmp_path / "readiness.db"), name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert name in run.stderr
    assert "The program was not started." in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


# What needs no server -------------------------------------------------------------------------------------------------


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


def door(key: Key, network: NetworkSettings | None = None, address: str = "0.0.0.0") -> httpx.AsyncClient:
    light = [Route("/w", hello), Mount("/s", routes=[Route("/{token}", hello)])]
    app = Starlette(
        routes=[*light, Route("/{rest:path}", hello)],
        middleware=[
            Middleware(
                Door,
                option={"server.address": address}.get,
                network=network or NetworkSettings(),
                key=key,
                light=light,
            )
        ],
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize(
    ("path", "status"), [("/w", 200), ("/s/abc", 200), ("/w/abc", 401), ("/s", 401), ("/", 401), ("/W", 401)]
)
def test_light_routes_need_no_key_and_everything_else_does(path: str, status: int) -> None:
    async def ask() -> int:
        async with door(Key()) as browser:
            return (await browser.get(path)).status_code

    assert asyncio.run(ask()) == status


def test_after_ten_wrong_keys_one_waits_even_with_the_right_one() -> None:
    key = Key()

    async def ask() -> list[int]:
        async with door(key) as browser:
            answers = [await browser.get("/", params={PARAMETER: UNGIVEN}) for _ in range(10)]
            answers.append(await browser.get("/", params={PARAMETER: key.text}))
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == [401] * 10 + [429]


def test_two_keys_are_never_the_same_and_do_not_show_in_the_program() -> None:
    one, other = Key(), Key()
    assert one.text != other.text
    assert not other.opens(one.text)
    assert not other.proven(one.proof)
    assert one.text not in repr(one)
    assert "correct-horse" not in repr(NetworkSettings(key="correct-horse-battery"))


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("127.0.0.1", False),
        ("localhost", False),
        ("::1", False),
        ("[::1]", False),
        ("127.0.0.53", False),
        ("0.0.0.0", True),
        ("::", True),
        ("192.168.1.5", True),
        ("", True),
        (None, True),
        ("my-laptop", True),
    ],
)
def test_only_a_loopback_address_keeps_the_port_to_this_machine(address: str | None, elsewhere: bool) -> None:
    assert bound_elsewhere({"server.address": address}.get) is elsewhere
