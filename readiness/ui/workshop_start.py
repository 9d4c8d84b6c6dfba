"""Before and after a workshop: the form that opens one, its secrets shown once, and the workshops there have been."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import streamlit as st

from readiness.commands.snapshots import freeze
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context
from readiness.domain.redaction import promise
from readiness.domain.wording import count_text
from readiness.domain.workshop import ANONYMITY_ORDER, Anonymity
from readiness.errors import Invalid, NetworkError
from readiness.queries.snapshots import SnapshotSummary
from readiness.queries.workshops import AgendaChoices, WorkshopRow
from readiness.ui.dates import day, moment
from readiness.ui.markup import Column, download, element, link, prose, render, section, table
from readiness.ui.outcome import attempt, doing, show_refusal
from readiness.ui.saved import browser_zone
from readiness.ui.workshop_lead import Lead, remember
from readiness.ui.workshop_network import Network, network_choice, serve_chosen

ANONYMITY_WORDS: dict[Anonymity, str] = {
    "named": "With names",
    "role": "With roles only",
    "anonymous": "Anonymous",
}
_SECRETS = "readiness-workshop-secrets"
_AGENDA, _ANONYMITY, _AUTO, _NAME = (f"rd-workshop-start-{field}" for field in ("agenda", "anonymity", "auto", "name"))


def start_form(context: Context, initiative: str, choices: AgendaChoices, network: Network) -> None:
    """Ask what is rated, who may see what, and where the phones are; then open the workshop."""
    agendas = _agendas(choices)
    state = st.session_state

    def open_it() -> None:
        attempt(create, None, beside="workshop-start")

    def create() -> None:
        chosen = agendas.get(state.get(_AGENDA) or "")
        if chosen is None or not chosen[1]:
            raise Invalid("Choose what is rated.", "agenda")
        made = create_workshop(
            context,
            initiative,
            name=str(state.get(_NAME) or ""),
            agenda=chosen[1],
            anonymity=state.get(_ANONYMITY) or "named",
            auto_reveal=bool(state.get(_AUTO)),
        )
        remember(made.id, made.key)
        state[_SECRETS] = made
        with suppress(NetworkError):  # the workshop is open; its page says why nobody can join yet, and what to do
            serve_chosen(network)

    render(section("Open a workshop"))
    with st.container(key="rd-workshop-start"):
        st.radio(
            "What is rated?",
            list(agendas),
            index=list(agendas).index("open" if "open" in agendas else "all"),
            key=_AGENDA,
            format_func=lambda one: agendas[one][0],
        )
        st.segmented_control(
            "What is seen of who answered?",
            list(ANONYMITY_ORDER),
            default="named",
            key=_ANONYMITY,
            format_func=ANONYMITY_WORDS.__getitem__,
            required=True,
        )
        render(
            element("p", promise(state.get(_ANONYMITY) or "named"), class_="rd-muted rd-workshop-promise"),
            element("p", "It holds from the first answer on, and can only become stricter before.", class_="rd-muted"),
        )
        st.toggle("Reveal by itself when the timer ends", key=_AUTO)
        st.text_input(
            "Your name, as the room knows you",
            value=context.actor.name if context.actor.id else "",
            key=_NAME,
            max_chars=80,
        )
        network_choice(network)
        st.button("Open the workshop", type="primary", key="rd-workshop-open", on_click=open_it)
        show_refusal("workshop-start")


def _agendas(choices: AgendaChoices) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = {"all": (f"All {len(choices.all)} criteria", choices.all)}
    if choices.open and len(choices.open) < len(choices.all):
        found["open"] = (
            f"The {len(choices.open)} that are neither green nor not applicable"
            if len(choices.open) > 1
            else "The one that is neither green nor not applicable",
            choices.open,
        )
    for dimension, name, criteria in choices.dimensions:
        found[dimension] = (f"{name}: {count_text(len(criteria), 'criterion', 'criteria')}", criteria)
    return found


def show_secrets(lead: Lead) -> None:
    """The recovery code and the key of the workshop that was just opened from this tab, until they are noted."""
    made = st.session_state.get(_SECRETS)
    if not isinstance(made, Created) or made.id != lead.workshop:
        return

    def noted() -> None:
        st.session_state[_SECRETS] = None

    with st.container(key="rd-workshop-secrets"):
        render(
            section("Write these down: they are shown this once"),
            prose(
                "This tab leads the workshop, also after a reload or a restart of the program. Should you lose the "
                "tab, either of these lets you in again from any other. Do not let the room see them."
            ),
        )
        st.caption("Recovery code")
        st.code(made.recovery_code, language=None)
        st.caption("Your facilitator's key")
        st.code(made.key, language=None)
        st.button("I have noted them", key="rd-workshop-noted", on_click=noted)


# What there has been --------------------------------------------------------------------------------------------------


def past(context: Context, initiative: str, rows: Sequence[WorkshopRow], snapshots: Sequence[SnapshotSummary]) -> None:
    """The workshops that are over, and what is to be done with the last one: freeze it, then the PDF."""
    over = [row for row in rows if row.closed_at is not None]
    if not over:
        return
    _take_away(context, initiative, over[0], snapshots)
    zone = browser_zone()
    render(
        section("Workshops so far"),
        table(
            [
                Column("Closed", row_header=True),
                "Led by",
                Column("People", align="right"),
                Column("Agreed", align="right"),
                "Names",
            ],
            [
                (
                    moment(row.closed_at, zone) if row.closed_at else "",
                    ", ".join(row.facilitators),
                    row.joined,
                    f"{row.agreed} of {row.total}",
                    ANONYMITY_WORDS[row.anonymity].lower(),
                )
                for row in over
            ],
            caption="Workshops that are over",
        ),
    )


def _take_away(context: Context, initiative: str, last: WorkshopRow, snapshots: Sequence[SnapshotSummary]) -> None:
    assert last.closed_at is not None
    since = [one for one in snapshots if one.frozen_at >= last.closed_at]
    with st.container(key="rd-workshop-taken"):
        render(section("The last workshop is over"))
        if since:
            first = since[0]
            render(
                element(
                    "p",
                    f"Its result is frozen in snapshot {first.number}. ",
                    download("Full report (PDF)", f"download/{initiative}/{first.number}/pdf"),
                    " · ",
                    download("One page (PDF)", f"download/{initiative}/{first.number}/onepage"),
                    " · ",
                    link("All snapshots", "snapshots", initiative=initiative),
                )
            )
            return
        agreed = f"{last.agreed} of {last.total} criteria were agreed. "
        render(prose(agreed + "Freeze a snapshot now: the reports are made from it, and it never changes."))
        note = f"Workshop of {_day(last.closed_at)}"
        st.button(
            "Freeze snapshot",
            type="primary",
            key="rd-workshop-freeze",
            on_click=doing(
                lambda: freeze(context, initiative, note=note),
                lambda number: f"Snapshot {number} is frozen. The report is ready to be taken away.",
            ),
        )


def _day(at: datetime) -> str:
    zone = browser_zone()
    return day((at.astimezone(zone) if zone else at).date())
