"""Evidence files lie under the SHA-256 of their content, whole or not at all."""

import hashlib
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from readiness.errors import NotFound, StorageDamaged, StorageReadOnly
from readiness.storage.evidence import EvidenceFolder
from tests.storage.steps import sentence


def test_a_file_lies_under_its_fingerprint_and_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path / "evidence", 100)
    content = bytes(range(256))
    sha256 = folder.store(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert folder.path(sha256) == tmp_path / "evidence" / sha256[:2] / sha256[2:]
    assert folder.read(sha256) == content
    assert list(folder.names()) == [sha256]
    assert folder.sizes() == {sha256: 256}


def test_what_is_no_evidence_is_not_counted(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path / "evidence", 100)
    assert folder.sizes() == {}
    sha256 = folder.store(b"evidence")
    (folder.folder / "readme.txt").write_text("somebody left this here", encoding="utf-8")
    (folder.folder / sha256[:2] / f"{sha256[2:]}.part").write_bytes(b"half")
    assert folder.sizes() == {sha256: 8}


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path, 100)
    assert folder.store(b"same") == folder.store(b"same")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_changed_file_is_not_handed_out_and_is_healed_by_storing_it_again(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path, 100)
    sha256 = folder.store(b"true")
    folder.path(sha256).write_bytes(b"false")
    assert not folder.holds(sha256)
    with pytest.raises(StorageDamaged) as caught:
        folder.read(sha256)
    assert "has changed" in sentence(caught.value)
    folder.store(b"true")
    assert folder.read(sha256) == b"true"


def test_a_file_that_is_not_here_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        EvidenceFolder(tmp_path, 100).read("0" * 64)
    assert "travel in a backup" in sentence(caught.value)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "/" * 64])
def test_only_a_fingerprint_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        EvidenceFolder(tmp_path, 100).path(name)


def test_a_folder_that_cannot_be_written_is_said(open_folder: Path, unprivileged: AbstractContextManager[None]) -> None:
    with unprivileged:
        open_folder.chmod(0o500)
        with pytest.raises(StorageReadOnly) as caught:
            EvidenceFolder(open_folder / "evidence", 100).store(b"lost")
        assert "cannot be written" in sentence(caught.value)
