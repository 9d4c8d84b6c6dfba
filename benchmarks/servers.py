"""A Streamlit server on loopback in a process of its own: started as a person starts it, watched, stopped by its id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.failure import NotMeasured

ROOT = Path(__file__).resolve().parent.parent
BARE = Path(__file__).resolve().parent / "bare"
START_SECONDS = 60


class ServerFailed(NotMeasured):
    """A server did not start, or ended by itself; the message holds the end of its log."""


@dataclass(frozen=True)
class Server:
    """One running server."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path
    spawned: float
    """When the process was started, in seconds of time.perf_counter()."""

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self.process.pid

    def cpu_seconds(self) -> float:
        """Processor time that the process has used so far, all threads, to the microsecond."""
        return cpu_seconds(self.pid)

    def log(self) -> str:
        """What the server has said."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def check(self) -> None:
        """Raises ServerFailed when a script failed: what was measured then is an error page."""
        if "Unexpected error" in self.log() or "Traceback" in self.log():
            raise ServerFailed(f"A page failed while it was measured. The log ends:\n{self.log()[-3000:]}")

    def kill(self) -> None:
        """End the process at once, as a power cut would: nothing is finished, nothing is said."""
        self.process.kill()
        self.process.wait(timeout=5)

    def stop(self) -> None:
        """End the process and wait for it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=5)


def cpu_seconds(pid: int) -> float:
    """Processor time of a running process of this machine, threads that have ended included.

    The clock of a process is named by its id in the way of clock_getcpuclockid(3) on Linux; it counts nanoseconds
    where /proc counts hundredths of a second.
    """
    if not sys.platform.startswith("linux"):
        raise ServerFailed("The processor time of a server is read as Linux gives it; run this benchmark on Linux.")
    return time.clock_gettime((~pid << 3) | 2)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the databases of one benchmark; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="readiness-benchmark-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def serving(
    script: Path,
    place: Path,
    *,
    env: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    program: Sequence[str] = ("streamlit",),
) -> Iterator[Server]:
    """`python -m streamlit run SCRIPT` from the project's folder, whose configuration file every server reads alike.

    `options` are options of Streamlit; `program` takes the place of `streamlit`; `place` takes the log. The block
    begins when the server answers.
    """
    server = start(script, place, env=env, options=options, program=program)
    try:
        wait_for(server)
        yield server
    except NotMeasured as error:
        if "Traceback" in server.log():
            raise NotMeasured(f"{error}\nThe log of {script.name} ends:\n{server.log()[-3000:]}") from error
        raise
    finally:
        server.stop()


def start(
    script: Path,
    place: Path,
    *,
    env: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    program: Sequence[str] = ("streamlit",),
    port: int | None = None,
) -> Server:
    """Start a server without waiting for it; the caller stops it. Without a port, it gets one that is free."""
    port = port or free_port()
    command = [sys.executable, "-m", *program, "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true", *options]
    return spawn(command, place, port=port, env=env)


def spawn(command: Sequence[str], place: Path, *, port: int, env: Mapping[str, str] | None = None) -> Server:
    """Start a command that will listen on this port of loopback, without waiting for it; the caller stops it."""
    # Nothing that this shell happens to set reaches the servers: all of them get the settings of the project's file.
    given = {name: value for name, value in os.environ.items() if not name.startswith(("READINESS_", "STREAMLIT_"))}
    log_file = place / f"server-{port}.log"
    with log_file.open("ab") as log:
        spawned = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**given, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return Server(f"http://127.0.0.1:{port}", process, log_file, spawned)


def wait_for(server: Server) -> None:
    """Return when the server accepts connections. Raises ServerFailed."""
    host, port = server.url.removeprefix("http://").split(":")
    while time.perf_counter() - server.spawned < START_SECONDS:
        if server.process.poll() is not None:
            raise ServerFailed(f"A server ended before it answered. Its log ends:\n{server.log()[-2000:]}")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            time.sleep(0.005)  # nothing tells one process that another has opened its port; asking is cheap
    raise ServerFailed(f"A server did not answer within {START_SECONDS} s. Its log ends:\n{server.log()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
