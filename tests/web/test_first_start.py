"""The very first start by hand, on a terminal of a desktop, in an empty home: asks nothing, opens the browser."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_a_first_start_by_hand_asks_nothing_and_opens_the_browser(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    browser.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    given = {"HOME": str(home), "DISPLAY": ":0", "BROWSER": str(browser), "TERM": "xterm"}
    leader, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**kept, **given, "READINESS_DATABASE": str(tmp_path / "readiness.db")},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None and not opened.exists():
            time.sleep(0.05)
        said = os.read(leader, 65536).decode(errors="replace")
        assert opened.exists(), said
        assert opened.read_text().split() == [f"http://127.0.0.1:{port}/"]
        assert "mail" not in said.lower()
        assert not (home / ".streamlit").exists()
    finally:
        process.terminate()
        process.wait(timeout=20)
        os.close(terminal)
        os.close(leader)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
