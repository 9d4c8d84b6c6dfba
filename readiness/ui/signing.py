"""The sign-off page's pieces: the answer, what will void it, the written acknowledgements, the history."""

from datetime import date

import streamlit as st

from readiness.commands.sign_off import revoke, sign
from readiness.context import Context
from readiness.domain.assessment import SignOff
from readiness.domain.sign_off import VALID_DAYS
from readiness.domain.upcoming import voided_on
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.errors import StaleVersion
from readiness.queries.initiative import InitiativeView, initiative_view
from readiness.queries.signing import PastSignOff, Risk, SigningView, signing_view
from readiness.ui.dates import day_and_distance, moment
from readiness.ui.errors import plain
from readiness.ui.markup import (
    Column,
    Html,
    Piece,
    chip,
    element,
    facts,
    join,
    link,
    muted,
    points,
    prose,
    render,
    section,
    table,
    visible,
)
from readiness.ui.outcome import attempt, doing, show_refusal
from readiness.ui.saved import browser_zone

LONGEST_TEXT = 10_000


# The answer -----------------------------------------------------------------------------------------------------------


def answer(view: InitiativeView, signing: SigningView) -> str:
    """Whether a sign-off is needed and whether one holds, in a sentence."""
    state = view.evaluation.sign_off
    if state.valid and state.valid_until is not None:
        who = signing.standing.sign_off.person_name if signing.standing else "an executive"
        needed = "It is needed" if state.needed else "None is needed now"
        said = f"{needed}, and {who} has signed: it holds until {day_text(state.valid_until)} at most"
        first = voided_on(view.upcoming, state.valid_until)
        return f"{said}; unless evidence is renewed, it ends on {day_text(first)}." if first else f"{said}."
    if signing.reds:
        reds = count_text(len(signing.reds), "criterion is", "criteria are")
        return f"Nobody can sign now: {reds} red, and a red cannot be signed away."
    if state.needed:
        return f"Yes, and none holds: {why_needed(view)}.{_comes_first(view)}"
    if not signing.risks:
        return "No: nothing is yellow, so there is nothing to sign for."
    return f"No: {why_not_needed(view)}."


def _comes_first(view: InitiativeView) -> str:
    """What a signature alone would not change."""
    if view.evaluation.verdict == "incomplete":
        return " Something is not known yet as well; a signature alone does not make it ready."
    if view.evaluation.verdict == "needs_plan":
        return " Some yellows have no plan yet; plan first, so that the signature names the due dates."
    return ""


def why_needed(view: InitiativeView) -> str:
    """Which of the two limits is passed."""
    dimensions = [one.name for one in view.evaluation.dimensions if one.status == "yellow"]
    if len(dimensions) > 1:
        return f"{len(dimensions)} dimensions are yellow ({', '.join(dimensions)})"
    profile = view.framework.profile(view.assessment.initiative.profile)
    tolerated = profile.yellow_tolerance if profile else 0
    return f"{len(view.evaluation.yellows)} criteria are yellow, and this profile tolerates {tolerated}"


def why_not_needed(view: InitiativeView) -> str:
    """Why the yellows there are do not ask for a signature."""
    profile = view.framework.profile(view.assessment.initiative.profile)
    tolerated = profile.yellow_tolerance if profile else 0
    yellow = count_text(len(view.evaluation.yellows), "criterion is", "criteria are")
    return f"{yellow} yellow, this profile tolerates {tolerated}, and fewer than two dimensions are yellow"


def problems(view: InitiativeView, signing: SigningView) -> Html:
    """Why the latest sign-off does not hold; empty where it holds or there is none."""
    latest = signing.history[0] if signing.history else None
    if signing.standing is not None or latest is None:
        return Html("")
    title = f"Why the sign-off of {latest.sign_off.person_name} does not hold"
    return join((section(title), points(latest.problems)))


def reds(initiative: str, signing: SigningView) -> Html:
    """The criteria that stand in the way of any signature."""
    if not signing.reds:
        return Html("")
    lines = (
        join((link(result.name, "assess", initiative=initiative, criterion=result.criterion), _why(result.adjustments)))
        for result in signing.reds
    )
    said = "A red is no risk that somebody can take: it has to become yellow or green first."
    return join((section(join((chip("red"), " Cannot be signed away"))), prose(said), points(lines)))


def _why(adjustments: tuple[object, ...]) -> Html:
    said = "; ".join(str(getattr(adjustment, "text", "")) for adjustment in adjustments)
    return muted(f": {said}") if said else Html("")


