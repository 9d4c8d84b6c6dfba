"""The points of metrics: written all or nothing and without doubling, read as arrays, by metric and source."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import Literal, NamedTuple

from readiness.storage import metric_packs
from readiness.storage.engine import PACKET, Engine, Row, Run
from readiness.storage.memory import Memory

CHANGES_SHOWN = 200
"""How many changed points a comparison tells one by one."""

Order = Literal["at", "value", "source"]


@dataclass(frozen=True)
class SeriesPoints:
    """Points of one metric and one source; moments are epoch milliseconds, no moment twice, values finite."""

    metric: str
    source: str
    at: array[int]
    value: array[float]


class ChangedPoint(NamedTuple):
    """A stored point that gets another value."""

    metric: str
    source: str
    at: int
    old: float
    new: float


@dataclass(frozen=True)
class Comparison:
    """Points beside what is stored, counted: not there yet, there with another value, there just so."""

    new: int
    changed: int
    same: int
    changes: tuple[ChangedPoint, ...] = ()
    """The first of the changed ones, by metric, source and moment."""


class Point(NamedTuple):
    """One stored point."""

    at: int
    value: float
    source: str


@dataclass(frozen=True)
class Extent:
    """How many points a metric has, and its first and last moment."""

    points: int
    first: int
    last: int


class Staged:
    """Points that wait in temporary tables, to be compared with what is stored and merged into it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def compare(self, initiative: str, run: Run | None = None) -> Comparison:
        """What a merge would do; changes nothing."""
        run = run or self._run
        total = run("select count(*) as number from staged_point")[0]["number"]
        found = run(
            "select count(*) as known, coalesce(sum(case when o.value <> p.value then 1 else 0 end), 0) as changed "
            + _BESIDE,
            initiative=initiative,
        )[0]
        changes: tuple[ChangedPoint, ...] = ()
        if found["changed"]:
            changes = tuple(
                ChangedPoint(**row)
                for row in run(
                    'select s.metric, s.source, p.at, o.value as "old", p.value as "new" '
                    + _BESIDE
                    + " where o.value <> p.value order by s.metric, s.source, p.at limit :limit",
                    initiative=initiative,
                    limit=CHANGES_SHOWN,
                )
            )
        return Comparison(total - found["known"], found["changed"], found["known"] - found["changed"], changes)


_BESIDE = (
    "from staged_series s "
    "cross join metric_series m on m.initiative = :initiative and m.metric = s.metric and m.source = s.source "
    "cross join staged_point p on p.series = s.id cross join metric_point o on o.series = m.id and o.at = p.at"
)
"""Staged points with the stored ones of the same metric, source and moment; `cross` keeps the order of the look-ups."""


class PointWriter:
    """The points of one initiative inside an open transaction; the command records what it did."""

    def __init__(self, run: Run, initiative: str) -> None:
        self._run = run
        self._initiative = initiative

    def merge(self, staged: Staged) -> Comparison:
        """Write what was staged by this thread; counted before it is written. Repeating it changes nothing."""
        done = staged.compare(self._initiative, self._run)
        if done.new or done.changed:
            self._run(
                "insert into metric_series (initiative, metric, source) "
                "select :initiative, s.metric, s.source from staged_series s where true "
                "on conflict (initiative, metric, source) do nothing",
                initiative=self._initiative,
            )
            self._run(
                "insert into metric_point (series, at, value) select m.id, p.at, p.value from staged_series s "
                "cross join metric_series m on m.initiative = :initiative and m.metric = s.metric "
                "and m.source = s.source cross join staged_point p on p.series = s.id where true "
                "on conflict (series, at) do update set value = excluded.value "
                "where metric_point.value <> excluded.value",
                initiative=self._initiative,
            )
            for touched in self._run(
                "select m.id as series, min(p.at) as at from staged_series s join metric_series m "
                "on m.initiative = :initiative and m.metric = s.metric and m.source = s.source "
                "join staged_point p on p.series = s.id group by m.id",
                initiative=self._initiative,
            ):
                metric_packs.touched(self._run, touched["series"], touched["at"])
        return done

    def value(self, metric: str, source: str, at: int) -> float | None:
        """The stored value of a point, or None."""
        row = self._run.one(
            "select p.value from metric_series m join metric_point p on p.series = m.id "
            "where m.initiative = :initiative and m.metric = :metric and m.source = :source and p.at = :at",
            initiative=self._initiative,
            metric=metric,
            source=source,
            at=at,
        )
        return None if row is None else float(row["value"])

    def put(self, metric: str, source: str, at: int, value: float) -> None:
        """Store one point, new or known."""
        key = {"initiative": self._initiative, "metric": metric, "source": source}
        self._run(
            "insert into metric_series (initiative, metric, source) values (:initiative, :metric, :source) "
            "on conflict (initiative, metric, source) do nothing",
            **key,
        )
        self._run(
            "insert into metric_point (series, at, value) select id, :at, :value from metric_series "
            "where initiative = :initiative and metric = :metric and source = :source "
            "on conflict (series, at) do update set value = excluded.value",
            at=at,
            value=value,
            **key,
        )
        self._touched(metric, source, at)

    def remove(self, metric: str, source: str, at: int) -> None:
        """Remove one point, where it is there."""
        self._run(
            "delete from metric_point where at = :at and series in (select id from metric_series "
            "where initiative = :initiative and metric = :metric and source = :source)",
            initiative=self._initiative,
            metric=metric,
            source=source,
            at=at,
        )
        self._touched(metric, source, at)

    def _touched(self, metric: str, source: str, at: int) -> None:
        for series in _series(self._run, self._initiative, metric):
            if series["source"] == source:
                metric_packs.touched(self._run, series["id"], at)

    def move_token(self, token: int) -> None:
        """Note the event that changed points last."""
        self._run(
            "insert into points_token (initiative, token) values (:initiative, :token) "
            "on conflict (initiative) do update set token = excluded.token",
            initiative=self._initiative,
            token=token,
        )


