"""The whole program behind a proxy: who tries wrong codes waits alone where it is known, with everybody where not."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROXY = "127.0.0.2"
"""A proxy on another address than the one that every server believes."""


@pytest.fixture
def start(own_database: Path) -> Iterator[Callable[[str], str]]:
    """Start the program with these trusted proxies; its address. Each is stopped at the end."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(trusted: str) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        running.append(
            subprocess.Popen(
                [*command, "--server.headless", "true"],
                cwd=ROOT,
                env={
                    **os.environ,
                    "READINESS_DATABASE": str(own_database),
                    "READINESS_PUBLIC_ADDRESS": "https://ready.example.com",
                    "READINESS_TRUSTED_PROXIES": trusted,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        end = time.monotonic() + 60
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                    return f"http://127.0.0.1:{port}"
            except httpx.TransportError:
                assert running[-1].poll() is None and time.monotonic() < end
                time.sleep(0.05)

    yield begin
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize(("trusted", "alone"), [("", False), ("127.0.0.2", True), ("127.0.0.0/29, 10.0.0.7", True)])
def test_what_a_proxy_says_of_addresses_is_believed_of_the_named_ones_alone(
    start: Callable[[str], str], trusted: str, alone: bool
) -> None:
    url = start(trusted)
    with httpx.Client(transport=httpx.HTTPTransport(local_address=PROXY), base_url=url) as proxy:

        def code(sender: str) -> int:
            said = {"host": "ready.example.com", "x-forwarded-for": sender}
            return proxy.get("/w/ZZZZZZ", headers=said).status_code

        tried = [code("203.0.113.5") for _ in range(10)]
        assert (tried[0], tried[-1]) == (404, 429)
        assert code("203.0.113.6") == (404 if alone else 429)
        assert code("203.0.113.5") == 429
        # What somebody wrote into the header before it came to the proxy is not believed.
        assert code("198.51.100.1, 203.0.113.5") == 429
