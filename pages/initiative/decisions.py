"""The decision log: how far human and AI agree, how often it errs, what reviews found, and how many cases it takes."""

import streamlit as st

from readiness.queries.decision_view import decision_view, log_page, named_decisions
from readiness.queries.decisions import cases_to_judge, plan_states, sample_states
from readiness.queries.initiative import initiative_view
from readiness.ui.decision_import import import_log
from readiness.ui.decision_log import (
    ONLY,
    VIEWS,
    answer,
    figures_table,
    latest_first,
    log_table,
    plans_table,
    sample_facts,
    samples_table,
    sources_line,
)
from readiness.ui.decision_reviews import calculator, critical_form, draw_form, judging, plan_form, plans_by_id
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import element, empty, heading, link, muted, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.paging import page_slice
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.views import choice_box, named, view_row

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    rollout = context.store.load_rollout(initiative)
    entered = max((move.day for move in rollout.moves if move.kind != "stop"), default=None)
    since = entered if named("since") == "phase" else None
    with st.spinner("Counting the decisions"):  # a second or more where there are hundreds of thousands
        decisions = decision_view(context, initiative, since)

show = named("show") if named("show") in VIEWS else "figures"
show_top(view, "decisions")
show_outcome()
render(heading("Does it decide as well as people do?", answer(decisions)))

with shown():
    render(view_row("decisions", VIEWS, show, label="Parts", parameter="show", initiative=initiative))
    if show == "import":
        import_log(context, initiative)
    elif show == "plans":
        states = plan_states(context, initiative)
        calculator()
        render(section("Declared plans"), plans_table(initiative, states))
        with st.expander("Declare a plan"):
            plan_form(context, initiative)
    elif not decisions.sources:
        render(
            empty(
                "No decision log yet. In shadow, log each case with what the human and what the AI decided.",
                link("Read a log in", "decisions", initiative=initiative, show="import"),
            )
        )
    elif show == "figures":
        if entered is not None:
            spans = {"": "The whole log", "phase": "Since the latest phase began"}
            choice_box("Which decisions", "since", spans)
        render(element("p", sources_line(decisions)), figures_table(decisions))
        critical_form(context, initiative, rollout.critical_pairs, named_decisions(context, initiative))
    elif show == "log":
        only = choice_box("Which decisions", "only", ONLY)
        total = log_page(context, initiative, only=only, page=1).total
        part = page_slice(total, 50, narrowed_to=only)
        page = log_page(context, initiative, only=only, page=part.start // 50 + 1)
        render(element("p", muted(latest_first(total))), log_table(initiative, page))
    else:
        samples, plans = sample_states(context, initiative), plan_states(context, initiative)
        opened = next((one for one in samples if one.sample.id == named("sample")), None)
        if opened is not None:
            render(
                section("Judge blind"),
                element("p", sample_facts(opened)),
                element("p", link("All samples", "decisions", initiative=initiative, show="samples")),
            )
            judging(context, initiative, opened, cases_to_judge(context, initiative, opened.sample.id))
        else:
            if named("sample"):
                st.warning("There is no such sample on this initiative.")
            render(section("Drawn samples"), samples_table(initiative, samples, plans_by_id(plans)))
            render(section("Draw a sample"))
            draw_form(context, initiative, plans)