def notices(initiative: str, view: InitiativeView, signing: SigningView) -> Html:
    """What will expire and so void the sign-off, within 3, 14 and 30 days."""
    standing = signing.standing is not None
    title = "What will void it" if standing else "What would void a sign-off given today"
    rows: list[tuple[Piece, ...]] = []
    for notice in signing.notices:
        for event in notice.events:
            said: Piece = event.text
            if event.criterion is not None:
                said = link(event.text, "assess", initiative=initiative, criterion=event.criterion)
            rows.append((f"within {notice.days} days", day_and_distance(event.day, view.evaluation.day), said))
    longest = max(notice.days for notice in signing.notices)
    if not rows:
        said = f"Nothing that is green expires in the next {longest} days"
        said += ", and the sign-off does not end in that time." if standing else "."
        return join((section(title), prose(said)))
    lead = "A criterion that turns yellow and is not named in the sign-off ends it. Renew the evidence before that day."
    columns: list[Column | str] = [Column("Notice", short=True), Column("On", short=True), "What"]
    return join((section(title), prose(lead), table(columns, rows, caption=title)))


# Signing --------------------------------------------------------------------------------------------------------------


def sign_form(context: Context, view: InitiativeView, signing: SigningView) -> None:
    """The acknowledgements, one by one and in writing, and the button that signs."""
    initiative = view.assessment.initiative.id
    able = {signer.person.id: signer.person for signer in signing.signers if not signer.problems}
    render(_signers(initiative, signing))
    if not able:
        return
    at_keyboard = context.actor.id if context.actor.id in able else None
    key = f"rd-sign-{initiative}"

    def act(seen: tuple[tuple[str, date | None], ...]) -> None:
        words = {one: str(st.session_state.get(f"{key}-{one}") or "") for one, _ in seen}
        who = str(st.session_state.get(f"{key}-who") or "")
        statement = str(st.session_state.get(f"{key}-statement") or "")

        def act_on_what_was_seen() -> str:
            if signing_view(initiative_view(context, initiative)).seen != seen:
                raise StaleVersion(
                    "The yellow criteria or the due dates of their plans have changed since you began. Nothing was "
                    "signed; what you wrote is still there. Look at the list again and sign then."
                )
            return sign(context, initiative, person_id=who, acknowledgements=words, statement=statement)

        if attempt(act_on_what_was_seen, "Signed. The sign-off is recorded, with each acknowledgement.", beside=key):
            for one in (*words, "statement"):
                st.session_state[f"{key}-{one}"] = ""  # set, not forgotten: the browser keeps what it is not told

    with st.form(key, enter_to_submit=False, border=False):
        people = list(able)
        st.selectbox(
            "Who signs",
            people,
            index=people.index(at_keyboard) if at_keyboard else (0 if len(people) == 1 else None),
            key=f"{key}-who",
            format_func=lambda one: visible(_titled(able[str(one)].name, able[str(one)].role)),
            placeholder="Choose the executive",
        )
        for number, risk in enumerate(signing.risks, 1):
            render(_risk(initiative, view, risk, number, len(signing.risks)))
            st.text_area(
                f"Acknowledged in writing: {plain(risk.result.name)}",
                key=f"{key}-{risk.result.criterion}",
                max_chars=LONGEST_TEXT,
                height=80,
                placeholder="What this risk is, and why it is taken",
            )
        st.text_area("Statement on the whole (optional)", key=f"{key}-statement", max_chars=LONGEST_TEXT, height=80)
        st.caption(
            f"The sign-off holds for {VALID_DAYS} days at most. It ends sooner when another criterion turns yellow, or "
            f"a due date named here moves later. The record will say: entered by {plain(context.actor.label)}."
        )
        st.form_submit_button("Sign", type="primary", on_click=act, args=(signing.seen,))
        show_refusal(key)


def _signers(initiative: str, signing: SigningView) -> Html:
    """Who may sign and who not; what else they declared stands beside."""
    if not signing.signers:
        return join(
            (
                prose("Nobody is entered as an executive of this initiative, so nobody can sign."),
                element("p", link("Enter the executive under People", "people", initiative=initiative)),
            )
        )
    unable = [problem for signer in signing.signers for problem in signer.problems]
    beside = [
        f"{signer.person.name} {said}."
        for signer in signing.signers
        if not signer.problems
        for said in _other_declarations(signer.person.reports_to_delivery, signer.person.rewarded_for_launch)
    ]
    pieces: list[Piece] = []
    if unable:
        pieces += [points(unable), element("p", link("Change it under People", "people", initiative=initiative))]
    if beside:
        pieces.append(element("p", muted("Stands beside the signature: " + " ".join(beside))))
    return join(pieces)