class MetricPoints:
    """The points of all initiatives of a database, for reading, and the place where new ones are staged."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.memory = Memory(48)
        """Pictures of points; every key holds the token of the points."""

    @contextmanager
    def staged(self, series: Iterable[SeriesPoints], progress: Callable[[int], None] | None = None) -> Iterator[Staged]:
        """Put points into temporary tables, outside the queue of writers; a change inside the block can merge them.

        `progress` is told now and then how many points are there.
        """
        done = 0
        with self._engine.staging() as run:
            for table in ("staged_point", "staged_series"):
                run(f"drop table if exists temp.{table}")
            alone = not run.in_transaction
            if alone:
                run("begin")
            run(
                "create temporary table staged_series "
                "(id integer primary key, metric text not null, source text not null, unique (metric, source))"
            )
            run(
                "create temporary table staged_point (series integer not null, at integer not null, "
                "value real not null, primary key (series, at)) without rowid"
            )
            for number, one in enumerate(series):
                run(
                    "insert into staged_series (id, metric, source) values (:id, :metric, :source)",
                    id=number,
                    metric=one.metric,
                    source=one.source,
                )
                for start in range(0, len(one.at), PACKET):
                    at, value = one.at[start : start + PACKET], one.value[start : start + PACKET]
                    run.columns(
                        "insert into staged_point (series, at, value) values (?, ?, ?)",
                        repeat(number, len(at)),
                        at,
                        value,
                    )
                    done += len(at)
                    if progress is not None:
                        progress(done)
            if alone:
                run("commit")
            yield Staged(run)
            for table in ("staged_point", "staged_series"):
                run(f"drop table if exists temp.{table}")

    def token(self, initiative: str) -> int:
        """Moves with every write of points of the initiative; 0 before the first."""
        with self._engine.reading() as run:
            return _token(run, initiative)

    def pack(self, initiative: str) -> None:
        """Put the unpacked points of long series into packs, so that they are read quickly; nothing else changes."""
        with self._engine.reading() as run:
            ids = [row["id"] for row in run(_OF_INITIATIVE, initiative=initiative)]
            token = _token(run, initiative)
            made = {series: found for series in ids if (found := metric_packs.made(run, series))}
        if made:
            with self._engine.writing() as run:
                if _token(run, initiative) == token:
                    for series, packs in made.items():
                        metric_packs.add(run, series, packs)

    def extents(self, initiative: str) -> dict[str, Extent]:
        """How far the points of each metric go; metrics without points are left out."""
        found: dict[str, Extent] = {}
        with self._engine.reading() as run:
            for series in run(_OF_INITIATIVE, initiative=initiative):
                packed, last = metric_packs.packed(run, series["id"])
                row = run(
                    "select count(*) as points, max(at) as last from metric_point "
                    "where series = :series and at > :after",
                    series=series["id"],
                    after=last,
                )[0]
                if not packed and not row["points"]:
                    continue
                first = run("select min(at) as at from metric_point where series = :series", series=series["id"])[0][
                    "at"
                ]
                extent = Extent(packed + row["points"], first, last if row["last"] is None else row["last"])
                known = found.get(series["metric"])
                if known is not None:
                    extent = Extent(
                        known.points + extent.points, min(known.first, extent.first), max(known.last, extent.last)
                    )
                found[series["metric"]] = extent
        return found

    def read(
        self, initiative: str, metric: str, since: int | None = None, until: int | None = None
    ) -> tuple[array[int], array[float]]:
        """Moments and values of a metric, all sources together, in the order of time; both ends inclusive."""
        with self._engine.reading() as run:
            return _read(
                run,
                [series["id"] for series in _series(run, initiative, metric)],
                _FIRST if since is None else since,
                _LAST if until is None else until,
            )

    def parts(
        self, initiative: str, metric: str, since: int | None = None, until: int | None = None
    ) -> tuple[SeriesPoints, ...]:
        """The same, each source by itself, in the order in which the sources came in; those without points left out."""
        first, last = _FIRST if since is None else since, _LAST if until is None else until
        with self._engine.reading() as run:
            found = [
                SeriesPoints(metric, series["source"], *metric_packs.read(run, series["id"], first, last))
                for series in sorted(_series(run, initiative, metric), key=lambda one: int(one["id"]))
            ]
        return tuple(part for part in found if part.at)

    def parts_of_all(self, initiative: str) -> dict[str, tuple[SeriesPoints, ...]]:
        """The parts of every metric of an initiative that has points."""
        found: dict[str, tuple[SeriesPoints, ...]] = {}
        with self._engine.reading() as run:
            for series in sorted(run(_OF_INITIATIVE, initiative=initiative), key=lambda one: int(one["id"])):
                at, value = metric_packs.read(run, series["id"], _FIRST, _LAST)
                if at:
                    part = SeriesPoints(series["metric"], series["source"], at, value)
                    found[series["metric"]] = (*found.get(series["metric"], ()), part)
        return found

    def latest(self, initiative: str, metric: str, number: int) -> tuple[Point, ...]:
        """The last points of a metric, the latest first."""
        return self.page(initiative, metric, limit=number)

    def page(
        self,
        initiative: str,
        metric: str,
        *,
        order: Order = "at",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[Point, ...]:
        """Some points of a metric in an order; those of one source by moment, equal ones by source."""
        way = "desc" if descending else "asc"
        first = f"at {way}" if order != "value" else f"value {way}, at {way}"
        found: list[Point] = []
        with self._engine.reading() as run:
            for series in _series(run, initiative, metric):
                rows = run(
                    f"select at, value from metric_point where series = :series order by {first} limit :limit",
                    series=series["id"],
                    limit=offset + limit,
                )
                found += [Point(row["at"], row["value"], series["source"]) for row in rows]
        found.sort(key=lambda point: (point.at, point.source), reverse=descending)
        if order != "at":
            found.sort(key=lambda point: getattr(point, order), reverse=descending)
        return tuple(found[offset : offset + limit])

    def sources(self, initiative: str, metric: str) -> tuple[str, ...]:
        """The sources that a metric's points come from."""
        with self._engine.reading() as run:
            return tuple(series["source"] for series in _series(run, initiative, metric))


