"""`metrics import`: points of a file into the metrics of an initiative, for schedulers as well as for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readiness.command_line.arguments import USAGE
from readiness.command_line.output import harmless, put_json, say
from readiness.command_line.reading import LARGEST_FILE, NEEDS_ANSWER, how_to_answer, options, progress
from readiness.command_line.session import Session, known, read_limited
from readiness.domain.wording import count_text
from readiness.errors import ImportProblem, Invalid, NeedsAnswer

ROWS_TOLD = 20


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
        if arguments.dry_run:
            preview = preview_points(context, id, file, targets)
            done = preview.comparison
            result = _result(
                file.format, file.sha256, done.new, done.changed, done.same, file.error_count, written=False
            )
        else:
            told = progress(file.points, "points")
            made = write_points(
                context, id, file, targets, name=name, without_rejected=arguments.leave_out_rejected, progress=told
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


def _assigned(given: list[str]) -> list[tuple[str, str]]:
    """The pairs NAME=KEY; a name may hold an equals sign itself."""
    pairs = [one.rpartition("=") for one in given]
    wrong = [one for one, (name, _, key) in zip(given, pairs, strict=True) if not name or not key]
    if wrong:
        raise Invalid(f"--series {wrong[0]} must be NAME=KEY. Nothing was written.")
    return [(name, key) for name, _, key in pairs]


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
