"""Stopping the program while phones listen: streams of events end in order, files are sent to their end, it stops."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from pathlib import Path
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import StreamingResponse
from starlette.routing import Route
from readiness.settings import NetworkSettings
from readiness.web.ending import EndsWithServer
from readiness.web.reach import Reach

reach = Reach(NetworkSettings(), Path(sys.argv[2]))

async def events(request):
    async def forever():
        yield "data: one\\n\\n"
        await asyncio.sleep(3600)
    return StreamingResponse(forever(), media_type="text/event-stream")

async def file(request):
    async def pieces():
        for piece in "abcdefgh":
            yield piece
            await asyncio.sleep(0.1)
    return StreamingResponse(pieces(), media_type="application/zip")

@asynccontextmanager
async def lifespan(app):
    async with reach.running():
        yield

app = Starlette(
    routes=[Route("/events", events), Route("/file", file)],
    middleware=[Middleware(EndsWithServer, ending=reach.ending)],
    lifespan=lifespan,
)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="info")
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), str(tmp_path / "network.json")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(address + "/nothing")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield address, process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_asked_to_stop_ends_its_streams_and_stops(
    program: tuple[str, subprocess.Popen[str]], asked: signal.Signals
) -> None:
    address, process = program
    with httpx.stream("GET", address + "/events", timeout=30) as stream:
        pieces = stream.iter_text()
        assert next(pieces) == "data: one\n\n"
        process.send_signal(asked)
        assert list(pieces) == []  # a stream that broke off would raise
    _, log = process.communicate(timeout=30)
    assert "Finished server process" in log
    assert "ERROR" not in log
    assert "Traceback" not in log.partition("Finished server process")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_file_that_is_being_sent_is_sent_to_its_end(program: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = program
    with httpx.stream("GET", address + "/file", timeout=30) as stream:
        pieces = stream.iter_text()
        first = next(pieces)
        process.send_signal(signal.SIGTERM)
        assert first + "".join(pieces) == "abcdefgh"
    process.communicate(timeout=30)
