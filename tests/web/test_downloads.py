"""Downloads as a browser asks for them: what comes, under which name and headers, and what is said otherwise."""

import asyncio
import csv
import io
import json
import logging
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands.evidence import add_file
from readiness.commands.initiatives import create_initiative
from readiness.commands.people import add_person
from readiness.commands.plans import add_plan
from readiness.commands.snapshots import freeze
from readiness.context import Context, shared_context
from readiness.domain.snapshot import seal_of
from readiness.queries.snapshots import snapshot_text
from readiness.settings import Settings
from readiness.web.headers import SecurityHeaders
from readiness.web.replies import file_headers
from readiness.web.routes import routes

CRITERION = "data.source_mapping"


@pytest.fixture
def context(own_database: Path) -> Iterator[Context]:
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


class Browser:
    """Asks the routes for an address, as they stand in the program, headers and all."""

    def __init__(self) -> None:
        app = Starlette(routes=routes(), middleware=[Middleware(SecurityHeaders)])
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://readiness") as client:
                return await client.get(path)

        return asyncio.run(ask())


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture
def initiative(context: Context) -> str:
    return create_initiative(context, name="Fraud “watch”", profile="fraud_detection")


def test_every_report_of_a_snapshot_can_be_saved(client: Browser, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    begins = {"pdf": b"%PDF-", "onepage": b"%PDF-", "xlsx": b"PK", "csv": b"initiative_id,", "md": b"#", "json": b"{"}
    for format, beginning in begins.items():
        answer = client.get(f"/download/{initiative}/1/{format}")
        assert answer.status_code == 200, format
        assert answer.content.startswith(beginning), format
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith('attachment; filename="fraud-watch-snapshot-1')


def test_the_json_report_is_the_text_as_it_was_frozen_with_its_seal(
    client: Browser, context: Context, initiative: str
) -> None:
    freeze(context, initiative)
    answer = client.get(f"/download/{initiative}/1/json")
    text, sha256 = snapshot_text(context, initiative, 1)
    assert answer.text == text
    assert seal_of(json.loads(answer.text)) == sha256


def test_the_same_snapshot_gives_the_same_bytes(client: Browser, context: Context, initiative: str) -> None:
    freeze(context, initiative)
    for format in ("pdf", "onepage", "xlsx", "csv", "md"):
        first = client.get(f"/download/{initiative}/1/{format}").content
        assert client.get(f"/download/{initiative}/1/{format}").content == first, format


@pytest.mark.parametrize(
    "path",
    [
        "/download/nobody/1/pdf",
        "/download/{initiative}/2/pdf",
        "/download/{initiative}/0/pdf",
        "/download/{initiative}/one/pdf",
        "/download/{initiative}/99999999999/pdf",
        "/download/{initiative}/1/exe",
        "/download/nobody/plans.csv",
        "/download/'%20or%201=1/plans.csv",
        "/download/a%00b/1/pdf",
        "/download/",
        "/download/something/else/that/is/long",
        "/evidence/{initiative}/nothing",
        "/evidence/nobody/nothing",
        "/evidence/",
    ],
)
def test_what_does_not_exist_is_said_in_a_sentence(
    client: Browser, context: Context, initiative: str, path: str
) -> None:
    freeze(context, initiative)
    answer = client.get(path.replace("{initiative}", initiative))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.rstrip().endswith(".")
    assert "Traceback" not in answer.text


def test_without_a_snapshot_the_sentence_says_to_freeze_one(client: Browser, initiative: str) -> None:
    answer = client.get(f"/download/{initiative}/1/pdf")
    assert answer.status_code == 404
    assert "Freeze one first" in answer.text


def test_plans_come_as_they_are_now_and_no_cell_is_a_formula(
    client: Browser, context: Context, initiative: str
) -> None:
    add_plan(context, initiative, criteria=[CRITERION], text="=HYPERLINK(1)", owner="+Ana", due=date(2030, 1, 2))
    answer = client.get(f"/download/{initiative}/plans.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(rows) == 1
    assert rows[0]["Title"] == "'=HYPERLINK(1)"
    assert rows[0]["Assignee"] == "'+Ana"
    assert rows[0]["Due date"] == "2030-01-02"


def test_an_evidence_file_is_saved_and_never_shown_or_run(client: Browser, context: Context, initiative: str) -> None:
    evidence = add_file(
        context,
        initiative,
        CRITERION,
        file_name='Prüf "bericht" ../x\u202e.html',
        content=b"<script>alert(1)</script>",
        media_type="text/html",
        day=date(2026, 1, 1),
    )
    answer = client.get(f"/evidence/{initiative}/{evidence}")
    assert answer.status_code == 200
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    name = unquote(disposition.rpartition("''")[2])
    assert "Prüf" in name
    assert not set(name) & set('/\\"\u202e')


def test_an_allowed_type_is_sent_as_declared(client: Browser, context: Context, initiative: str) -> None:
    evidence = add_file(
        context,
        initiative,
        CRITERION,
        file_name="drill.pdf",
        content=b"%PDF-1.7",
        media_type="application/pdf",
        day=date(2026, 1, 1),
    )
    answer = client.get(f"/evidence/{initiative}/{evidence}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_evidence_of_another_initiative_is_not_found(client: Browser, context: Context, initiative: str) -> None:
    other = create_initiative(context, name="Other", profile="fraud_detection")
    evidence = add_file(
        context, other, CRITERION, file_name="a.txt", content=b"a", media_type="text/plain", day=date(2026, 1, 1)
    )
    assert client.get(f"/evidence/{initiative}/{evidence}").status_code == 404
    assert client.get(f"/evidence/{other}/{evidence}").status_code == 200


def test_an_evidence_file_that_was_changed_on_the_disk_is_not_handed_out(
    client: Browser, context: Context, initiative: str
) -> None:
    evidence = add_file(
        context, initiative, CRITERION, file_name="a.txt", content=b"a", media_type="text/plain", day=date(2026, 1, 1)
    )
    stored = next(context.store.evidence.folder.glob("*/*"))
    stored.chmod(0o600)
    stored.write_bytes(b"b")
    answer = client.get(f"/evidence/{initiative}/{evidence}")
    assert answer.status_code == 500
    assert "has changed since it was stored" in answer.text


def test_a_backup_holds_the_database_and_leaves_nothing_on_the_disk(
    client: Browser, context: Context, initiative: str
) -> None:
    add_person(context, initiative, name="Ana")
    before = set(context.store.path.parent.iterdir())
    answer = client.get("/download/backup")
    assert answer.headers["content-type"] == "application/zip"
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"manifest.json", "readiness.db"} <= set(archive.namelist())
    assert set(context.store.path.parent.iterdir()) == before


def test_a_failure_nobody_expected_shows_a_number_and_logs_it(
    client: Browser, context: Context, initiative: str, caplog: pytest.LogCaptureFixture
) -> None:
    freeze(context, initiative)
    with sqlite3.connect(context.store.path) as meddler:
        meddler.execute("update snapshot set text = 'no JSON at all'")
    meddler.close()
    with caplog.at_level(logging.ERROR, logger="readiness"):
        answer = client.get(f"/download/{initiative}/1/pdf")
    assert answer.status_code == 500
    number = answer.text.strip().rpartition(" ")[2]
    assert number in caplog.text
    assert "JSON" not in answer.text


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence(client: Browser, own_database: Path) -> None:
    own_database.write_bytes(b"This is a letter and no database. " * 100)
    answer = client.get("/download/backup")
    assert answer.status_code == 500
    assert "is not a database of this program" in answer.text


def test_a_name_of_dots_alone_still_gives_a_file_name() -> None:
    assert 'filename="file"' in file_headers(" .. ")["content-disposition"]
    assert "\n" not in file_headers("a\r\nSet-Cookie: x=1")["content-disposition"]
