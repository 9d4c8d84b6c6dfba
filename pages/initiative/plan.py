"""Mitigations and actions: what still needs a plan, who does what by when, and what all of it takes."""

import streamlit as st

from readiness.queries.initiative import initiative_view
from readiness.queries.plans import SORTS, plan_list
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import download, element, empty, heading, join, link, muted, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.plan_form import close_plan, edit_plan, new_plan
from readiness.ui.plan_list import FILTERS, answer, efforts_table, plan_facts, plans_table, unplanned
from readiness.ui.saved import show_saved
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.views import named, view_row

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)

show = named("show") if named("show") in FILTERS else "open"
sort = named("sort") if named("sort") in SORTS else "due"
descending = named("order") == "desc"
plans = plan_list(view, show=show, sort=sort, descending=descending)
criterion = named("criterion") if view.framework.criterion(named("criterion")) else ""
covering = next((plan for plan in view.assessment.mitigations_of(criterion) if plan.is_open), None)
wanted = named("plan") or (covering.id if covering else "")
opened = next((plan for plan in view.assessment.plans if plan.id == wanted), None)

show_top(view, "plan")
show_outcome()
render(heading("What is being done about it?", answer(plans)))

with shown():
    if opened is not None:
        with st.container(border=True, key="rd-plan-open"):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                render(section("One plan"))
                show_saved()
                st.button("Close", key="rd-plan-close", on_click=close_plan)
            edit_plan(context, view, opened)
            render(plan_facts(opened, view))
    elif wanted == "new" or criterion:
        with st.container(key="rd-plan-new"):
            render(section("A new plan"))
            new_plan(context, view, criterion)
            st.button("Cancel", key="rd-plan-cancel", on_click=close_plan)
    elif wanted:
        st.warning("There is no such plan on this initiative. It may have been removed.")

    render(unplanned(initiative, view, plans))
    if not view.assessment.plans:
        if opened is None and wanted != "new" and not criterion:
            sentence = "No plan yet. A mitigation says what will be done about a yellow criterion, by whom and by when."
            render(empty(sentence, link("Add the first one", "plan", initiative=initiative, plan="new")))
        st.stop()

    kept = {"initiative": initiative, "sort": named("sort") or None, "order": named("order") or None}
    counted = {name: f"{words} {plans.counts[name]}" for name, words in FILTERS.items()}
    ways = (
        link("Add a plan", "plan", initiative=initiative, plan="new"),
        download("All as CSV for an issue tracker", f"download/{initiative}/plans.csv"),
    )
    render(
        section("Mitigations and actions"),
        element("p", join(ways, muted(" · "))),
        view_row("plan", counted, show, label="Which plans", parameter="show", **kept),
    )
    if plans.rows:
        parameters = {"initiative": initiative, "show": show}
        render(plans_table(initiative, view.evaluation, plans, sort=sort, descending=descending, parameters=parameters))
    else:
        render(empty(f"Nothing is {FILTERS[show].lower()}." if show != "all" else "Nothing here."))
    render(efforts_table(plans))
