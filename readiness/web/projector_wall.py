"""What is on the wall at each step of a workshop: how to join, how far the vote is, what the room said and agreed."""

from __future__ import annotations

from base64 import b64encode

from readiness.domain.agreement import Spread
from readiness.domain.framework import Criterion
from readiness.domain.redaction import Group, VisibleRound
from readiness.domain.wording import NOT_APPLICABLE_WORDS, count_text, spoken_code
from readiness.domain.workshop import CHOICES, Choice, Consensus
from readiness.hypertext import Html, Piece, element, join, lone
from readiness.queries.workshop_projector import ProjectorView
from readiness.signs import AGREEMENT, AGREEMENT_SENTENCES, NOT_VOTED, STATUSES, Sign
from readiness.signs import CHOICES as SIGNS
from readiness.web.reach import JoinAddress, shared_reach

LEVELS: tuple[Choice, ...] = ("red", "yellow", "green")
MOST_DOTS = 60
MOST_SAID = 3
"""So many reasons an answer fit on the wall; all of them are on the phones and on the board."""


def wall(view: ProjectorView) -> Html:
    """Everything that the room sees at this moment."""
    workshop = view.workshop
    if workshop.state == "closed":
        return join((_top(view, joining=False), _closed(view)))
    if workshop.screen == "blank":
        return element("div", element("p", "Blank", class_="hidden"), class_="blank")
    if workshop.state == "lobby" or view.criterion is None or workshop.screen == "join":
        return join((_top(view, joining=False), _join(view)))
    if workshop.state == "voting":
        return join((_top(view), _voting(view, view.criterion)))
    return join((_top(view), _revealed(view, view.criterion)))


def _top(view: ProjectorView, *, joining: bool = True) -> Html:
    workshop = view.workshop
    where = [view.initiative]
    if view.criterion is not None and workshop.state != "closed":
        where += [f"Criterion {view.place} of {view.places}", f"Round {workshop.round}"]
    return element(
        "header",
        element("p", join((element("bdi", part) for part in where), " · ")),
        element(
            "p",
            "Join: ",
            element("bdi", join_address(view, short=True).spoken),
            " ",
            element("b", spoken_code(workshop.code)),
        )
        if joining
        else None,
    )


def _join(view: ProjectorView) -> Html:
    full, typed = join_address(view), join_address(view, short=True)
    svg = full.qr().svg
    drawn = (svg or "").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    picture = lone(
        "img",
        src=f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}",
        alt="QR code of the address at which people join",
    )
    return element(
        "section",
        element("div", picture, class_="qr") if svg else None,
        element(
            "div",
            element("h1", "Join with your phone"),
            element("p", "Scan the code, or open" if svg else "Open") if typed.url else None,
            element("p", element("bdi", typed.spoken), class_="address") if typed.url else element("p", typed.why_not),
            element("p", "and type") if typed.url else None,
            element("p", spoken_code(view.workshop.code), class_="code"),
            element("p", f"{count_text(view.people, 'person', 'people')} in", class_="count"),
        ),
        class_="join",
    )


def _voting(view: ProjectorView, criterion: Criterion) -> Html:
    words = {"red": criterion.red, "yellow": criterion.yellow, "green": criterion.green}
    return element(
        "section",
        element("h1", criterion.name),
        element("p", criterion.question, class_="question"),
        element(
            "ul",
            *(
                element("li", element("b", SIGNS[level].label), element("span", words[level]), class_=SIGNS[level].tone)
                for level in LEVELS
            ),
            class_="levels",
        ),
        _progress(view),
        class_="voting",
    )


def _progress(view: ProjectorView) -> Html | None:
    now = view.round
    if now is None:
        return None
    dots = None
    if 0 < now.expected <= MOST_DOTS:
        dots = element(
            "span",
            element("span", "●" * now.voted, class_="done"),
            "○" * (now.expected - now.voted - now.away),
            element("span", "◌" * now.away, class_="away") if now.away else None,
            class_="dots",
            aria_hidden="true",
        )
    return element("p", element("b", f"{now.voted} of {now.expected} voted"), dots, _timer(view), class_="progress")


def _timer(view: ProjectorView) -> Html | None:
    ends = view.workshop.timer_ends_at
    if ends is None:
        return None
    left = max(0, round((ends - view.now).total_seconds()))
    said = f"{left // 60:02}:{left % 60:02}" if left else "Time is up"
    return element("time", said, datetime=ends.isoformat(), data_ends="", class_="timer" if left else "timer over")


def _revealed(view: ProjectorView, criterion: Criterion) -> Html:
    now = view.round
    spread = now.spread if now else None
    decided = view.consensus if view.workshop.state == "agreed" else None
    said = [group for group in now.groups if group.said] if now and not decided else []
    return element(
        "section",
        element("h1", criterion.name),
        _decision(decided) if decided else None,
        element(
            "p",
            element("b", AGREEMENT[spread.label]),
            f" {spread.spoken_index:.2f} " if spread.spoken_index is not None else " ",
            AGREEMENT_SENTENCES[spread.label],
            class_="label",
        )
        if spread
        else element("p", "Nothing was answered here."),
        _counts(spread, view.round_before, now) if spread and now else None,
        _moved(now),
        element("div", *map(_group, said), class_="reasons") if said else None,
        class_="revealed",
    )


