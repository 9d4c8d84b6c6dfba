"""Write the points of a file that was read: what would come of it first, then all of it or nothing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from readiness.commands import entries
from readiness.commands.metrics import new_metric
from readiness.commands.point_targets import unit_note
from readiness.context import Context
from readiness.domain.framework import Limit, MetricFamily
from readiness.domain.metric import Metric, MetricDirection
from readiness.domain.metric_overlap import overlap_text
from readiness.domain.rollout import Rollout
from readiness.domain.units import plainly_differ
from readiness.domain.wording import count_text
from readiness.errors import Invalid
from readiness.storage.import_files import ImportFile
from readiness.storage.metric_points import Comparison, SeriesPoints

LONGEST_SOURCE = 400
SERIES_RECORDED = 500


class ReadSeries(Protocol):
    """One series as a reader hands it over: moments in order, none twice, values finite."""

    @property
    def key(self) -> str:
        """Its name in the file."""

    @property
    def unit(self) -> str:
        """As the file states it; may be empty."""

    @property
    def source(self) -> str:
        """Where its points come from."""

    @property
    def at(self) -> array[int]:
        """Epoch milliseconds."""

    @property
    def value(self) -> array[float]:
        """One for each moment."""


class ReadFile(Protocol):
    """A file as a reader hands it over."""

    @property
    def format(self) -> str:
        """Id of its format."""

    @property
    def sha256(self) -> str:
        """Of its bytes."""

    @property
    def rows(self) -> int:
        """Rows of data in it, read or not."""

    @property
    def series(self) -> Sequence[ReadSeries]:
        """Those with points."""

    @property
    def error_count(self) -> int:
        """Rows that could not be read."""


@dataclass(frozen=True)
class NewMetric:
    """A metric that is begun with a series of a file, as a person described it."""

    name: str
    family: MetricFamily
    unit: str
    better: MetricDirection
    interval_days: float = 7
    target: Limit | None = None
    limit: Limit | None = None
    counter: bool = False
    key: str = ""


Target = str | NewMetric | None
"""Where a series goes: to a metric (its id), to a new one, or nowhere."""


@dataclass(frozen=True)
class SeriesPlan:
    """One series of a file and where it would go."""

    key: str
    metric: str
    """The metric's name; empty where the series is left out."""
    points: int
    first: int | None = None
    last: int | None = None
    note: str = ""


@dataclass(frozen=True)
class PointsPreview:
    """What writing a file would do, before anything is written."""

    series: tuple[SeriesPlan, ...]
    comparison: Comparison
    rejected: int
    """Rows that could not be read."""
    new_metrics: int
    known: tuple[ImportFile, ...] = field(default=())
    """Earlier imports of a file with the very same content."""
    overlaps: tuple[str, ...] = ()
    """For each metric that more than one source has points of for the same time, a sentence."""

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in it is stored already."""
        return not (self.comparison.new or self.comparison.changed or self.new_metrics)


@dataclass(frozen=True)
class PointsWritten:
    """What writing a file did."""

    new: int
    changed: int
    same: int
    rejected: int
    left_out: int
    """Points of series that go nowhere."""
    metrics: tuple[str, ...] = ()
    """Ids of the metrics that were begun."""


def preview_points(context: Context, initiative: str, file: ReadFile, targets: Mapping[str, Target]) -> PointsPreview:
    """What writing the file would do: points that are new, changed and known. Raises Invalid, NotFound."""
    rollout = context.store.load_rollout(initiative)
    chosen = _chosen(rollout, file, targets)
    comparison = _compared(context, initiative, chosen)
    into = {one.key: target for one, target in chosen}
    return PointsPreview(
        series=tuple(
            SeriesPlan(
                key=one.key,
                metric=into[one.key].name if one.key in into else "",
                points=len(one.at),
                first=one.at[0] if len(one.at) else None,
                last=one.at[-1] if len(one.at) else None,
                note=unit_note(one.unit, into[one.key].unit) if one.key in into else "",
            )
            for one in file.series
        ),
        comparison=comparison,
        rejected=file.error_count,
        new_metrics=sum(1 for target in into.values() if isinstance(target, NewMetric)),
        known=same_files(context, initiative, file),
        overlaps=_overlaps(context, initiative, chosen),
    )


def same_files(context: Context, initiative: str, file: ReadFile) -> tuple[ImportFile, ...]:
    """Earlier imports of a file with the very same content, the latest first."""
    return tuple(known for known in context.store.import_files(initiative) if known.sha256 == file.sha256)


def compared_with_known(context: Context, initiative: str, file: ReadFile, targets: Mapping[str, Target]) -> Comparison:
    """What writing the file would do to metrics that have points of its sources already: all of them the same where
    the file was read in like this before. Raises Invalid, NotFound.
    """
    return _compared(context, initiative, _beside(context, initiative, _targeted(context, initiative, file, targets)))


def overlapping_sources(
    context: Context, initiative: str, file: ReadFile, targets: Mapping[str, Target]
) -> tuple[str, ...]:
    """For each metric that, with the file, more than one source has points of for the same time, a sentence.

    Raises Invalid, NotFound.
    """
    return _overlaps(context, initiative, _targeted(context, initiative, file, targets))


@dataclass(frozen=True)
class UnitFinding:
    """A series whose unit in the file is another than that of its metric."""

    key: str
    text: str
    contradicts: bool
    """Whether values in the one are plainly none in the other, such as percent and fraction."""


def other_units(
    context: Context, initiative: str, file: ReadFile, targets: Mapping[str, Target]
) -> tuple[UnitFinding, ...]:
    """The series whose unit is another than their metric's. Raises Invalid, NotFound."""
    found = [
        UnitFinding(one.key, f"{one.key}: {note}", plainly_differ(one.unit, target.unit))
        for one, target in _targeted(context, initiative, file, targets)
        if (note := unit_note(one.unit, target.unit))
    ]
    return tuple(dict.fromkeys(found))


