"""Reading a file of metric points in: choose it, answer what it leaves open, say where its series go, look, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from readiness.commands.metrics import DIRECTION_WORDS
from readiness.commands.point_imports import (
    NewMetric,
    PointsPreview,
    PointsWritten,
    Target,
    preview_points,
    write_points,
)
from readiness.commands.point_targets import contending_series, suggested_targets
from readiness.context import Context
from readiness.domain.metric import FAMILIES
from readiness.domain.metric_wording import FAMILY_WORDS
from readiness.domain.rollout import Rollout
from readiness.domain.wording import count_text
from readiness.errors import NeedsAnswer, ReadinessError
from readiness.imports.points import FORMATS, PointFile, ReadingOptions, read_points
from readiness.ui.dates import day, moment
from readiness.ui.errors import plain, show
from readiness.ui.markup import Column, Html, element, join, muted, points, render, section, table, visible
from readiness.ui.metric_forms import read_limit
from readiness.ui.metric_words import short
from readiness.ui.reading_questions import answer_words, answers_of, ask, give_answer, show_answers

LARGEST_UPLOAD = 50
"""MB; the server refuses more, see .streamlit/config.toml."""
SERIES_SHOWN = 60
SERIES_NAMED = 5
ROWS_SHOWN = 50
NEW, NOWHERE = "+new", ""
_SETTINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "decimal": ("Decimal sign", (".", ",")),
    "separator": ("Sign between columns", (";", ",", "\t", "|")),
    "day_month_order": ("Order of day and month", ("day_first", "month_first")),
    "epoch_unit": ("Unit of times that are numbers", ("s", "ms")),
    "same_time": ("Different values for one moment", ("mean", "reject")),
}
"""Settings of a reader with what can be chosen; all of them are found out or asked otherwise."""
_KEY = "rd-import"


@dataclass(frozen=True)
class _Upload:
    """The chosen file."""

    id: str
    name: str
    data: bytes


def import_wizard(context: Context, initiative: str, rollout: Rollout) -> None:
    """The steps from a file to its points; nothing is written before the last button."""
    turn = st.session_state.setdefault(f"{_KEY}-turn", 0)
    st.file_uploader(
        "A file of MLflow, Prometheus, Evidently, Great Expectations, Grafana, or plain CSV "
        f"(up to {LARGEST_UPLOAD} MB)",
        key=f"{_KEY}-file-{turn}",
        max_upload_size=LARGEST_UPLOAD,
    )
    uploaded = st.session_state.get(f"{_KEY}-file-{turn}")
    if uploaded is None:
        st.caption("A larger file, or one every night: `python -m readiness metrics import ID FILE --format auto`")
        return
    upload = _Upload(uploaded.file_id, uploaded.name, uploaded.getvalue())
    names = {"auto": "Found out from the file"} | FORMATS
    format = st.selectbox("Format", list(names), key=f"{_KEY}-format-{turn}", format_func=names.__getitem__)
    answered = f"{_KEY}-read-{upload.id}"
    with st.expander("Read it differently"):
        _otherwise(answered)
    try:
        file = _read(context, upload, format or "auto", answers_of(answered))
    except NeedsAnswer as question:
        ask(answered, question)
        return
    except ReadinessError as error:
        show(error)
        return
    show_answers(answered, apart_from="series")
    render(element("p", _read_words(file)), points(file.notes) if file.notes else None)
    _left_out(file, answered)
    if not file.series:
        st.warning("No series with a point was read, so there is nothing to write.")
        _rejected(file)
        return
    try:
        targets = _targets(context, file, rollout, upload.id)
        if not any(targets.values()):
            st.info("Say for at least one series where its points go.")
            _rejected(file)
            return
        preview = preview_points(context, initiative, file, targets)
        _show_preview(file, preview)
        _write(context, initiative, upload, file, targets, preview)
    except ReadinessError as error:
        show(error)


def _read(context: Context, upload: _Upload, format: str, answers: dict[str, Any]) -> PointFile:
    """The file as read, once for the same file, format and answers."""
    key = (upload.id, format, tuple(sorted((name, str(value)) for name, value in answers.items())))
    kept = st.session_state.get(f"{_KEY}-read")
    if kept is not None and kept[0] == key:
        found: PointFile = kept[1]
        return found
    options = replace(ReadingOptions(now=context.now(), file_name=upload.name), **answers)
    with st.spinner("Reading the file"):
        file = read_points(upload.data, format, options)
    st.session_state[f"{_KEY}-read"] = (key, file)
    return file


def _otherwise(answered: str) -> None:
    """What a reader decides from the file by itself, to be set by hand."""
    key = f"{answered}-other"

    def set_one(name: str) -> None:
        give_answer(answered, name, st.session_state.get(f"{key}-{name}") or None)

    columns = st.columns(2)
    for place, (name, (label, choices)) in enumerate(_SETTINGS.items()):
        with columns[place % 2]:
            st.selectbox(
                label,
                ["", *choices],
                key=f"{key}-{name}",
                on_change=set_one,
                args=(name,),
                format_func=_setting_words(name),
            )
    with columns[len(_SETTINGS) % 2]:
        st.text_input(
            "Time zone of times without one",
            key=f"{key}-time_zone",
            on_change=set_one,
            args=("time_zone",),
            max_chars=60,
        )
    st.checkbox(
        "Keep counters as they stand, as a growing count",
        key=f"{key}-raw_counters",
        on_change=set_one,
        args=("raw_counters",),
    )


def _setting_words(name: str) -> Callable[[str], str]:
    words = answer_words(name)
    return lambda one: words(one) or "As the file says"


def _read_words(file: PointFile) -> str:
    said = (
        f"Read as {FORMATS.get(file.format, file.format)}: {count_text(file.points, 'point')} in "
        f"{count_text(len(file.series), 'series', 'series')}, from {count_text(file.rows, 'row')}."
    )
    if file.error_count:
        said += f" {count_text(file.error_count, 'row')} cannot be read."
    return said


def _left_out(file: PointFile, answered: str) -> None:
    """Series that are read only if chosen, such as the buckets of a histogram."""
    chosen_before: frozenset[str] = answers_of(answered).get("series", frozenset())
    if not file.left_out and not chosen_before:
        return
    key = f"{answered}-more"

    def choose() -> None:
        chosen = st.session_state.get(key) or []
        known = {one.key for one in file.series} - set(file.left_out)
        give_answer(answered, "series", frozenset(known | set(chosen)) if chosen else None)

    st.multiselect(
        "Series that are left out unless chosen",
        sorted({*file.left_out, *chosen_before}),
        key=key,
        on_change=choose,
        format_func=visible,
    )


def _targets(context: Context, file: PointFile, rollout: Rollout, upload: str) -> dict[str, Target]:
    """Where each series goes, as the person chose; suggested by key and name."""
    render(section("Where do they go?"))
    suggested = suggested_targets(rollout, file.series)
    names = {NOWHERE: "leave out"} | {one.id: f"{one.name} ({one.unit})" for one in rollout.active_metrics}
    names[NEW] = "a new metric …"
    contending = contending_series(rollout, file.series)
    if contending:
        render(points([_contending(names[metric], series) for metric, series in contending.items()]))
    keys = list(dict.fromkeys(one.key for one in file.series))
    found: dict[str, Target] = {}
    for place, series in enumerate(keys[:SERIES_SHOWN]):
        key = f"{_KEY}-to-{upload}-{place}"
        start = suggested.get(series)
        if st.session_state.get(key, NOWHERE) not in names:
            st.session_state[key] = NOWHERE  # the metric was retired meanwhile
        chosen = st.selectbox(
            plain(series),
            list(names),
            index=list(names).index(start) if isinstance(start, str) and start in names else 0,
            key=key,
            format_func=lambda one: visible(names.get(one, "leave out")),
        )
        found[series] = _new_metric(series, key) if chosen == NEW else chosen or None
    if len(keys) > SERIES_SHOWN:
        st.caption(f"{len(keys) - SERIES_SHOWN} more series are left out: choose the series in a file of their own.")
    return found


def _contending(metric: str, series: Sequence[str]) -> Html:
    """That several series bear the name of one metric, so that a person has to choose."""
    named = join((element("bdi", one) for one in series[:SERIES_NAMED]), ", ")
    more = f" and {len(series) - SERIES_NAMED} more" if len(series) > SERIES_NAMED else ""
    return join((element("bdi", metric), f": {len(series)} series fit it (", named, f"{more}). Choose one of them."))


def _new_metric(series: str, key: str) -> NewMetric | None:
    """What a new metric needs; None while it is not all there."""
    with st.container(border=True, key=f"{key}-new"):
        left, middle, right = st.columns(3)
        with left:
            bare = visible(series.split("{", 1)[0])[:200]
            name = st.text_input("Name", value=bare, key=f"{key}-name", max_chars=200)
            family = st.selectbox(
                "Family", list(FAMILIES), index=None, key=f"{key}-family", format_func=FAMILY_WORDS.__getitem__
            )
        with middle:
            unit = st.text_input("Unit", key=f"{key}-unit", max_chars=60)
            better = st.selectbox(
                "Direction",
                list(DIRECTION_WORDS),
                index=None,
                key=f"{key}-better",
                format_func=DIRECTION_WORDS.__getitem__,
            )
        with right:
            target = st.text_input("Target (optional)", key=f"{key}-target", max_chars=60)
            limit = st.text_input("Limit (optional)", key=f"{key}-limit", max_chars=60)
        if not (name.strip() and family and unit.strip() and better):
            st.caption("Name, family, unit and direction are needed.")
            return None
        return NewMetric(
            name=name,
            family=family,
            unit=unit.strip(),
            better=better,
            target=read_limit(target, better, "Target"),
            limit=read_limit(limit, better, "Limit"),
        )


def _show_preview(file: PointFile, preview: PointsPreview) -> None:
    render(section("What would be written"))
    compared = preview.comparison
    said = [
        count_text(compared.new, "new point"),
        f"{compared.changed:,} changed",
        f"{compared.same:,} known already",
        f"{preview.rejected:,} rejected",
    ]
    render(element("p", element("strong", ", ".join(said) + ".")))
    if preview.known:
        known = preview.known[0]
        render(element("p", f"The very same file was read in on {moment(known.at)} by {known.by}."))
    if preview.overlaps:
        render(points(preview.overlaps))
    rows = [
        (
            element("bdi", plan.key),
            element("bdi", plan.metric) if plan.metric else muted("left out"),
            f"{plan.points:,}",
            _span(plan.first, plan.last),
            plan.note,
        )
        for plan in preview.series[:SERIES_SHOWN]
    ]
    columns = (Column("Series", row_header=True), "Goes to", Column("Points", "right"), "Time", "To know")
    render(table(columns, rows, caption="Series of the file"))
    if compared.changes:
        changed = [
            (_moment(one.at), one.source, short(one.old), short(one.new)) for one in compared.changes[:ROWS_SHOWN]
        ]
        title = "Points that change" + (f", the first {len(changed)}" if len(compared.changes) > ROWS_SHOWN else "")
        heads = (Column("Time", row_header=True), "Source", Column("Stored", "right"), Column("In the file", "right"))
        render(
            table(
                heads,
                changed,
                caption=title,
                show_caption=True,
            )
        )
    _rejected(file)


def _rejected(file: PointFile) -> None:
    if not file.errors:
        return
    shown = file.errors[:ROWS_SHOWN]
    rows = [(str(error.line), element("bdi", error.reason)) for error in shown]
    caption = f"Rows that cannot be read, the first {len(rows)} of {file.error_count:,}"
    head = Column(file.row_word.capitalize(), row_header=True)
    render(table((head, "Why"), rows, caption=caption, show_caption=True))


def _write(
    context: Context,
    initiative: str,
    upload: _Upload,
    file: PointFile,
    targets: dict[str, Target],
    preview: PointsPreview,
) -> None:
    without = False
    if file.error_count:
        without = st.checkbox(
            f"Leave out {count_text(file.error_count, 'row')} that cannot be read", key=f"{_KEY}-without-{upload.id}"
        )
    if preview.changes_nothing:
        st.info("Everything in this file is stored already; writing it would change nothing.")
        return
    number = preview.comparison.new + preview.comparison.changed
    go = f"{_KEY}-go-{upload.id}"

    def mark() -> None:
        st.session_state[go] = True

    st.button(
        f"Write {count_text(number, 'point')}",
        type="primary",
        key=f"{_KEY}-write-{upload.id}",
        disabled=bool(file.error_count) and not without,
        on_click=mark,
    )
    if not st.session_state.pop(go, False):
        return
    bar = st.progress(0.0, text="Writing")
    total = max(1, sum(plan.points for plan in preview.series if plan.metric))

    def told(count: int) -> None:
        bar.progress(min(1.0, count / total), text=f"{count:,} of {total:,} points")

    done = write_points(
        context,
        initiative,
        file,
        targets,
        name=upload.name,
        without_rejected=without,
        progress=told,
    )
    _finish(done)


def _finish(done: PointsWritten) -> None:
    """Back to the metrics, with what came of it."""
    for name in [name for name in st.session_state if str(name).startswith(f"{_KEY}-")]:
        if name != f"{_KEY}-turn":
            del st.session_state[name]
    st.session_state[f"{_KEY}-turn"] += 1
    st.session_state["readiness-outcome"] = (
        f"Written: {done.new:,} new points, {done.changed:,} changed, {done.same:,} known already, "
        f"{count_text(done.rejected, 'row')} left out."
    )
    st.query_params.pop("do", None)
    st.rerun()


def _span(first: int | None, last: int | None) -> str | Html:
    if first is None or last is None:
        return ""
    begin, end = (datetime.fromtimestamp(at / 1000, UTC).date() for at in (first, last))
    return day(begin) if begin == end else join((day(begin), " to ", day(end)))


def _moment(at: int) -> str:
    return moment(datetime.fromtimestamp(at / 1000, UTC))
