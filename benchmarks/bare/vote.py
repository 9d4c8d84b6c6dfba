"""The least that takes a vote over HTTP: a bare Starlette route and one writer thread; the same row, as safe on disk.

`python benchmarks/bare/vote.py PORT DATABASE`. It checks nothing and knows nobody. Votes that wait together share a
transaction, which makes it faster than a transaction a vote.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TABLE = """create table if not exists vote (
  workshop text not null, criterion text not null, round integer not null, participant text not null,
  choice text not null, reason text not null, evidence text not null, at text not null,
  entered_by_facilitator integer not null, independent integer not null,
  primary key (workshop, criterion, round, participant)) without rowid"""
UPSERT = """insert into vote values ('w1', ?, ?, ?, ?, ?, ?, ?, 0, 1)
  on conflict (workshop, criterion, round, participant) do update set choice = excluded.choice,
  reason = excluded.reason, evidence = excluded.evidence, at = excluded.at"""

waiting: SimpleQueue[tuple[tuple[object, ...], asyncio.Future[None], asyncio.AbstractEventLoop]] = SimpleQueue()


def write(database: str) -> None:
    """Save what waits, as much as there is in one transaction, and say so once it is on the disk."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full"):
        connection.execute(f"pragma {pragma}")
    connection.execute(TABLE)
    while True:
        batch = [waiting.get()]
        with suppress(Empty):
            while True:
                batch.append(waiting.get_nowait())
        connection.execute("begin immediate")
        connection.executemany(UPSERT, [row for row, _, _ in batch])
        connection.execute("commit")
        for _, done, loop in batch:
            loop.call_soon_threadsafe(done.set_result, None)


async def vote(request: Request) -> JSONResponse:
    """Save one vote and answer once it is safe."""
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    at = datetime.now(UTC).isoformat()
    row = (form["criterion"], int(form["round"]), form["seat"], form["choice"], form["reason"], form["evidence"], at)
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    waiting.put((row, done, loop))
    await done
    return JSONResponse({"ok": True, "at": at})


if __name__ == "__main__":
    threading.Thread(target=write, args=(sys.argv[2],), daemon=True).start()
    app = Starlette(routes=[Route("/w/vote", vote, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