def write_points(
    context: Context,
    initiative: str,
    file: ReadFile,
    targets: Mapping[str, Target],
    *,
    name: str,
    without_rejected: bool = False,
    progress: Callable[[int], None] | None = None,
) -> PointsWritten:
    """Write the file's points with one event, or nothing; repeating it changes nothing.

    A file with rows that could not be read is refused unless somebody chose to leave them out. `name` is the file's, as
    the person named it. Raises Invalid, NotFound.
    """
    entries.line(name, "file", "The file name", longest=255)
    if file.error_count and not without_rejected:
        raise Invalid(
            f"{count_text(file.error_count, 'row')} of the file cannot be read, so nothing was written. Correct the "
            "file, or choose to leave these rows out.",
            "file",
        )
    rollout = context.store.load_rollout(initiative)
    chosen = _chosen(rollout, file, targets)
    if not chosen:
        raise Invalid("No series of the file goes to a metric, so nothing was written. Choose at least one.", "series")
    ids = {one.key: context.new_id() for one, target in chosen if isinstance(target, NewMetric)}
    left_out = sum(len(one.at) for one in file.series) - sum(len(one.at) for one, _ in chosen)
    with (
        context.store.points.staged(_staged(chosen, ids), progress) as staged,
        context.change(initiative) as change,
    ):
        # Somebody may have retired a metric while the points were staged.
        _chosen(change.rollout, file, targets)
        begun: list[Metric] = []
        for key, id in ids.items():
            target = targets[key]
            if isinstance(target, NewMetric):
                made = new_metric(context, change, taken=[metric.key for metric in begun], **vars(target))
                begun.append(entries.renewed(made, id=id))
        change.put(*begun)
        done = change.points.merge(staged)
        if done.new or done.changed or begun:
            record = ImportFile(
                id=context.new_id(),
                kind="points",
                format=file.format,
                name=name,
                sha256=file.sha256,
                rows=file.rows,
                new=done.new,
                changed=done.changed,
                same=done.same,
                rejected=file.error_count,
                at=change.at,
                by=context.actor.label,
            )
            change.note_import(record)
            keys = {metric.id: metric.key for metric in change.rollout.metrics}
            body = {
                "file": name,
                "format": file.format,
                "sha256": file.sha256,
                "rows": file.rows,
                "new": done.new,
                "changed": done.changed,
                "same": done.same,
                "rejected": file.error_count,
                "left_out": left_out,
                "metrics_begun": [metric.model_dump(mode="json") for metric in begun],
                "series": {
                    one.key: keys[target.id if isinstance(target, Metric) else ids[one.key]]
                    for one, target in chosen[:SERIES_RECORDED]
                },
            }
            change.points.move_token(change.record("points_imported", f"import/{record.id}", body).seq)
    if done.new or done.changed:
        context.store.points.pack(initiative)
    return PointsWritten(
        new=done.new,
        changed=done.changed,
        same=done.same,
        rejected=file.error_count,
        left_out=left_out,
        metrics=tuple(metric.id for metric in begun),
    )


