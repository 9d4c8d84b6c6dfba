"""What a phone shows of a round after its reveal: the spread with one's own answer marked, and what people said."""

from urllib.parse import urlsplit

from readiness.domain.agreement import Spread
from readiness.domain.redaction import Group, Movement, RoleCut, Said, VisibleRound
from readiness.domain.workshop import CHOICES, Choice
from readiness.hypertext import Html, Piece, element, join
from readiness.signs import AGREEMENT, AGREEMENT_SENTENCES, NOT_VOTED, Sign
from readiness.signs import CHOICES as SIGNS


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
            *(_group(group) for group in seen.groups if group.said),
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


def _group(group: Group) -> Html:
    sign = SIGNS[group.choice]
    return element(
        "section",
        element("h2", element("b", sign.label, class_=sign.tone), f" · {group.count}"),
        element("ul", *(_said(one) for one in group.said), class_="said"),
    )


def _said(one: Said) -> Html:
    who = ", ".join(part for part in (one.name, one.role) if part)
    if one.entered_by_facilitator:
        who += " (entered by the facilitator)"
    return element(
        "li",
        element("div", one.reason) if one.reason else None,
        element("div", "Proof: ", _proof(one.evidence)) if one.evidence else None,
        element("div", who, class_="who") if who else None,
    )


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
