"""`metrics import`: points of a file into the metrics of an initiative, for schedulers as well as for people."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readiness.command_line.arguments import USAGE
from readiness.command_line.output import harmless, put_json, say
from readiness.command_line.session import Session, known, read_limited
from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, Invalid, NeedsAnswer

LARGEST_FILE = 200 * 1024 * 1024
ROWS_TOLD = 20
NEEDS_ANSWER = 3
"""The exit status where the file leaves something open that an option has to answer."""


def run_metrics(session: Session) -> int:
    """Read a file of points in; prints what came of it as JSON with --json."""
    from readiness.commands.point_imports import preview_points, suggested_targets, write_points
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
            file = read_points(data, arguments.format, _options(session, name))
        except NeedsAnswer as question:
            say(f"{question.message} Nothing was written. {_how_to_answer(question)}")
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
        homeless = sorted(series for series, target in targets.items() if target is None)
        if homeless and not arguments.ignore_others:
            raise Invalid(
                f"{count_text(len(homeless), 'series', 'series')} of the file bears the key or name of no metric, so "
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
        if arguments.dry_run:
            preview = preview_points(context, id, file, targets)
            done = preview.comparison
            result = _result(
                file.format, file.sha256, done.new, done.changed, done.same, file.error_count, written=False
            )
        else:
            progress = _progress(file.points)
            made = write_points(
                context, id, file, targets, name=name, without_rejected=arguments.leave_out_rejected, progress=progress
            )
            result = _result(
                file.format, file.sha256, made.new, made.changed, made.same, file.error_count, written=True
            )
    for note in file.notes:
        say(note)
    would = "" if result["written"] else "Nothing was written; an import would give: "
    say(
        f"{would}{result['new']:,} new, {result['changed']:,} changed, {result['same']:,} known already, "
        f"{result['rejected']:,} rejected."
    )
    if arguments.json:
        put_json(result)
    return 0


def _options(session: Session, name: str) -> Any:
    from readiness.imports.points import ReadingOptions

    arguments = session.arguments
    return ReadingOptions(
        now=session.now(),
        file_name=arguments.metric_name or name,
        encoding=arguments.encoding,
        separator="\t" if arguments.separator == "tab" else arguments.separator,
        decimal=arguments.decimal,
        day_month_order=arguments.day_month_order,
        time_zone=arguments.time_zone,
        time_column=arguments.time_column,
        time=_moment(arguments.time),
        epoch_unit=arguments.epoch_unit,
        same_time=arguments.same_time,
        step_times=arguments.step_times,
    )


def _moment(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(f"“{typed}” is no time such as 2026-11-22T06:00Z. Nothing was written.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _assigned(given: list[str]) -> list[tuple[str, str]]:
    """The pairs NAME=KEY; a name may hold an equals sign itself."""
    pairs = [one.rpartition("=") for one in given]
    wrong = [one for one, (name, _, key) in zip(given, pairs, strict=True) if not name or not key]
    if wrong:
        raise Invalid(f"--series {wrong[0]} must be NAME=KEY. Nothing was written.")
    return [(name, key) for name, _, key in pairs]


def _how_to_answer(question: NeedsAnswer) -> str:
    option = {"file_name": "--metric-name"}.get(question.question, f"--{question.question.replace('_', '-')}")
    choices = f" ({' or '.join(question.choices)})" if question.choices else ""
    return f"Answer with {option}{choices}."


def _progress(total: int) -> Any:
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def told(done: int) -> None:
        sys.stderr.write(f"\r{done:,} of {total:,} points" + ("\n" if done >= total else ""))
        sys.stderr.flush()

    return told


def _result(
    format: str, sha256: str, new: int, changed: int, same: int, rejected: int, *, written: bool
) -> dict[str, Any]:
    return {
        "written": written,
        "format": format,
        "sha256": sha256,
        "new": new,
        "changed": changed,
        "same": same,
        "rejected": rejected,
    }
