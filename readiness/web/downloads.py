"""Downloads: reports of a snapshot, the plans of an initiative, an evidence file, a backup of everything."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from readiness.commands.system import backup
from readiness.context import Context, shared_context
from readiness.errors import NotFound
from readiness.queries.documents import live_document
from readiness.queries.evidence import evidence_file
from readiness.queries.snapshots import snapshot_document, snapshot_text
from readiness.reports import FORMATS, Format, Report, issue_tracker, render
from readiness.settings import Settings
from readiness.storage import failures
from readiness.web.replies import file_headers, file_reply, plainly, sentence

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
PIECE = 256 * 1024
"""Bytes that are read and sent at a time."""

EVIDENCE_HEADERS = {"content-security-policy": "sandbox; default-src 'none'"}
"""An evidence file is somebody's upload: should a browser show it after all, it may run and load nothing."""

_one_backup = asyncio.Lock()
"""A backup needs room for a second copy, so only one is made at a time."""


def context() -> Context:
    """The process's one context; nobody is named, since a download changes nothing."""
    return shared_context(Settings.from_environment(os.environ))


async def snapshot_report(request: Request) -> Response:
    """A report of one snapshot: /download/{initiative}/{number}/{format}."""
    initiative, number, asked = (request.path_params[name] for name in ("initiative", "number", "format"))
    if not ID.fullmatch(initiative) or not NUMBER.fullmatch(number):
        raise NotFound("There is no such snapshot. Open the initiative and choose one under Snapshots.")
    format = next((one for one in FORMATS if one == asked), None)
    if format is None:
        raise NotFound(f"There is no such report. The formats are: {', '.join(FORMATS)}.")
    report = await asyncio.to_thread(_report, initiative, int(number), format)
    return file_reply(report.content, report.file_name, report.media_type)


def _report(initiative: str, number: int, format: Format) -> Report:
    here = context()
    made = render(snapshot_document(here, initiative, number), format)
    if format == "json":  # the text as it was frozen, with the SHA-256 that seals it
        text, _ = snapshot_text(here, initiative, number)
        return Report(text.encode("utf-8"), made.file_name, made.media_type)
    return made


async def plans(request: Request) -> Response:
    """The mitigations and actions as they are now: /download/{initiative}/plans.csv."""
    initiative = request.path_params["initiative"]
    if not ID.fullmatch(initiative):
        raise NotFound("There is no initiative at this address.")
    report = await asyncio.to_thread(lambda: issue_tracker(live_document(context(), initiative)))
    return file_reply(report.content, report.file_name, report.media_type)


async def evidence(request: Request) -> Response:
    """An evidence file, always to be saved: /evidence/{initiative}/{evidence_id}."""
    initiative, evidence_id = request.path_params["initiative"], request.path_params["evidence_id"]
    if not ID.fullmatch(initiative) or not ID.fullmatch(evidence_id):
        raise NotFound("There is no such evidence file on this initiative.")
    file = await asyncio.to_thread(lambda: evidence_file(context(), initiative, evidence_id))
    return file_reply(file.content, file.file_name, file.media_type, headers=EVIDENCE_HEADERS)


async def whole_backup(request: Request) -> Response:
    """Everything as one ZIP file: /download/backup. It is made on the disk of the database and sent piece by piece."""
    async with _one_backup:
        path, name = await asyncio.to_thread(_make_backup)
    file = path.open("rb")
    # Where the system allows it the name goes at once, so that a transfer that breaks off leaves nothing behind.
    with suppress(OSError):
        path.unlink()
    headers = {**file_headers(name), "content-length": str(os.fstat(file.fileno()).st_size)}
    return StreamingResponse(_pieces(file, path), media_type="application/zip", headers=headers)


def _make_backup() -> tuple[Path, str]:
    here = context()
    path = _empty_file(here.store.path.parent)
    try:
        backup(here, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, f"readiness-backup-{here.now():%Y%m%d-%H%M%S}.zip"


def _empty_file(folder: Path) -> Path:
    """A file to make a backup in: beside the database, or where the system keeps passing files.

    Who may only read the database, or has no room left beside it, needs a backup more than anybody.
    """
    for place in (folder, None):
        try:
            handle, path = tempfile.mkstemp(dir=place, prefix=".download-", suffix=".zip")
        except OSError as error:
            refused = error
            continue
        os.close(handle)
        return Path(path)
    raise failures.file_error(refused, folder)


async def _pieces(file: BinaryIO, path: Path) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()
        path.unlink(missing_ok=True)


async def nothing_here(request: Request) -> Response:
    """Say that no such file exists, instead of the page that Streamlit would answer with."""
    return sentence("There is no such file at this address.", 404)


def routes() -> list[BaseRoute]:
    """The routes of downloads, in the order in which they are tried."""
    return [
        Mount(
            "/download",
            routes=[
                Route("/backup", plainly(whole_backup), methods=["GET"]),
                Route("/{initiative}/plans.csv", plainly(plans), methods=["GET"]),
                Route("/{initiative}/{number}/{format}", plainly(snapshot_report), methods=["GET"]),
                Route("/{rest:path}", nothing_here, methods=["GET"]),
            ],
        ),
        Mount(
            "/evidence",
            routes=[
                Route("/{initiative}/{evidence_id}", plainly(evidence), methods=["GET"]),
                Route("/{rest:path}", nothing_here, methods=["GET"]),
            ],
        ),
    ]
