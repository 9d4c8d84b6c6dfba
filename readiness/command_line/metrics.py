"""`metrics import`: points of a file into the metrics of an initiative, for schedulers as well as for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.command_line.arguments import USAGE
from readiness.command_line.output import harmless, put_json, say
from readiness.command_line.reading import LARGEST_FILE, NEEDS_ANSWER, how_to_answer, options, progress
from readiness.command_line.session import Session, known, read_limited
from readiness.domain.wording import count_text, day_text
from readiness.errors import ImportProblem, Invalid, NeedsAnswer

if TYPE_CHECKING:
    from readiness.commands.point_imports import ReadFile, Target
    from readiness.domain.rollout import Rollout
    from readiness.storage.import_files import ImportFile
    from readiness.storage.metric_points import Comparison

ROWS_TOLD = 20


def run_metrics(session: Session) -> int:
    """Read a file of points in; prints what came of it as JSON with --json."""
    from readiness.commands.point_imports import (
        compared_with_known,
        other_units,
        overlapping_sources,
        preview_points,
        same_files,
        write_points,
    )
    from readiness.commands.point_targets import suggested_targets
    from readiness.imports.points import FORMATS, read_points

    arguments = session.arguments
    if arguments.format != "auto" and arguments.format not in FORMATS:
        say(
            f"There is no format {harmless(arguments.format)}. Nothing was written. Known are auto, "
            f"{', '.join(FORMATS)}."
        )
        return USAGE
    data = read_limited(arguments.file, LARGEST_FILE, "file of metric points")
    name = "" if arguments.file == "-" else Path(arguments.file).name
    with session.opened() as context:
        id = known(context, arguments.id)
        try:
            file = read_points(data, arguments.format, options(session, name))
        except NeedsAnswer as question:
            say(f"{question.message} Nothing was written. {how_to_answer(question)}")
            return NEEDS_ANSWER
        del data
        rollout = context.store.load_rollout(id)
        targets = dict(suggested_targets(rollout, file.series))
        keys = {metric.key: metric.id for metric in rollout.active_metrics}
        for series, key in _assigned(arguments.series):
            if series not in targets:
                raise Invalid(f"The file has no series “{series}”. Nothing was written.", problems=sorted(targets)[:50])
            if key not in keys:
                raise Invalid(f"There is no metric with the key “{key}”. Nothing was written.", problems=sorted(keys))
            targets[series] = keys[key]
        _choose_of_contending(rollout, file, targets)
        homeless = sorted(series for series, target in targets.items() if target is None)
        if homeless and not arguments.ignore_others:
            verb = "bears" if len(homeless) == 1 else "bear"
            raise Invalid(
                f"{count_text(len(homeless), 'series', 'series')} of the file {verb} the key or name of no metric, so "
                "nothing was written. Say where each goes with --series NAME=KEY, or leave them out with "
                "--ignore-others.",
                problems=homeless[:50],
            )
        if file.error_count:
            for error in file.errors[:ROWS_TOLD]:
                say(f"- {file.row_word} {error.line}: {error.reason}")
            if not arguments.leave_out_rejected:
                raise ImportProblem(
                    f"{count_text(file.error_count, 'row')} cannot be read, so nothing was written. Correct the file, "
                    "or leave these rows out with --leave-out-rejected."
                )
        units = other_units(context, id, file, targets)
        refused = [] if arguments.unit_as_is else [one.text for one in units if one.contradicts]
        if refused:
            raise Invalid(
                "The unit in the file is plainly another than the metric's, so nothing was written. Change the file or "
                "the metric's unit, or take the values as they stand with --unit-as-is.",
                problems=refused[:50],
            )
        earlier = same_files(context, id, file)
        overlaps = overlapping_sources(context, id, file, targets)
        if earlier and not arguments.dry_run and not arguments.again:
            _refuse_again(earlier[0], compared_with_known(context, id, file, targets))
        if arguments.dry_run:
            preview = preview_points(context, id, file, targets)
            done = preview.comparison
            counts = (done.new, done.changed, done.same)
        else:
            told = progress(file.points, "points")
            made = write_points(
                context, id, file, targets, name=name, without_rejected=arguments.leave_out_rejected, progress=told
            )
            counts = (made.new, made.changed, made.same)
    result = _result(file, counts, written=not arguments.dry_run) | {
        "left_out": homeless,
        "units": [one.text for one in units],
        "overlaps": list(overlaps),
        "read_before": earlier[0].at.isoformat() if earlier else None,
    }
    for note in (*file.notes, *(one.text for one in units), *overlaps):
        say(note)
    if homeless:
        more = f" and {len(homeless) - ROWS_TOLD:,} more" if len(homeless) > ROWS_TOLD else ""
        say(f"Left out: {', '.join(map(harmless, homeless[:ROWS_TOLD]))}{more}.")
    if earlier:
        say(f"The very same file was read in on {day_text(earlier[0].at.date())} by {harmless(earlier[0].by)} before.")
    would = "" if result["written"] else "Nothing was written; an import would give: "
    say(
        f"{would}{result['new']:,} new, {result['changed']:,} changed, {result['same']:,} known already, "
        f"{result['rejected']:,} rejected."
    )
    if arguments.json:
        put_json(result)
    return 0


def _assigned(given: list[str]) -> list[tuple[str, str]]:
    """The pairs NAME=KEY; a name may hold an equals sign itself."""
    pairs = [one.rpartition("=") for one in given]
    wrong = [one for one, (name, _, key) in zip(given, pairs, strict=True) if not name or not key]
    if wrong:
        raise Invalid(f"--series {wrong[0]} must be NAME=KEY. Nothing was written.")
    return [(name, key) for name, _, key in pairs]


def _choose_of_contending(rollout: Rollout, file: ReadFile, targets: Mapping[str, Target]) -> None:
    """Raise Invalid where several series fit one metric and none of them was given to it: their order decides nothing.

    Where one was given to it, the others are series without a metric.
    """
    from readiness.commands.point_targets import contending_series

    taken = set(targets.values())
    open_ones = {
        metric: keys for metric, keys in contending_series(rollout, file.series).items() if metric not in taken
    }
    undecided = {
        metric: left for metric, keys in open_ones.items() if (left := [key for key in keys if targets[key] is None])
    }
    if undecided:
        metrics = {metric.id: metric for metric in rollout.active_metrics}
        names = ", ".join(f"“{metrics[id].name}”" for id in undecided)
        raise Invalid(
            f"More than one series of the file fits {names}, so nothing was written. Say which it is with --series "
            "NAME=KEY, and leave the others out with --ignore-others.",
            problems=[f"{metrics[id].key}: {', '.join(keys)}" for id, keys in undecided.items()][:50],
        )


def _refuse_again(earlier: ImportFile, done: Comparison) -> None:
    """Raise Invalid where a file that was read in before would now give other points beside those of then."""
    if done.new or done.changed:
        raise Invalid(
            f"The very same file was read in on {day_text(earlier.at.date())} by {earlier.by}; now it would give "
            f"{count_text(done.new, 'new point')} and {done.changed:,} changed, so nothing was written. Give the "
            "answers of then (such as --time-zone), or write them all the same with --again."
        )


def _result(file: ReadFile, counts: tuple[int, int, int], *, written: bool) -> dict[str, Any]:
    new, changed, same = counts
    return {
        "written": written,
        "format": file.format,
        "sha256": file.sha256,
        "new": new,
        "changed": changed,
        "same": same,
        "rejected": file.error_count,
    }
