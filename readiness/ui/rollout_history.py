"""How an initiative came along the ladder: a timeline, the same as a table, and the gate records to be opened."""

from datetime import date, timedelta
from functools import lru_cache

from readiness.domain.phase_history import LADDER, ConditionRecord, PhaseMove, RolloutPhase
from readiness.domain.phase_rules import PHASE_WORDS, PhaseSpan
from readiness.domain.wording import count_text
from readiness.queries.rollout import RolloutView
from readiness.signs import CONDITIONS, VERDICTS, WAIVED
from readiness.ui.dates import day
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    element,
    empty,
    join,
    muted,
    section,
    sign_chip,
    table,
    verdict_chip,
)

_TICKS = 5


def history(view: RolloutView) -> Html:
    """The timeline with its table and gate records; an empty state before any move."""
    if not view.rollout.moves:
        return join((section("How it came here"), empty("It has not entered the ladder yet, so there is no history.")))
    return join((section("How it came here"), timeline(view.history, view.today), moves_table(view), gates(view)))


# The picture ----------------------------------------------------------------------------------------------------------


def timeline(spans: tuple[PhaseSpan, ...], today: date) -> Html:
    """A row for each phase, the stays in it as bars over time; the table under it says the same to everybody."""
    if not spans:
        return Html("")
    first = min(span.first_day for span in spans)
    length = max(1, (today - first).days)
    rows: list[RolloutPhase] = [*reversed(LADDER)]
    if any(span.phase == "stopped" for span in spans):
        rows.append("stopped")
    tracks = [
        element(
            "div",
            element("span", PHASE_WORDS[phase], class_="rd-time-label"),
            element(
                "span",
                *(_bar(span, first, length, today) for span in spans if span.phase == phase),
                class_="rd-time-track",
            ),
            class_="rd-time-row",
        )
        for phase in rows
    ]
    stated = any(span.stated for span in spans)
    waived = any(_waived(span) for span in spans)
    legend = ["Filled: recorded here"] + ["dashed: stated, not observed"] * stated + ["▲ entered with waivers"] * waived
    return join(
        (
            element("div", *tracks, _axis(first, length), class_="rd-timeline", aria_hidden="true"),
            element("p", ", ".join(legend) + ".", class_="rd-legend", aria_hidden="true"),
        )
    )


def _bar(span: PhaseSpan, first: date, length: int, today: date) -> Html:
    left = 100 * (span.first_day - first).days / length
    width = 100 * ((span.last_day or today) - span.first_day).days / length
    mark = element("span", "▲") if _waived(span) else None
    return element(
        "span",
        mark,
        class_=f"rd-time-bar rd-{span.kind}",
        style=f"left:{min(left, 99.3):.2f}%;width:{max(width, 0.7):.2f}%",
        title=f"{PHASE_WORDS[span.phase]}, {_dates(span)}",
    )


def _axis(first: date, length: int) -> Html:
    steps = min(_TICKS, length)
    days = [first + timedelta(days=round(length * place / steps)) for place in range(steps + 1)]
    ticks = [
        element("span", day(one), style=f"left:{100 * (one - first).days / length:.2f}%", class_="rd-time-tick")
        for one in days
    ]
    return element(
        "div",
        element("span", "", class_="rd-time-label"),
        element("span", *ticks, class_="rd-time-axis"),
        class_="rd-time-row",
    )


def _dates(span: PhaseSpan) -> str:
    until = day(span.last_day) if span.last_day is not None else "now"
    return f"{day(span.first_day)} to {until}"


def _waived(span: PhaseSpan) -> bool:
    return span.gate is not None and any(one.waived for one in span.gate.conditions)


# The same in words ----------------------------------------------------------------------------------------------------


def moves_table(view: RolloutView) -> Html:
    """Every move, the latest first."""
    columns: list[Column | str] = ["Phase", "From", "Until", Column("Days", align="right"), "How", "Recorded by"]
    spans = {span.move.id: span for span in view.history}
    rows: list[list[Piece]] = []
    for move in reversed(view.rollout.moves):
        span = spans.get(move.id)
        last = span.last_day if span is not None else None
        until: Piece = day(last) if last is not None else "now" if move is view.rollout.moves[-1] else ""
        rows.append(
            [
                PHASE_WORDS[move.to_phase],
                element("span", day(move.day), class_="rd-when"),
                element("span", until, class_="rd-when"),
                f"{span.days:,}" if span is not None else "",
                how(move),
                join((move.recorded_by, element("span", day(move.recorded_at.date()), class_="rd-under"))),
            ]
        )
    return element("div", table(columns, rows, caption="Every move, the latest first"), class_="rd-moves")


def how(move: PhaseMove) -> Html:
    """How a move came about, in words."""
    lines: list[Piece] = []
    if move.kind == "up":
        lines.append(f"Moved up, approved by {move.approver_name}.")
        if move.reason.strip():
            lines.append(move.reason)
    elif move.kind == "down":
        lines.append(f"Stepped down: {move.reason}")
    elif move.kind == "stated":
        lines.append(f"Stated, not observed; gate record unknown. Source: {move.reason}")
    else:
        lines.append(f"Stopped, a decision like any other: {move.reason}")
        lines += [f"Learnt: {move.learnt}"] * bool(move.learnt.strip())
        lines += [f"Can be reused: {move.reusable}"] * bool(move.reusable.strip())
    return join(element("div", line) for line in lines)


# Gate records ---------------------------------------------------------------------------------------------------------


def gates(view: RolloutView) -> Html:
    """What was known at each move up, to be opened."""
    records = [move for move in reversed(view.rollout.moves) if move.gate is not None]
    if not records:
        return Html("")
    return join((section("Gate records"), *(_gate(move) for move in records)))


@lru_cache(maxsize=256)
def _gate(move: PhaseMove) -> Html:
    # What was known at a move never changes, and it is the longest part of the page.
    gate = move.gate
    if gate is None:
        return Html("")
    waived = sum(one.waived for one in gate.conditions)
    verdict = VERDICTS[gate.verdict].word.lower()
    title = f"{day(move.day)}: to {PHASE_WORDS[move.to_phase].lower()}, at the verdict “{verdict}”, with "
    title += count_text(len(gate.conditions), "condition") + (f", {waived} waived" if waived else "")
    columns: list[Column | str] = ["State", Column("Condition", row_header=True), "What was known"]
    rows = [[_state(one), one.text, _known(one)] for one in gate.conditions]
    return element(
        "details",
        element("summary", title),
        element("p", verdict_chip(gate.verdict), f" Approved by {move.approver_name}, no builder."),
        table(columns, rows, caption=f"Gate record of {day(move.day)}"),
        class_="rd-more rd-conditions",
    )


def _state(record: ConditionRecord) -> Html:
    return sign_chip(WAIVED if record.waived else CONDITIONS[record.state])


def _known(record: ConditionRecord) -> Html:
    source = element("div", muted(record.source)) if record.source else None
    return join((element("div", record.figure) if record.figure else None, source)) or muted("nothing")
