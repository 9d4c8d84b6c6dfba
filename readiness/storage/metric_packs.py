"""Packs: the earlier points of a long series as two columns of bytes, read a hundred times quicker than rows."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

from readiness.storage.engine import Run

FEWEST = 20_000
"""Unpacked points of a series that are worth packs."""
SIZE = 100_000
"""Points in a pack, at most."""
NOTHING = -(2**62)
"""Before every moment."""


@dataclass(frozen=True)
class Pack:
    """Neighbouring points of one series, in the order of time."""

    at: array[int]
    value: array[float]


def made(run: Run, series: int) -> list[Pack]:
    """What the unpacked points of a series give; nothing where there are few."""
    _, last = packed(run, series)
    after = {"series": series, "after": last}
    number = run("select count(*) as n from metric_point where series = :series and at > :after", **after)[0]["n"]
    if number < FEWEST:
        return []
    at, value = _rows(run, series, last + 1, 2**62)
    return [Pack(at[start : start + SIZE], value[start : start + SIZE]) for start in range(0, len(at), SIZE)]


def add(run: Run, series: int, packs: list[Pack]) -> None:
    """Store packs that go on where those of the series end."""
    run.many(
        "insert into metric_pack (series, first, last, points, at, value) "
        "values (:series, :first, :last, :points, :at, :value)",
        [
            {
                "series": series,
                "first": pack.at[0],
                "last": pack.at[-1],
                "points": len(pack.at),
                "at": _bytes(pack.at),
                "value": _bytes(pack.value),
            }
            for pack in packs
        ],
    )


def touched(run: Run, series: int, at: int) -> None:
    """Forget the packs in which a write at this moment falls, and all after them: the others stay without a gap."""
    run("delete from metric_pack where series = :series and last >= :at", series=series, at=at)


def packed(run: Run, series: int) -> tuple[int, int]:
    """How many points of a series are packed, and the moment up to which."""
    row = run("select sum(points) as points, max(last) as last from metric_pack where series = :series", series=series)[
        0
    ]
    return (row["points"], row["last"]) if row["last"] is not None else (0, NOTHING)


def agrees(run: Run, series: int) -> bool:
    """Whether the packs of a series hold just what its rows do."""
    _, last = packed(run, series)
    return read(run, series, NOTHING, last) == _rows(run, series, NOTHING, last)


def read(run: Run, series: int, since: int, until: int) -> tuple[array[int], array[float]]:
    """The points of a series in the order of time, both ends inclusive: from its packs, the rest from rows."""
    at: array[int] = array("q")
    value: array[float] = array("d")
    for row in run(
        "select first, last, at, value from metric_pack where series = :series and last >= :since and first <= :until "
        "order by first",
        series=series,
        since=since,
        until=until,
    ):
        ats, values = _array("q", row["at"]), _array("d", row["value"])
        if row["first"] < since or row["last"] > until:
            start, end = bisect_left(ats, since), bisect_right(ats, until)
            ats, values = ats[start:end], values[start:end]
        at += ats
        value += values
    _, last = packed(run, series)
    rest = _rows(run, series, max(since, last + 1), until)
    at += rest[0]
    value += rest[1]
    return at, value


def _rows(run: Run, series: int, since: int, until: int) -> tuple[array[int], array[float]]:
    at: array[int] = array("q")
    value: array[float] = array("d")
    for packet in run.packets(
        "select at, value from metric_point where series = :series and at >= :since and at <= :until order by at",
        series=series,
        since=since,
        until=until,
    ):
        ats, values = zip(*packet, strict=True)
        at.extend(ats)
        value.extend(values)
    return at, value


def _bytes(numbers: array[int] | array[float]) -> bytes:
    """Eight bytes a number, the lowest first, whatever the machine."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def _array(kind: str, content: bytes) -> array[Any]:
    numbers: array[Any] = array(kind)
    numbers.frombytes(content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
