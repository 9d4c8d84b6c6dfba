"""A store on real files in a folder of the test's own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from readiness.storage.store import Store
from tests.storage.steps import open_store

NOBODY = 65534


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data" / "readiness.db")
    yield opened
    opened.close()


@contextmanager
def _without_privilege() -> Iterator[None]:
    """Work as a user whom file permissions bind; root is not, whoever else runs the tests already is."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def unprivileged() -> AbstractContextManager[None]:
    return _without_privilege()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that an unprivileged user owns and can reach (pytest's own folders are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="readiness-test-"))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)
