"""A revealed round for the room to talk about: the spread as chart and words, what moved, reasons by answer."""

from __future__ import annotations

from readiness.domain.agreement import Spread
from readiness.domain.redaction import Group, Movement, RoleCut, Said, Visible, VisibleRound
from readiness.domain.wording import count_text
from readiness.domain.workshop import CHOICES, Choice
from readiness.signs import AGREEMENT, AGREEMENT_SENTENCES, NOT_VOTED, Sign
from readiness.signs import CHOICES as SIGNS
from readiness.ui.markup import Column, Html, Piece, element, foreign_link, join, muted, table, text

LEVELS: tuple[Choice, ...] = ("red", "yellow", "green")


def revealed(seen: Visible) -> Html:
    """The last revealed round, beside the one before it."""
    now = seen.latest_revealed
    if now is None or now.spread is None:
        return element("p", "Nothing was revealed here yet.")
    before = next((one for one in reversed(seen.rounds) if one.revealed and one.number < now.number), None)
    return element(
        "div",
        _said(now.spread),
        _chart(now, before),
        _facts(now, before),
        _reasons(now.groups),
        _by_role(now.by_role),
        class_="rd-workshop-revealed",
    )


def agreement(spread: Spread) -> Html:
    """How far the room agrees: the word and the index."""
    index = "" if spread.spoken_index is None else f" {spread.spoken_index:.2f}"
    return join((element("strong", AGREEMENT[spread.label]), index))


def counts(spread: Spread) -> Html:
    """Red, yellow and green answers in a few signs."""
    return element(
        "span",
        *(
            element(
                "span",
                element("span", SIGNS[level].shape, aria_hidden="true", class_="rd-shape"),
                element("span", f"{SIGNS[level].word} ", class_="rd-hidden"),
                f" {spread.of(level)}",
                class_=f"rd-tone-{SIGNS[level].tone}",
            )
            for level in LEVELS
        ),
        class_="rd-workshop-counts",
    )


def _said(spread: Spread) -> Html:
    index: Piece = None
    if spread.spoken_index is not None:
        index = element(
            "span",
            f"agreement {spread.spoken_index:.2f}",
            class_="rd-muted",
            title="From 0 (half at each end) to 1 (all the same)",
        )
    return element(
        "p",
        element("strong", AGREEMENT[spread.label]),
        index,
        element("span", AGREEMENT_SENTENCES[spread.label]),
        class_="rd-workshop-label",
    )


def _chart(now: VisibleRound, before: VisibleRound | None) -> Html:
    assert now.spread is not None
    old = before.spread if before else None
    most = max(1, *(spread.of(choice) for spread in (now.spread, old) if spread for choice in CHOICES))
    rows = [
        _row(SIGNS[choice], now.spread.of(choice), old.of(choice) if old else None, most)
        for choice in CHOICES
        if choice in LEVELS or now.spread.of(choice) or (old and old.of(choice))
    ]
    if now.spread.not_voted:
        rows.append(_row(NOT_VOTED, now.spread.not_voted, None, max(most, now.spread.not_voted)))
    return element(
        "ul",
        *rows,
        class_="rd-workshop-spread",
        aria_label=f"Answers in round {now.number}" + (f" beside round {before.number}" if before else ""),
    )


def _width(count: int, most: int) -> str:
    """The length of a bar; nobody at all leaves no edge either."""
    return f"width:{count / most * 100:.1f}%" if count else "width:0;border:0"


def _row(sign: Sign, count: int, old: int | None, most: int) -> Html:
    bars = [element("span", class_="rd-workshop-bar", style=_width(count, most))]
    if old is not None:
        bars.append(element("span", class_="rd-workshop-bar rd-before", style=_width(old, most)))
    return element(
        "li",
        element("span", element("span", sign.shape, aria_hidden="true", class_="rd-shape"), f" {sign.word}"),
        element("span", *bars, class_="rd-workshop-bars", aria_hidden="true"),
        element("strong", count),
        muted(f"was {old}") if old is not None else None,
        class_=f"rd-tone-{sign.tone}",
    )


def _facts(now: VisibleRound, before: VisibleRound | None) -> Html:
    assert now.spread is not None
    said: list[Piece] = [f"{now.voted} of {now.expected} answered in round {now.number}."]
    if now.movement is not None and before is not None:
        said.append(moved(now.movement, before.number))
    if now.independent_median is not None:
        said.append(join(("The independent, in the middle: ", _sign(now.independent_median), ".")))
    if now.entered_by_facilitator:
        said.append(f"{count_text(now.entered_by_facilitator, 'answer')} entered by the facilitator.")
    if now.revealed_by:
        said.append(join(("Revealed by ", element("bdi", now.revealed_by), ".")))
    return element("p", join(said, " "), class_="rd-workshop-facts")


def moved(movement: Movement, number: int) -> str:
    """How many changed their answer since a round, in a sentence."""
    if not movement.up and not movement.down:
        return f"Nobody moved since round {number}."
    return f"Since round {number}: {movement.up} moved up, {movement.down} down, {movement.same} stayed."


def _sign(choice: Choice) -> Html:
    sign = SIGNS[choice]
    return element("strong", sign.label, class_=f"rd-tone-{sign.tone}")


def _reasons(groups: tuple[Group, ...]) -> Html | None:
    if not groups:
        return None
    return join(
        (
            element("h2", "Reasons by answer", class_="rd-hidden"),
            element("div", *(_group(group) for group in groups), class_="rd-workshop-reasons"),
        )
    )


def _group(group: Group) -> Html:
    sign = SIGNS[group.choice]
    silent = group.count - len(group.said)
    who: Piece = None
    if group.names:
        who = element("p", element("bdi", ", ".join(group.names)), class_="rd-muted rd-small rd-typed")
    return element(
        "section",
        element("h3", element("span", sign.label, class_=f"rd-tone-{sign.tone}"), muted(f" · {group.count}")),
        who,
        element("ul", *(_entry(one, named=bool(group.names)) for one in group.said)) if group.said else None,
        element(
            "p", "No reason given." if not group.said else f"{silent} without a reason.", class_="rd-muted rd-small"
        )
        if silent > 0
        else None,
    )


def _entry(said: Said, *, named: bool) -> Html:
    who = [part for part in (said.name, said.role) if part]
    if said.entered_by_facilitator:
        who.append("entered by the facilitator")
    return element(
        "li",
        element("div", element("bdi", said.reason)) if said.reason else None,
        element("div", "Proof: ", proof(said.evidence)) if said.evidence else None,
        element("div", element("bdi", ", ".join(who)), class_="rd-muted rd-small") if who else None,
    )


def proof(evidence: str) -> Html:
    """A link where it is one, else the words as they were typed."""
    return text(foreign_link(element("bdi", evidence), evidence))


def _by_role(cuts: tuple[RoleCut, ...]) -> Html | None:
    if not cuts:
        return None
    return table(
        [Column("Role", row_header=True), *(Column(SIGNS[level].label, align="right") for level in LEVELS)],
        [(cut.role, *(cut.spread.of(level) for level in LEVELS)) for cut in cuts],
        caption="Answers by role",
        show_caption=True,
        stacked=False,
    )
