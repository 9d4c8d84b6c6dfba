"""Take the pictures of the README anew from the running app with the demo portfolio.

Run `python scripts/pictures.py`. Needs the test requirements, a Chromium and pdftoppm (Debian: poppler-utils).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
INITIATIVE = "demo-claims-triage"
SECONDS_TO_START = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")


def main() -> None:
    """Load the demo into a database of its own, start the app, take the pictures, stop the app."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "READINESS_DATABASE": str(Path(folder) / "readiness.db")}
        readiness = [sys.executable, "-m", "readiness"]
        subprocess.run([*readiness, "demo"], cwd=ROOT, env=environment, check=True)
        report = Path(folder) / "report.pdf"
        subprocess.run(
            [*readiness, "export", INITIATIVE, "--format", "pdf", "-o", str(report)],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "75",
                "-png",
                "-f",
                "1",
                "-l",
                "1",
                "-singlefile",
                str(report),
                str(PICTURES / "report"),
            ],
            check=True,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        options = ["--server.port", str(port), "--server.headless", "true"]
        server = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            take(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=20)


def take(address: str) -> None:
    """The two screens of the README, as a projector shows them."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        show(page, f"{address}/initiative?initiative={INITIATIVE}")
        page.screenshot(
            path=PICTURES / "initiative.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1180}, full_page=True
        )
        show(page, f"{address}/assess?initiative={INITIATIVE}&criterion=governance.version_rollback")
        page.screenshot(path=PICTURES / "assess.png")
        browser.close()


def show(page: Page, address: str) -> None:
    """Open a page and wait until it stands still."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(2_000)


def wait_for(address: str) -> None:
    """Wait until the server answers. Raises TimeoutError."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"No answer from {address} within {SECONDS_TO_START} seconds.")


if __name__ == "__main__":
    main()
