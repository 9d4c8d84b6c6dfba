"""What a phone shows of a round after its reveal: the spread with one's own answer marked, and what people said."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from readiness.domain.agreement import Spread
from readiness.domain.redaction import Group, Movement, RoleCut, Said, VisibleRound
from readiness.domain.workshop import CHOICES, Choice
from readiness.hypertext import Html, Piece, element, join
from readiness.signs import AGREEMENT, AGREEMENT_SENTENCES, NOT_VOTED, Sign
from readiness.signs import CHOICES as SIGNS

MOST_BYTES = 24_000
"""Of all that people said, as HTML."""
CLIPPED = 300
"""Letters of one reason or proof where there is more than that."""


def room_said(seen: VisibleRound) -> Html:
    """One revealed round, as `redaction.visible` let it through."""
    found = seen.spread
    assert found is not None
    own = seen.own.choice if seen.own else None
    return join(
        (
            element(
                "p",
                element("strong", AGREEMENT[found.label]),
                ". ",
                AGREEMENT_SENTENCES[found.label],
                f" {seen.voted} of {seen.expected} answered.",
                data_news="",
            ),
            element(
                "p",
                "You joined after the reveal, so you are not counted in this round. You can answer in the next."
                if seen.joined_later
                else "You did not answer in this round."
                if own is None
                else None,
                class_="note",
            )
            if seen.joined_later or own is None
            else None,
            _spread(found, own),
            _moved(seen.movement),
            _median(seen),
            *_groups(seen.groups),
            _by_role(seen.by_role),
            element("p", f"{seen.entered_by_facilitator} entered by the facilitator for people without a phone.")
            if seen.entered_by_facilitator
            else None,
        )
    )


def _spread(found: Spread, own: str | None) -> Html:
    most = max([1, *(found.of(choice) for choice in CHOICES), found.not_voted])
    rows = [
        _bar(SIGNS[choice], found.of(choice), most, "Your answer" if choice == own else "")
        for choice in CHOICES
        if found.of(choice) or choice in ("red", "yellow", "green")
    ]
    if found.not_voted:
        rows.append(_bar(NOT_VOTED, found.not_voted, most, ""))
    return element("ul", *rows, class_="spread")


def _bar(sign: Sign, count: int, most: int, mark: str) -> Html:
    width = round(count * 100 / most, 1)
    bar = element("rect", x="1", y="1", width=f"{max(width - 2, 0):g}%", height="14", rx="3") if count else None
    return element(
        "li",
        element("b", element("span", sign.shape, aria_hidden="true"), " ", sign.word, class_=sign.tone),
        element("svg", bar, aria_hidden="true", focusable="false"),
        element("span", count, class_="n"),
        element("span", element("span", "↑ ", aria_hidden="true"), mark, class_="you") if mark else None,
        class_=sign.tone,
    )


def _moved(movement: Movement | None) -> Html | None:
    if movement is None:
        return None
    if movement.up == movement.down == 0:
        return element("p", "Nobody moved since the round before.")
    return element(
        "p",
        f"Since the round before: {movement.up} moved up, {movement.down} down, {movement.same} stayed.",
    )


def _median(seen: VisibleRound) -> Html | None:
    if seen.independent_median is None:
        return None
    sign = SIGNS[seen.independent_median]
    return element("p", "The independent, in the middle: ", element("b", sign.label, class_=sign.tone))


def _groups(groups: Sequence[Group]) -> list[Html]:
    """What people said, by answer. A phone loads a page of limited size, so of very much the rest is only counted."""
    spoken = [group for group in groups if group.said]
    return [_group(group, MOST_BYTES // len(spoken)) for group in spoken]


def _group(group: Group, room: int) -> Html:
    sign = SIGNS[group.choice]
    shown = [_said(one) for one in group.said]
    if sum(map(_size, shown)) > room:
        shown, rest = [], room
        for one in group.said:
            drawn = _said(one, CLIPPED)
            rest -= _size(drawn)
            if shown and rest < 0:
                break
            shown.append(drawn)
        left = len(group.said) - len(shown)
        if left:
            shown.append(element("li", f"{left} more on the facilitator’s board", class_="who"))
    return element(
        "section",
        element("h2", element("b", sign.label, class_=sign.tone), f" · {group.count}"),
        element("ul", *shown, class_="said"),
    )


def _size(drawn: Html) -> int:
    return len(drawn.encode("utf-8"))


def _said(one: Said, longest: int | None = None) -> Html:
    who = ", ".join(part for part in (one.name, one.role) if part)
    if one.entered_by_facilitator:
        who += " (entered by the facilitator)"
    return element(
        "li",
        element("div", _clipped(one.reason, longest)) if one.reason else None,
        element("div", "Proof: ", _proof(_clipped(one.evidence, longest))) if one.evidence else None,
        element("div", who, class_="who") if who else None,
    )


def _clipped(said: str, longest: int | None) -> str:
    return said if longest is None or len(said) <= longest else f"{said[:longest]} …"


def _proof(evidence: str) -> Piece:
    """A link where it is one, else the words as they were typed."""
    try:
        parts = urlsplit(evidence)
        is_link = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, evidence))
    except ValueError:
        is_link = False
    if not is_link:
        return evidence
    return element("a", evidence, href=evidence, target="_blank", rel="noopener noreferrer nofollow")


def _by_role(cuts: tuple[RoleCut, ...]) -> Html | None:
    if not cuts:
        return None
    levels: tuple[Choice, ...] = ("red", "yellow", "green")
    return element(
        "section",
        element("h2", "By role"),
        element(
            "table",
            element(
                "thead",
                element(
                    "tr",
                    element("th", "Role", scope="col"),
                    *(element("th", SIGNS[level].label, scope="col", class_="num") for level in levels),
                ),
            ),
            element(
                "tbody",
                *(
                    element(
                        "tr",
                        element("th", cut.role, scope="row"),
                        *(element("td", cut.spread.of(level), class_="num") for level in levels),
                    )
                    for cut in cuts
                ),
            ),
        ),
    )
