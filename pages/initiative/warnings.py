"""Warnings: which known ways to fail announce themselves, the fact behind every sign, and what helps."""

import streamlit as st

from readiness.queries.initiative import initiative_view
from readiness.queries.patterns import pattern_view
from readiness.ui.bringing_into_view import bring_followed_into_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import element, heading, link, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.pattern_forms import show_antidotes, show_change_log, show_setting_aside
from readiness.ui.pattern_list import about_weights, pattern_head, patterns_table, signs_table
from readiness.ui.pattern_words import answer
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.views import named

# Load
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    patterns = pattern_view(context, initiative)
opened = patterns.finding(named("pattern")) or patterns.findings[0]

# Show
show_top(view, "warnings")
show_outcome()
render(
    heading("Does it show signs of a known way to fail?", answer(patterns.findings)),
    section("Known ways to fail"),
    patterns_table(initiative, patterns, opened.pattern_id),
)
with shown():
    with st.container(key="rd-pattern-opened"):
        render(pattern_head(opened, patterns))
    if named("pattern"):
        bring_followed_into_view("rd-pattern-opened")
    render(signs_table(initiative, opened, view.framework, patterns.today))
    show_antidotes(context, view.assessment, opened)
    if opened.pattern_id == "set_and_forget":
        show_change_log(context, initiative, patterns.rollout.changes, patterns.today)
    show_setting_aside(context, initiative, opened, patterns.today)
demo = link("How far the demo is from production", "use-case", initiative=initiative)
render(about_weights(), element("p", demo, " stands with the use case."))
