"""One initiative: can it go to production, why not yet, and what is the way there."""

import streamlit as st

from readiness.domain.wording import count_text
from readiness.queries.initiative import initiative_view
from readiness.queries.metrics import proposals
from readiness.queries.patterns import patterns_of
from readiness.queries.running_workshops import running_workshops
from readiness.ui.errors import stopping
from readiness.ui.freezing import freeze_button, report_button
from readiness.ui.managing import just_deleted, show_manage
from readiness.ui.maps import criteria_map
from readiness.ui.markup import card, cards, element, link, points, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.pattern_list import warnings_list
from readiness.ui.running_workshops import running_notice
from readiness.ui.scores import show_scores
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.supposing import show_what_if
from readiness.ui.verdict import banner, reasons
from readiness.ui.way import calendar, paths

# Load
if just_deleted():
    st.switch_page("home.py")
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    running = running_workshops(context, initiative)
    patterns = patterns_of(context, initiative)
    asked = proposals(context, initiative)
evaluation = view.evaluation
short_names = {dimension.id: dimension.short_name for dimension in view.framework.dimensions}

# Show
show_top(view, "initiative")
show_outcome()
render(running_notice(running, named=False))
with st.container(horizontal=True, vertical_alignment="bottom", key="rd-answer"):
    render(banner(evaluation))
    with st.container(horizontal=True, width="content"):
        freeze_button(context, initiative)
        report_button(view)
left, right = st.columns([3, 2], gap="large")
with left:
    render(reasons(initiative, evaluation))
with right:
    show_scores(view)

render(
    cards(
        card(
            dimension.name,
            dimension.status,
            f"{dimension.assessed} of {dimension.applicable} assessed"
            + (f", {dimension.total - dimension.applicable} not applicable" * (dimension.applicable < dimension.total)),
            "assess",
            initiative=initiative,
            dimension=dimension.dimension,
        )
        for dimension in evaluation.dimensions
    ),
    section("Criteria"),
    criteria_map(initiative, evaluation.criteria, evaluation.dimensions, short_names),
)

left, right = st.columns(2, gap="medium")
with left:
    render(paths(initiative, view.next_path, view.ready_path))
with right:
    render(calendar(initiative, evaluation, view.upcoming, view.next_review), warnings_list(initiative, patterns))
show_what_if(context, initiative)

if evaluation.warnings or evaluation.confirmed_exceptions or asked:
    render(section("To know beside the verdict"))
    if asked:
        said = f"Metrics propose {count_text(len(asked), 'change')} of ratings: look and decide"
        render(element("p", link(said, "metrics", initiative=initiative)))
    if evaluation.warnings:
        render(points(warning.text for warning in evaluation.warnings))
    if evaluation.confirmed_exceptions:
        render(element("p", element("strong", "Confirmed exceptions")), points(evaluation.confirmed_exceptions))
show_manage(context, view)
