"""The port for phones, over real sockets: what it serves, what it does not, and how it opens and closes."""

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from readiness.errors import NetworkError
from readiness.web.listener import PORTS, Address, Listener


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


async def events(request: Request) -> Response:
    async def forever() -> AsyncIterator[str]:
        yield "data: one\n\n"
        await asyncio.sleep(3600)

    return StreamingResponse(forever(), media_type="text/event-stream")


LIGHT = [Route("/w", hello, methods=["GET"]), Route("/w/events", events)]


def new_loop(kind: str) -> asyncio.AbstractEventLoop:
    if kind == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


@pytest.fixture(params=["asyncio"] if sys.platform == "win32" else ["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs on a thread of its own, as the program's does beside the threads of its pages."""
    loop = new_loop(request.param)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def listener(loop: asyncio.AbstractEventLoop) -> Iterator[Listener]:
    listener = Listener()
    listener.attach(loop, LIGHT)
    yield listener
    listener.close()


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def test_it_serves_the_light_routes_with_security_headers(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    assert listener.address == address
    answer = httpx.get(address.url + "/w")
    assert answer.text == "hello"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/overview",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/static/index.html",
        "/media/x",
        "/healthz",
        "/download/backup",
        "/download/abc/1/pdf",
        "/evidence/abc/def",
        "/api/x",
        "/w/../download/backup",
    ],
)
def test_nothing_but_the_light_routes_is_there(listener: Listener, path: str) -> None:
    address = listener.open("127.0.0.1", free_port())
    with socket.create_connection((address.host, address.port), timeout=5) as raw:  # a client would tidy the path
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: {address.host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 404 ")
    assert "text/plain" in answer
    assert "Scan the code on the screen once more." in answer


def test_a_websocket_is_not_opened(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    asked = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==",
        "sec-websocket-version": "13",
    }
    assert httpx.get(address.url + "/_stcore/stream", headers=asked).status_code == 404


def test_a_page_of_somebody_else_cannot_reach_it_by_its_own_name(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    for host, status in {
        "evil.example": 421,
        f"evil.example:{address.port}": 421,
        f"{socket.gethostname()}.evil.example": 421,
        "127.0.0.1.evil.example": 421,
        "a@127.0.0.1": 421,
        f"192.168.1.5:{address.port}": 200,
        f"{socket.gethostname().partition('.')[0]}.local": 200,
    }.items():
        assert httpx.get(address.url + "/w", headers={"host": host}).status_code == status, host


def test_a_port_that_is_taken_is_passed_over_where_none_is_prescribed(listener: Listener) -> None:
    with socket.socket() as other:
        for port in PORTS:
            try:
                other.bind(("127.0.0.3", port))
            except OSError:
                continue
            break
        other.listen()
        address = listener.open("127.0.0.3")
        assert address.port in PORTS
        assert address.port > other.getsockname()[1]
        assert httpx.get(address.url + "/w").text == "hello"


def test_a_prescribed_port_that_is_taken_is_said_in_a_sentence(listener: Listener) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NetworkError, match=rf"Port {port} is in use by .* READINESS_WORKSHOP_PORT"):
            listener.open("127.0.0.1", port)
    assert listener.address is None


def test_an_address_that_is_not_this_machines_is_said_in_a_sentence(listener: Listener) -> None:
    with pytest.raises(NetworkError, match=r"no longer has the address 198\.51\.100\.7"):
        listener.open("198.51.100.7")
    assert listener.address is None


def test_opening_again_keeps_what_is_open_and_another_address_takes_its_place(listener: Listener) -> None:
    first = listener.open("127.0.0.1", free_port())
    assert listener.open("127.0.0.1") == first
    with pytest.raises(NetworkError):
        listener.open("198.51.100.7")
    assert httpx.get(first.url + "/w").text == "hello"
    second = listener.open("127.0.0.2", free_port("127.0.0.2"))
    assert httpx.get(second.url + "/w").text == "hello"
    with pytest.raises(httpx.ConnectError):
        httpx.get(first.url + "/w")


def test_closed_means_that_nobody_answers_and_the_port_can_be_had_again(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    with httpx.Client() as phone:
        phone.get(address.url + "/w")
        listener.close()
        listener.close()
        assert listener.address is None
        with pytest.raises(httpx.TransportError):
            phone.get(address.url + "/w")
        assert listener.open("127.0.0.1", address.port) == address
        assert phone.get(address.url + "/w").text == "hello"


def test_a_stream_ends_in_order_when_the_port_closes(listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
    address = listener.open("127.0.0.1", free_port())
    closing = threading.Thread(target=listener.close)
    with caplog.at_level(logging.INFO), httpx.stream("GET", address.url + "/w/events", timeout=30) as stream:
        pieces = stream.iter_text()
        assert next(pieces) == "data: one\n\n"
        closing.start()
        assert list(pieces) == []  # a stream that broke off would raise
        closing.join()
    assert [record for record in caplog.records if record.name.startswith(("uvicorn", "asyncio"))] == []


def test_a_phone_that_holds_the_line_without_a_word_does_not_keep_the_port_from_closing(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    with socket.create_connection((address.host, address.port), timeout=5) as silent:
        silent.sendall(b"GET /w HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        listener.close()
        with suppress(ConnectionResetError):
            assert silent.recv(1) == b""


def test_small_answers_go_out_at_once(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    with httpx.Client() as phone:
        phone.get(address.url + "/w")
        server = listener._server
        assert server is not None
        (connection,) = server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")  # type: ignore[union-attr]
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.1 is the only loopback address")
def test_what_comes_from_another_address_is_seen_and_what_comes_from_here_is_not(listener: Listener) -> None:
    address = listener.open("127.0.0.1", free_port())
    seen = listener.seen
    assert seen is not None
    httpx.get(address.url + "/w")
    assert seen.requests == 0
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.9")) as phone:
        phone.get(address.url + "/w")
    assert seen.requests == 1


def test_before_the_program_runs_and_after_it_the_port_cannot_be_opened() -> None:
    with pytest.raises(NetworkError, match="still starting or already stopping"):
        Listener().open("127.0.0.1")
    assert Address("192.168.1.5", 8700).url == "http://192.168.1.5:8700"
