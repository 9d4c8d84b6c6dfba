"""The whole program with a workshop that runs: its two ports from outside, and phones after it was killed."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from readiness.commands.initiatives import create_initiative
from readiness.commands.participants import join
from readiness.commands.workshops import create_workshop, open_voting, set_timer
from readiness.context import open_context
from readiness.settings import Settings
from readiness.web.adapters import Adapter, Choice, recall, remember

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Program:
    """One running program on a database with a workshop that runs."""

    process: subprocess.Popen[bytes]
    pages: str
    phones: str
    code: str


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.TransportError:
        return False


@pytest.fixture
def start(own_database: Path, own: Adapter) -> Iterator[Callable[[], Program]]:
    """Start the program as somebody would who was serving phones when it ended; each is stopped at the end."""
    settings = Settings.from_environment({"READINESS_DATABASE": str(own_database)})
    context = open_context(settings)
    initiative = create_initiative(context, name="Claims", profile="fraud_detection")
    code = create_workshop(context, initiative, name="Ana", agenda=["data.source_mapping"]).code
    context.store.close()
    port = free_port(own.address)
    remember(settings.network_choice, Choice(own.name, own.address, port, open=True))
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> Program:
        first = free_port("127.0.0.1")
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "app.py",
                "--server.port",
                str(first),
                "--server.headless",
                "true",
            ],
            cwd=ROOT,
            env={**os.environ, "READINESS_DATABASE": str(own_database)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        program = Program(process, f"http://127.0.0.1:{first}", f"http://{own.address}:{port}", code)
        end = time.monotonic() + 60
        while not (answers(program.pages + "/healthz") and answers(program.phones + "/w")):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        return program

    yield begin
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)


def test_phones_join_on_the_second_port_and_find_nothing_else_there(start: Callable[[], Program], own: Adapter) -> None:
    program = start()
    page = httpx.get(f"{program.phones}/w/{program.code}")
    assert page.status_code == 200
    assert "<form" in page.text
    for path in ("/", "/overview", "/_stcore/health", "/_stcore/host-config", "/healthz", "/download/backup", "/api/x"):
        answer = httpx.get(program.phones + path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"].startswith("text/plain"), path
    # The first port stays with this machine: nobody listens there under the address that phones have.
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{own.address}:{httpx.URL(program.pages).port}/")
    assert httpx.get(program.pages + "/").status_code == 200


def test_after_the_program_was_killed_phones_find_it_again_at_the_same_address(start: Callable[[], Program]) -> None:
    program = start()
    program.process.kill()
    program.process.wait()
    assert not answers(program.phones + "/w")
    again = start()
    assert again.phones == program.phones
    assert httpx.get(f"{again.phones}/w/{again.code}").status_code == 200


def test_a_program_that_is_stopped_lets_the_port_go_and_knows_where_it_was(
    start: Callable[[], Program], own_database: Path
) -> None:
    program = start()
    program.process.terminate()
    assert program.process.wait(timeout=20) is not None
    assert not answers(program.phones + "/w")
    kept = recall(own_database.parent / "network.json")
    assert kept is not None
    assert kept.open
    assert program.phones.endswith(f":{kept.port}")


def test_a_timer_that_was_chosen_to_reveal_does_so_without_any_board_or_projector(
    start: Callable[[], Program], own_database: Path
) -> None:
    context = open_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    earlier = replace(context, now=lambda: datetime.now(UTC) - timedelta(minutes=5))
    made = {}
    for reveals in (True, False):
        initiative = create_initiative(earlier, name="Claims", profile="fraud_detection")
        made[reveals] = room = create_workshop(
            earlier, initiative, name="Ana", agenda=["data.source_mapping"], auto_reveal=reveals
        )
        join(earlier, room.code, name="Sam")
        version = context.store.workshop(room.id).workshop.version
        open_voting(earlier, room.id, key=room.key, version=version, criterion="data.source_mapping")
        set_timer(earlier, room.id, key=room.key, seconds=60)  # has run out since, while the program was not running
    start()
    end = time.monotonic() + 30
    while context.store.workshop(made[True].id).workshop.state != "revealed":
        assert time.monotonic() < end, "nobody revealed"
        time.sleep(0.05)
    (opened,) = context.store.workshop(made[True].id).rounds
    assert opened.revealed_by == "The timer"
    assert context.store.workshop(made[False].id).workshop.state == "voting", "where it was not chosen"
    context.store.close()