Chosen = list[tuple[ReadSeries, Metric | NewMetric]]


def _chosen(rollout: Rollout, file: ReadFile, targets: Mapping[str, Target]) -> Chosen:
    """The series that go somewhere. Raises Invalid for a target that is not there, or that two series share."""
    missing = sorted(set(targets) - {one.key for one in file.series})
    if missing:
        raise Invalid(f"The file has no series “{missing[0]}”. Nothing was written.", "series")
    chosen: Chosen = []
    taken: dict[tuple[str, str], str] = {}
    for one in file.series:
        target = targets.get(one.key)
        if target is None:
            continue
        entries.line(one.source, "source", "The source that the file names", longest=LONGEST_SOURCE, required=True)
        if isinstance(target, NewMetric):
            chosen.append((one, target))
            continue
        metric = rollout.metric(target)
        if metric is None:
            raise Invalid(f"The series “{one.key}” goes to a metric that is not there. Nothing was written.", "series")
        if metric.retired_at is not None:
            raise Invalid(f"The metric “{metric.name}” is retired. Nothing was written; resume it first.", "series")
        other = taken.setdefault((metric.id, one.source), one.key)
        if other != one.key:
            raise Invalid(
                f"Two series go to the metric “{metric.name}”: {other} and {one.key}. Nothing was written; choose one "
                "of them.",
                "series",
            )
        chosen.append((one, metric))
    return chosen


def _targeted(context: Context, initiative: str, file: ReadFile, targets: Mapping[str, Target]) -> Chosen:
    return _chosen(context.store.load_rollout(initiative), file, targets)


def _beside(context: Context, initiative: str, chosen: Chosen) -> Chosen:
    """The series whose metric has points of their source already."""
    return [
        (one, target)
        for one, target in chosen
        if isinstance(target, Metric) and one.source in context.store.points.sources(initiative, target.id)
    ]


def _compared(context: Context, initiative: str, chosen: Chosen) -> Comparison:
    beside = _beside(context, initiative, chosen)
    # With nothing to compare with, a million new points are counted, not looked at.
    new = sum(len(one.at) for one, _ in chosen) - sum(len(one.at) for one, _ in beside)
    if not beside:
        return Comparison(new=new, changed=0, same=0)
    with context.store.points.staged(_staged(beside, {})) as staged:
        found = staged.compare(initiative)
    return Comparison(found.new + new, found.changed, found.same, found.changes)


def _overlaps(context: Context, initiative: str, chosen: Chosen) -> tuple[str, ...]:
    """What is said of metrics whose sources overlap once the chosen series are stored."""
    stored = context.store.points
    by_metric: dict[str, tuple[Metric | NewMetric, list[ReadSeries]]] = {}
    for one, target in chosen:
        by_metric.setdefault(target.id if isinstance(target, Metric) else f"new/{one.key}", (target, []))[1].append(one)
    said: list[str] = []
    for target, series in by_metric.values():
        known = stored.sources(initiative, target.id) if isinstance(target, Metric) else ()
        if len({*known, *(one.source for one in series)}) < 2:
            continue
        # Only several sources need it; a command that reads a plain file does without it.
        import numpy as np

        from readiness.statistics.sources import Part, overlap

        present = stored.parts(initiative, target.id) if isinstance(target, Metric) else ()
        moments = {part.source: np.frombuffer(part.at, np.int64) for part in present}
        for one in series:
            read = np.frombuffer(one.at, np.int64)
            moments[one.source] = np.union1d(moments[one.source], read) if one.source in moments else read
        found = overlap([Part(source, at, np.zeros(len(at))) for source, at in moments.items()])
        if found is not None and {one.source for one in series} & set(found.sources):
            said.append(overlap_text(target.name, found, counter=target.counter))
    return tuple(said)


def _staged(chosen: Chosen, ids: Mapping[str, str]) -> list[SeriesPoints]:
    return [
        SeriesPoints(
            metric=target.id if isinstance(target, Metric) else ids.get(one.key, f"new/{one.key}"),
            source=one.source,
            at=one.at,
            value=one.value,
        )
        for one, target in chosen
    ]
