"""What happens at the start of the server: who gets a browser opened, and small packets at once."""

import asyncio
import gc
import socket
import sys
from typing import Any

import pytest

from readiness.web import startup
from readiness.web.later import Later
from readiness.web.loading import loading
from readiness.web.startup import address_of, load_later, send_small_packets_at_once, should_open_browser

DESKTOP = {"DISPLAY": ":0"}


def test_a_person_at_a_desktop_terminal_gets_the_browser_opened() -> None:
    assert should_open_browser(headless=False, environment=DESKTOP, terminal=True, platform="linux")
    assert should_open_browser(headless=False, environment={"WAYLAND_DISPLAY": "w"}, terminal=True, platform="linux")
    assert should_open_browser(headless=False, environment={}, terminal=True, platform="darwin")
    assert should_open_browser(headless=False, environment={}, terminal=True, platform="win32")


@pytest.mark.parametrize(
    ("headless", "environment", "terminal"),
    [
        (True, DESKTOP, True),
        (False, DESKTOP, False),
        (False, {}, True),
        (False, {**DESKTOP, "CI": "true"}, True),
        (False, {**DESKTOP, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True),
        (False, {**DESKTOP, "PYTEST_CURRENT_TEST": "x"}, True),
    ],
)
def test_servers_tests_and_remote_shells_get_none(headless: bool, environment: dict[str, str], terminal: bool) -> None:
    assert not should_open_browser(headless=headless, environment=environment, terminal=terminal, platform="linux")


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({"server.address": "127.0.0.1", "server.port": 8501}, "http://127.0.0.1:8501/"),
        ({"server.address": "0.0.0.0", "server.port": 80}, "http://localhost:80/"),
        ({"server.port": 1, "server.baseUrlPath": "/ready/"}, "http://localhost:1/ready"),
    ],
)
def test_the_address_to_open_is_one_that_a_browser_here_reaches(options: dict[str, Any], address: str) -> None:
    assert address_of(options.get) == address


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists a process's sockets")
def test_listening_sockets_send_small_packets_at_once_and_hand_it_to_connections() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        send_small_packets_at_once()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_what_the_start_has_loaded_is_never_looked_at_again_by_the_collector() -> None:
    frozen = gc.get_freeze_count()
    try:
        with loading():
            assert not gc.isenabled()
            kept: list[list[int]] = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= frozen + len(kept)
    finally:
        gc.unfreeze()


def test_the_collector_is_back_also_after_a_start_that_failed() -> None:
    try:
        with pytest.raises(ImportError), loading():
            raise ImportError
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_after_the_first_page_the_other_routes_are_loaded_so_that_no_phone_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = [Later("/w", "readiness.web.phones"), Later("/s", "readiness.web.share")]
    monkeypatch.setattr(startup, "LATER", later)
    asyncio.run(load_later(after=0))
    assert all("routes" in vars(one) for one in later)
