"""A page with every shared piece on it, for the browser tests; it is no part of the program."""

from datetime import UTC, datetime

import streamlit as st

from readiness.errors import Invalid
from readiness.signs import STATUSES, VERDICTS
from readiness.ui import markup as m
from readiness.ui.errors import plain, shown
from readiness.ui.going import follow_links
from readiness.ui.hotkeys import hotkeys, hotkeys_switch
from readiness.ui.paging import page_slice, search_box
from readiness.ui.saved import mark_saved, show_saved
from readiness.ui.sections import initiative_top
from readiness.ui.style import apply_style

HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1)) :red[red] $x^2$ \u202eabc"


def first() -> None:
    pressed = st.session_state.setdefault("pressed", [])
    st.session_state.setdefault("visits", 0)
    st.session_state["visits"] += 1

    def on_press(key: str) -> None:
        pressed.append(key)
        mark_saved(datetime(2026, 11, 22, 10, 42, tzinfo=UTC))

    hotkeys({"1": "Red", "2": "Yellow", "3": "Green", "n": "Next criterion"}, on_press, focus={"/": "q"})
    initiative_top(
        "claims",
        "assess",
        "Claims triage assistant " + HOSTILE,
        verdict="blocked",
        state=("Shadow", "framework 2026.1", "at the keyboard: Ana (not signed in)"),
        next_step=m.join(("answer 3 criteria in ", m.link("Governance", "second", dimension="governance"))),
    )
    m.render(m.heading("Can it go to production?", "Not yet: 2 criteria block it, 3 more are unproven."))
    search_box("Search")
    st.text(f"pressed: {' '.join(pressed) or 'nothing'}")
    st.text(f"visits: {st.session_state['visits']}")
    show_saved()
    hotkeys_switch()
    with shown():
        raise Invalid("The date " + HOSTILE + " lies in the future.", "date", ["row 2: date: " + HOSTILE])
    st.markdown("As typed: " + plain(HOSTILE))
    st.caption("A caption of Streamlit.")
    left, right = st.columns(2)
    left.button("Freeze snapshot", type="primary")
    right.button("Report")
    st.segmented_control("Show", ["Open", "Red", "Expiring"], default="Red", key="show")
    m.render(m.section("Dimensions"))
    cards = zip(("Data", "Integration", "Governance", "Operations", "Organization"), STATUSES, strict=True)
    m.render(m.cards(m.card(name, status, "3 of 5 assessed", "second", dimension=name) for name, status in cards))
    m.render(m.section("Verdicts"))
    m.render(m.points((m.join((m.verdict_chip(verdict), " ", HOSTILE)) for verdict in VERDICTS), ordered=True))
    m.render(m.section("Criteria"))
    rows = [(f"Criterion {n} {HOSTILE}", m.chip(status, "3 of 5"), n * 1000) for n, status in enumerate(STATUSES)]
    columns = [m.Column("Criterion", sort="name"), "Status", m.Column("Effort", align="right", sort="effort")]
    m.render(m.table(columns, rows, caption="Criteria of this dimension", page="second", sorted_by="name"))
    grid = [("Claims triage", *(m.chip(status, short=True) for status in STATUSES))]
    m.render(m.table(["Initiative", "D", "I", "G", "O", "P"], grid, caption="Initiatives by dimension", stacked=False))
    m.render(m.facts([("Owner", HOSTILE), ("Source", m.foreign_link("a paper", "https://example.org/x"))]))
    m.render(m.facts([("Bad link", m.foreign_link("not a link", "javascript:alert(1)"))]))
    m.render(m.bar("Curated data", 0.35, "35 % unfiltered"), m.bar("No integration", None, "not measured"))
    m.render(m.prose("A paragraph of running text. " * 12), m.empty("Nothing yet.", m.link("Begin", "second")))
    st.text(f"rows {page_slice(60)}")


def second() -> None:
    st.session_state.setdefault("visits", 0)
    m.render(m.heading("Second page", f"visits before: {st.session_state['visits']}"))
    st.text(f"dimension: {st.query_params.get('dimension', 'none')}")
    if st.button("Break"):
        raise RuntimeError("a secret of the server")


pages = {"": st.Page(first, default=True, title="Pieces"), "second": st.Page(second, url_path="second", title="Second")}
st.set_page_config(page_title="Pieces", layout="wide")
apply_style()
page = st.navigation(list(pages.values()), position="top")
follow_links(pages)
page.run()
