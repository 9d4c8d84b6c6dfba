"""Where the data lies, whether it is sound, the record of changes, backup and restore."""

import os
from datetime import UTC, date, datetime, time

import streamlit as st

from readiness.commands.system import restore
from readiness.queries.audit import PER_PAGE, EventsPage, events
from readiness.queries.system import system_facts
from readiness.settings import Settings
from readiness.ui.audit_log import events_table, kind_choices
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import download, element, empty, heading, link, muted, render, section
from readiness.ui.paging import page_slice, search_box
from readiness.ui.restoring import restore_form
from readiness.ui.session import current_context
from readiness.ui.system_facts import answer, caution, checks, facts_list
from readiness.ui.views import choice_box

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)

with stopping():
    context = current_context()

facts = None
with shown():
    facts = system_facts(context)
render(heading("Is our data safe?", answer(facts) if facts else "That cannot be said now: see below."))
if facts:
    render(facts_list(facts), caution(facts.sqlite_version))

render(section("Is it sound?"))
with shown():
    checks(context)

render(
    section("Backup"),
    element("p", "One ZIP file with the database and every evidence file. People can go on working meanwhile."),
    element("p", download("Download a backup", "download/backup")),
    element(
        "p",
        "A vote is open. The backup holds the answers that were not revealed yet, for whoever opens the file.",
        class_="rd-aside",
    )
    if facts and facts.vote_is_open
    else None,
)
with st.expander("Restore a backup", key="rd-restore-open"), shown():
    restore_form(Settings.from_environment(os.environ), lambda path: restore(context, path))

render(section("Record of changes"))
with shown():
    kinds = kind_choices(events(context).kinds)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = search_box("Search what was recorded")
        actor = search_box("Who", "actor")
        subject = search_box("Initiative's id or part of it", "subject")
        kind = choice_box("What", "kind", {"": "Any kind", **kinds})
        day = st.date_input("Since", None, FIRST_DAY, LAST_DAY, key="since", bind="query-params", format="YYYY-MM-DD")

    def page_of(number: int) -> EventsPage:
        since = datetime.combine(day, time(), UTC) if day else None
        return events(context, text=text, actor=actor, subject=subject, kind=kind, since=since, page=number)

    page = page_of(1)
    if not page.total:
        sentence = "No recorded change fits." if kinds else "Nothing has been recorded yet."
        render(empty(sentence, link("Show all", "system") if kinds else None))
    else:
        said = f"{page.total:,} {'change' if page.total == 1 else 'changes'}, newest first."
        render(element("p", muted(said)))
        number = page_slice(page.total, PER_PAGE, narrowed_to=(text, actor, subject, kind, day)).start // PER_PAGE + 1
        render(events_table(page if number == 1 else page_of(number)))
