"""Stress tests: what was tried to break it, what that found, what is planned, and what to try next."""

import streamlit as st

from readiness.domain.stress_plan import KIND_WORDS
from readiness.queries.initiative import initiative_view
from readiness.queries.stress_tests import SORTS, stress_test_view
from readiness.ui.bringing_into_view import bring_followed_into_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import element, heading, join, link, muted, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.paging import page_slice, search_box
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.stress_test_forms import drop_form, leave, plan_form, question_form, repair_form, run_form
from readiness.ui.stress_tests import (
    VIEWS,
    answer,
    dimensions_table,
    failing_list,
    offers_table,
    planned_table,
    run_facts,
    runs_table,
)
from readiness.ui.views import choice_box, named, view_row

PER_PAGE = 20

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    sort = named("sort") if named("sort") in SORTS else "day"
    descending = named("order") != "asc"
    tests = stress_test_view(context, view, sort=sort, descending=descending)

show = named("show") if named("show") in VIEWS else "next"
new, criterion = named("new"), named("criterion")
planned = next((one for one in tests.planned if one.id == named("planned")), None)
proposed = next(
    (o.test for o in tests.offers if o.criterion.id == criterion and o.test.name == named("proposal")), None
)
opened = next((one for one in view.assessment.stress_tests if one.id == named("test")), None)

show_top(view, "stress-tests")
show_outcome()
render(heading("Does it hold when somebody tries to break it?", answer(tests)))

with shown():
    if opened is not None:
        with st.container(border=True, key="rd-stress-open"):
            render(section(opened.name), run_facts(initiative, opened, view.framework, tests))
            if opened.outcome == "failed":
                repair_form(context, view, opened)
            st.button("Close", key="rd-stress-close", on_click=leave)
        bring_followed_into_view("rd-stress-open")
    elif new in ("plan", "run"):
        with st.container(key="rd-stress-new"):
            render(section("Plan a stress test" if new == "plan" else "Record a run"))
            if new == "plan":
                plan_form(context, view, proposed, criterion)
            elif named("planned") and planned is None:
                st.warning("This planned test was run or dropped meanwhile. Nothing is open under this address.")
            else:
                run_form(context, view, proposed, criterion, planned)
                if planned is not None:
                    drop_form(context, initiative, planned)
            st.button("Cancel", key="rd-stress-cancel", on_click=leave)
        bring_followed_into_view("rd-stress-new")
    elif named("test"):
        st.warning("There is no such stress test on this initiative.")

    if tests.asks_back:
        question_form(context, initiative, len(tests.runs))
    render(failing_list(initiative, tests, view.framework))
    render(section("By dimension"), dimensions_table(initiative, tests))

    ways = (
        link("Plan a test of your own", "stress-tests", initiative=initiative, new="plan"),
        link("Record a run", "stress-tests", initiative=initiative, new="run"),
    )
    counts = {"next": len(tests.offers), "planned": len(tests.planned), "runs": len(tests.runs)}
    counted = {name: f"{words} {counts[name]}" for name, words in VIEWS.items()}
    render(
        section("Tests"),
        element("p", join(ways, muted(" · "))),
        view_row("stress-tests", counted, show, label="Which tests", parameter="show", initiative=initiative),
    )
    search = search_box("Search in tests").casefold() if counts[show] > PER_PAGE else ""
    if show == "planned":
        kept = [one for one in tests.planned if search in f"{one.name} {one.expected} {one.owner}".casefold()]
        render(
            planned_table(
                initiative, kept[page_slice(len(kept), PER_PAGE, narrowed_to=search)], view.framework, tests, search
            )
        )
    elif show == "runs":
        parameters = {"initiative": initiative, "show": "runs"}
        runs = [one for one in tests.runs if search in f"{one.name} {one.finding}".casefold()]
        render(
            runs_table(
                initiative,
                runs[page_slice(len(runs), PER_PAGE, narrowed_to=search)],
                view.framework,
                tests,
                sort=sort,
                descending=descending,
                parameters=parameters,
                search=search,
            )
        )
    else:
        left, right = st.columns(2)
        with left:
            names = {"": "All dimensions"} | {one.id: one.name for one in view.framework.dimensions}
            dimension = choice_box("Dimension", "dimension", names)
        with right:
            kinds = {"": "All kinds"} | {kind: words for kind, words in KIND_WORDS.items() if kind}
            kind = choice_box("Kind", "kind", kinds)
        offers = [
            offer
            for offer in tests.offers
            if (not dimension or offer.criterion.dimension == dimension)
            and (not kind or offer.test.kind == kind)
            and search in f"{offer.criterion.name} {offer.test.name} {offer.test.expected}".casefold()
        ]
        part = page_slice(len(offers), PER_PAGE, narrowed_to=(search, dimension, kind))
        render(offers_table(initiative, offers[part], tests))