def _other_declarations(reports: bool | None, rewarded: bool | None) -> list[str]:
    said = []
    if reports is not False:
        said.append(
            "reports to the delivery manager" if reports else "has not declared whether they report to the delivery"
        )
    if rewarded is not False:
        said.append(
            "is rewarded for the launch date" if rewarded else "has not declared whether the launch date rewards them"
        )
    return said


def _risk(initiative: str, view: InitiativeView, risk: Risk, number: int, of: int) -> Html:
    result = risk.result
    plan: Piece = points(risk.plans) if risk.plans else muted("no plan asked for: it only lacks proof")
    if not risk.plans and not result.lacks_proof:
        plan = link("no complete plan yet", "plan", initiative=initiative, criterion=result.criterion)
    name = link(result.name, "assess", initiative=initiative, criterion=result.criterion)
    why = "; ".join(adjustment.text for adjustment in result.adjustments)
    return element(
        "div",
        element("h3", chip("yellow"), " ", name, muted(f" {number} of {of}"), class_="rd-part"),
        facts(
            (
                ("Stands at", risk.level if result.chosen == "yellow" else f"Chosen green: {why}"),
                *((("Besides", why),) if why and result.chosen == "yellow" else ()),
                ("Plan", plan),
                ("Due", day_and_distance(risk.due, view.evaluation.day) if risk.due else muted("no date")),
                *((("Said in a workshop", points(risk.accepted)),) if risk.accepted else ()),
            )
        ),
    )


def _titled(name: str, role: str) -> str:
    return f"{name}, {role}" if role.strip() else name


# History --------------------------------------------------------------------------------------------------------------


def history(context: Context, view: InitiativeView, signing: SigningView) -> None:
    """Every sign-off so far with what it named, and the way to revoke one."""
    render(section("History"))
    if not signing.history:
        render(prose("No sign-off has been given."))
        return
    for past in signing.history:
        _past(context, view, past)


def _past(context: Context, view: InitiativeView, past: PastSignOff) -> None:
    sign_off = past.sign_off
    when = moment(sign_off.signed_at, browser_zone())
    state = f"holds until {day_text(past.last_day)}" if not past.problems else "does not hold"
    if sign_off.revoked_at is not None:
        state = f"revoked on {day_text(utc_day(sign_off.revoked_at))}"
    render(
        element(
            "details",
            element(
                "summary",
                element("span", _titled(sign_off.person_name, sign_off.person_role), class_="rd-summary-name"),
                element("span", state, class_="rd-mark" + ("" if past.problems else " rd-mark-strong")),
                element(
                    "span",
                    f"{when}, {count_text(len(sign_off.risks), 'yellow criterion', 'yellow criteria')}, "
                    + (f"entered by {sign_off.entered_by}" if sign_off.entered_by else "not signed in"),
                    class_="rd-summary-line",
                ),
            ),
            _past_body(view, past),
            class_="rd-details",
        )
    )
    if sign_off.revoked_at is None:
        _revoke_button(context, view.assessment.initiative.id, sign_off)


def _past_body(view: InitiativeView, past: PastSignOff) -> Html:
    sign_off = past.sign_off
    rows = []
    for risk in sign_off.risks:
        criterion = view.framework.criterion(risk.criterion)
        due = day_text(risk.due) if risk.due else muted("no date")
        rows.append((criterion.name if criterion else risk.criterion, chip(risk.status), due, risk.acknowledgement))
    return element(
        "div",
        facts(
            (
                ("Declared", sign_off.declaration),
                *((("Statement", sign_off.statement),) if sign_off.statement.strip() else ()),
                *((("Does not hold because", points(past.problems)),) if past.problems else ()),
            )
        ),
        table(["Criterion", "Stood at", "Plan due", "Acknowledged"], rows, caption="What was acknowledged"),
        class_="rd-details-body",
    )


def _revoke_button(context: Context, initiative: str, sign_off: SignOff) -> None:
    with st.popover("Revoke", key=f"rd-revoke-{sign_off.id}"):
        st.write("The signature is taken back from now on; it stays in the record.")
        st.button(
            f"Revoke the sign-off of {plain(sign_off.person_name)}",
            key=f"rd-revoke-now-{sign_off.id}",
            type="primary",
            on_click=doing(
                lambda: revoke(context, initiative, sign_off.id), f"The sign-off of {sign_off.person_name} is revoked."
            ),
        )
