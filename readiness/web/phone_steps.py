"""The step of the room on a phone: people arrive, answer, see what the room said, propose, and go."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from readiness.commands.facilitators import LONGEST_NAME
from readiness.commands.participants import LONGEST_PROPOSAL, LONGEST_REASON
from readiness.domain.redaction import Own, promise
from readiness.domain.workshop import CHOICES, Choice, Consensus
from readiness.hypertext import Html, Piece, element, join, lone
from readiness.queries.phones import PhoneView
from readiness.signs import CHOICES as SIGNS
from readiness.signs import STATUSES, Sign
from readiness.web.light_page import sentences
from readiness.web.phone_result import room_said


@dataclass(frozen=True)
class Typed:
    """What somebody sent and was not taken, so that it stands in the form again."""

    choice: str = ""
    reason: str = ""
    evidence: str = ""
    wrong: str = ""
    """The sentence that says why."""


def step(base: str, view: PhoneView, typed: Typed | None = None) -> Html:
    """The part of the page that follows the room."""
    typed = typed or Typed()
    state = view.workshop.state
    if state == "voting" and view.criterion is not None and not view.participant.observer:
        return _voting(base, view, typed)
    if state == "closed":
        shown = _closed(view)
    elif view.criterion is None:
        shown = _lobby(view)
    else:
        shown = _watching(view) if state == "voting" else _open(base, view)
    return join((_wrong(typed.wrong), shown)) if typed.wrong else shown


def alike(view: PhoneView) -> Hashable:
    """Equal for two people whose step looks the same, letter for letter; of one and the same moment of a workshop.

    Names everything that `step` shows of a person: what is missing here would be shown to somebody else.
    """
    now = view.visible.latest if view.visible else None
    seen = view.visible.latest_revealed if view.visible else None
    state, person = view.workshop.state, view.participant
    if state == "voting":
        return state, person.observer, None if person.observer or now is None else (now.own, now.answered_elsewhere)
    if state in ("revealed", "agreed"):
        shown = None if seen is None else (seen.own.choice if seen.own else None, seen.joined_later)
        return state, shown, view.proposals
    return state, person


def _lobby(view: PhoneView) -> Html:
    return join(
        (
            element("h1", f"You are in, {view.participant.name}", tabindex="-1"),
            element(
                "p",
                "You look on and do not answer. " if view.participant.observer else None,
                "This page moves on by itself when the facilitator opens the first question.",
                data_news="",
            ),
            element(
                "noscript",
                element("p", "Without script the page looks again every 15 seconds, once you have noted your link."),
            ),
            element("h2", "Who sees what you answer"),
            element("p", promise(view.workshop.anonymity)),
        )
    )


def _voting(base: str, view: PhoneView, typed: Typed) -> Html:
    criterion = view.criterion
    assert criterion is not None
    now = view.visible.latest if view.visible else None
    own = now.own if now else None
    chosen = typed.choice or (own.choice if own else "")
    words: dict[Choice, str] = {
        "red": criterion.red,
        "yellow": criterion.yellow,
        "green": criterion.green,
        "not_applicable": "This does not concern this initiative.",
        "dont_know": "I cannot judge it.",
    }
    elsewhere = now is not None and now.answered_elsewhere
    told = promise(view.workshop.anonymity)
    first, _, rest = told.partition(". ")
    return join(
        (
            _head(view),
            element("p", criterion.question, class_="question", data_news=""),
            element("details", element("summary", "Why it matters"), element("p", criterion.why)),
            element("details", element("summary", f"{first}."), element("p", rest)),
            element("p", "An answer was given from the device before. Send anew to replace it.", class_="note")
            if elsewhere
            else None,
            element(
                "form",
                lone("input", type="hidden", name="criterion", value=criterion.id),
                lone("input", type="hidden", name="round", value=view.workshop.round),
                _wrong(typed.wrong),
                element(
                    "fieldset",
                    element("legend", "Your answer"),
                    *(_answer(choice, words[choice], checked=chosen == choice) for choice in CHOICES),
                ),
                element(
                    "div",
                    element("label", "Why? Required for red", class_="field", for_="reason", data_reason=""),
                    element(
                        "textarea",
                        # A browser drops the first line end after the tag, so one is given away.
                        "\n" + (typed.reason or (own.reason if own and not typed.wrong else "")),
                        id="reason",
                        name="reason",
                        rows="3",
                        maxlength=LONGEST_REASON,
                    ),
                    element("label", "What proves it? A note or a link (optional)", class_="field", for_="evidence"),
                    lone(
                        "input",
                        type="text",
                        id="evidence",
                        name="evidence",
                        maxlength=LONGEST_REASON,
                        value=typed.evidence or (own.evidence if own and not typed.wrong else ""),
                        autocomplete="off",
                    ),
                    element("button", "Send the change" if own else "Send my answer", type="submit"),
                    element(
                        "p",
                        *(("Sent ", *_when(view, own), "✓ You can change it until the reveal.") if own else ()),
                        class_="sent ok" if own else "sent",
                        role="status",
                    ),
                    element("p", "The facilitator entered this for you.", class_="hint")
                    if own and own.entered_by_facilitator
                    else None,
                    class_="more",
                ),
                action=f"{base}/w/vote",
                method="post",
                data_vote="",
                data_sent="1" if own else None,
            ),
        )
    )


def _answer(choice: Choice, words: str, *, checked: bool) -> Html:
    sign = SIGNS[choice]
    return element(
        "div",
        lone(
            "input",
            type="radio",
            name="choice",
            value=choice,
            id=f"choice-{choice}",
            required="",
            checked="" if checked else None,
        ),
        element(
            "label",
            element("b", element("span", sign.shape, aria_hidden="true"), " ", sign.word, class_=sign.tone),
            element("span", words, class_="words"),
            for_=f"choice-{choice}",
        ),
        class_=f"choice {sign.tone}",
    )


def _watching(view: PhoneView) -> Html:
    assert view.criterion is not None
    return join(
        (
            _head(view),
            element("p", view.criterion.question),
            element("p", "The room is answering. You look on; the answers appear here at the reveal.", data_news=""),
        )
    )


def _open(base: str, view: PhoneView) -> Html:
    seen = view.visible.latest_revealed if view.visible else None
    decided = view.consensus if view.workshop.state == "agreed" else None
    return join(
        (
            _head(view),
            _decision(decided) if decided else None,
            room_said(seen) if seen else element("p", "Nothing was answered here.", data_news=""),
            _propose(base, view),
        )
    )


def _closed(view: PhoneView) -> Html:
    return join(
        (
            element("h1", "The workshop is over", tabindex="-1"),
            element("p", "Thank you for taking part. Nothing more can be answered.", data_news=""),
            element("h2", "What was agreed") if view.results else None,
            element(
                "table",
                element(
                    "thead",
                    element("tr", element("th", "Criterion", scope="col"), element("th", "Result", scope="col")),
                ),
                element(
                    "tbody",
                    *(
                        element("tr", element("td", name), element("td", _outcome(decided)))
                        for name, decided in view.results
                    ),
                ),
            )
            if view.results
            else None,
        )
    )


# Pieces of a step ----------------------------------------------------------------------------------------------------


def _head(view: PhoneView) -> Html:
    assert view.criterion is not None
    workshop = view.workshop
    return join(
        (
            element(
                "p",
                element("span", f"Criterion {view.place} of {len(workshop.agenda)}"),
                element("span", f"Round {workshop.round}"),
                element("span", _timer(view), data_live="timer"),
                class_="crumb",
            ),
            element("h1", view.criterion.name, tabindex="-1"),
        )
    )


def _timer(view: PhoneView) -> Html | None:
    ends = view.workshop.timer_ends_at
    if ends is None or view.workshop.state != "voting":
        return None
    left = int((ends - view.now).total_seconds())
    said = f"{left // 60}:{left % 60:02} left" if left > 0 else "Time is up"
    over = " over" if left <= 0 else ""
    return element("time", said, datetime=ends.isoformat(), data_ends="", class_=f"timer{over}")


def _decision(decided: Consensus) -> Html:
    if decided.parked:
        outcome: Piece = "Parked: not agreed, and listed at the end."
    else:
        outcome = join(("Agreed: ", _outcome(decided)))
    return element(
        "div",
        element("p", outcome, data_news=""),
        element("p", decided.rationale) if decided.rationale else None,
        element("p", "Dissent: ", decided.dissent) if decided.dissent else None,
        class_="note",
    )


def _outcome(decided: Consensus | None) -> Html:
    if decided is None or decided.rating is None:
        return chip(Sign("○", "Parked" if decided and decided.parked else "Not agreed", "○", "grey"))
    return chip(STATUSES[decided.rating])


def _propose(base: str, view: PhoneView) -> Html:
    assert view.criterion is not None
    said = {"open": "waits for the facilitator", "approved": "taken", "rejected": "not taken"}
    return element(
        "details",
        element("summary", "Propose an action"),
        element(
            "form",
            lone("input", type="hidden", name="criterion", value=view.criterion.id),
            element("label", "What should be done?", class_="field", for_="text"),
            element("textarea", "", id="text", name="text", rows="2", maxlength=LONGEST_PROPOSAL, required=""),
            element("label", "Who could do it? (optional)", class_="field", for_="owner"),
            lone("input", type="text", id="owner", name="owner", maxlength=LONGEST_NAME, autocomplete="off"),
            element("button", "Propose it", type="submit", class_="second"),
            action=f"{base}/w/propose",
            method="post",
        ),
        element(
            "ul",
            *(element("li", one.text, " – ", said[one.decision]) for one in view.proposals),
            data_live="proposals",
            class_="said",
        ),
        open="" if any(one.decision == "open" for one in view.proposals) else None,
    )


def chip(sign: Sign) -> Html:
    """A status as shape, word and colour."""
    return element("span", element("span", sign.shape, aria_hidden="true"), " ", sign.word, class_=f"chip {sign.tone}")


def _wrong(sentence: str) -> Html:
    return element("div", sentences(sentence), class_="wrong" if sentence else None, role="alert", data_wrong="")


def _when(view: PhoneView, own: Own) -> tuple[Piece, ...]:
    """When an answer came; an anonymous workshop does not keep it."""
    return () if view.workshop.anonymity == "anonymous" else (_clock(own.at), " ")


def _clock(moment: datetime) -> Html:
    """A time of day: UTC as it comes, turned into the phone's own by its script."""
    return element("time", f"{moment:%H:%M} UTC", datetime=moment.isoformat(), data_clock="")