def _counts(spread: Spread, before: VisibleRound | None, now: VisibleRound) -> Html:
    """The answers as bars, and beside them by role where that may be seen."""
    cut = _by_role(now)
    chart = _chart(spread, before)
    return element("div", chart, cut, class_="cut") if cut else chart


def _chart(spread: Spread, before: VisibleRound | None) -> Html:
    old = before.spread if before else None
    counts = [one.of(choice) for one in (spread, old) if one for choice in CHOICES]
    most = max(1, spread.not_voted, *counts)
    rows = [
        _row(SIGNS[choice], spread.of(choice), old.of(choice) if old else None, most)
        for choice in CHOICES
        if choice in LEVELS or spread.of(choice) or (old and old.of(choice))
    ]
    if spread.not_voted:
        rows.append(_row(NOT_VOTED, spread.not_voted, None, most))
    return element("ul", *rows, class_="spread")


def _row(sign: Sign, count: int, old: int | None, most: int) -> Html:
    # Widths stand in attributes of the drawing: a style in the page would need a hole in its content policy.
    bars: list[Piece] = [element("rect", x="0", y="2", width=f"{count * 100 / most:.1f}%", height="26", rx="4")]
    if old is not None:
        width = f"{old * 100 / most:.1f}%"
        bars.append(element("rect", x="1", y="32", width=width, height="9", rx="2", class_="before"))
    return element(
        "li",
        element("b", element("span", sign.shape, aria_hidden="true"), " ", sign.word),
        element("svg", *bars, aria_hidden="true", focusable="false", class_=None if old is None else "two"),
        element("b", count, class_="n"),
        element("span", f"was {old}") if old is not None else None,
        class_=sign.tone,
    )


def _moved(now: VisibleRound | None) -> Html | None:
    if now is None or now.movement is None:
        return None
    moved = now.movement
    if not moved.up and not moved.down:
        return element("p", "Nobody moved since the round before.")
    return element("p", f"Since the round before: {moved.up} moved up, {moved.down} down, {moved.same} stayed.")


def _by_role(now: VisibleRound) -> Html | None:
    """The answers by role, for roles that enough people answered in; the redaction decides which."""
    if not now.by_role:
        return None
    heads = [SIGNS[level] for level in LEVELS]
    return element(
        "table",
        element("caption", "Answers by role"),
        element(
            "thead",
            element(
                "tr",
                element("th", "Role", scope="col"),
                *(element("th", sign.label, scope="col", class_=sign.tone) for sign in heads),
            ),
        ),
        element(
            "tbody",
            *(
                element(
                    "tr",
                    element("th", element("bdi", cut.role), scope="row"),
                    *(element("td", cut.spread.of(level)) for level in LEVELS),
                )
                for cut in now.by_role
            ),
        ),
        class_="roles",
    )


def _group(group: Group) -> Html:
    more = len(group.said) - MOST_SAID
    return element(
        "section",
        element("h2", SIGNS[group.choice].label, f" · {group.count}", class_=SIGNS[group.choice].tone),
        element(
            "ul",
            *(
                element(
                    "li",
                    element("bdi", said.reason or said.evidence),
                    element("span", element("bdi", who), class_="who") if who else None,
                )
                for said in group.said[:MOST_SAID]
                for who in [said.name or said.role]
            ),
        ),
        element("p", f"and {more} more on the phones") if more > 0 else None,
    )


def _decision(decided: Consensus) -> Html:
    if decided.parked or decided.rating is None:
        return element("p", _grey("Parked"), class_="decided")
    why = decided.not_applicable_reason
    return element(
        "div",
        element("p", element("b", "Agreed: "), _chip(STATUSES[decided.rating]), class_="decided"),
        element("p", NOT_APPLICABLE_WORDS[why]) if why else None,
        element("p", element("bdi", decided.rationale)) if decided.rationale else None,
        element("p", "Dissent: ", element("bdi", decided.dissent)) if decided.dissent else None,
    )


def _closed(view: ProjectorView) -> Html:
    return element(
        "section",
        element("h1", "The workshop is over"),
        element("p", "Thank you."),
        element(
            "ul",
            *(element("li", element("span", name), _outcome(decided)) for name, decided in view.agenda),
            class_="results",
        ),
        class_="closed",
    )


def _outcome(decided: Consensus | None) -> Html:
    if decided is not None and decided.rating is not None and not decided.parked:
        return _chip(STATUSES[decided.rating])
    return _grey("Parked" if decided is not None and decided.parked else "Not agreed")


def _chip(sign: Sign) -> Html:
    return element("span", element("span", sign.shape, aria_hidden="true"), " ", sign.word, class_=f"chip {sign.tone}")


def _grey(word: str) -> Html:
    return element("span", word, class_="chip outlined")


def join_address(view: ProjectorView, *, short: bool = False) -> JoinAddress:
    """Where people join this workshop; `short` without the code, for those who type."""
    return shared_reach().join_address("" if short else view.workshop.code)