_FIRST, _LAST = -(2**62), 2**62
_OF_INITIATIVE = "select id, metric, source from metric_series where initiative = :initiative order by metric, source"


def _token(run: Run, initiative: str) -> int:
    row = run.one("select token from points_token where initiative = :initiative", initiative=initiative)
    return int(row["token"]) if row else 0


def _series(run: Run, initiative: str, metric: str) -> list[Row]:
    return run(
        "select id, source from metric_series where initiative = :initiative and metric = :metric order by source",
        initiative=initiative,
        metric=metric,
    )


def _read(run: Run, series: Sequence[int], since: int, until: int) -> tuple[array[int], array[float]]:
    parts = [metric_packs.read(run, one, since, until) for one in series]
    if len(parts) < 2:
        return parts[0] if parts else (array("q"), array("d"))
    # Only several long series need it; those who ask for such arrays have loaded it anyway.
    import numpy as np

    moments = np.concatenate([np.frombuffer(at, np.int64) for at, _ in parts])
    values = np.concatenate([np.frombuffer(value, np.float64) for _, value in parts])
    order = np.argsort(moments, kind="stable")  # of one moment in the order of sources
    at: array[int] = array("q")
    value: array[float] = array("d")
    at.frombytes(moments[order].tobytes())
    value.frombytes(values[order].tobytes())
    return at, value
