"""Snapshots: freeze, list, take reports away, hand on by link, compare two, and begin a new round."""

import streamlit as st

from readiness.commands.initiatives import start_round
from readiness.queries.initiative import initiative_view
from readiness.queries.snapshots import snapshot_document
from readiness.ui.errors import shown, stopping
from readiness.ui.freezing import freeze_button
from readiness.ui.markup import element, heading, prose, render, section
from readiness.ui.outcome import doing, show_outcome
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.share_links import share_links_part
from readiness.ui.snapshots import (
    NOW,
    answer,
    comparison,
    one_snapshot,
    pdf_notes,
    pdf_warning,
    side,
    sides,
    snapshot_table,
)
from readiness.ui.views import choice_box, named

with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)

show_top(view, "snapshots")
show_outcome()
with st.container(horizontal=True, horizontal_alignment="distribute", key="rd-answer"):
    render(heading("What has been recorded, and what changed?", answer(view)))
    freeze_button(context, initiative)
latest = view.previous
if latest is None:
    with shown():
        share_links_part(context, initiative, ())
    st.stop()

with shown():
    now = view.assessment.initiative
    frozen_round = snapshot_document(context, initiative, latest.number).assessment.initiative.round
    if frozen_round == now.round:
        with st.container(horizontal=True, vertical_alignment="center", key="rd-new-round"):
            render(
                element(
                    "p",
                    f"Round {now.round} is frozen in snapshot {latest.number}. A new round keeps every rating and "
                    "marks it as not re-checked until somebody confirms it.",
                    class_="rd-prose",
                )
            )
            st.button(
                f"Start round {now.round + 1}",
                key="rd-start-round",
                on_click=doing(
                    lambda: start_round(context, initiative),
                    lambda number: f"Round {number} has begun: every rating waits to be re-checked.",
                ),
            )
    render(section("All snapshots"), snapshot_table(initiative, view.snapshots))

with shown():
    asked = named("number")
    chosen = next((one for one in view.snapshots if str(one.number) == asked), None)
    if asked and chosen is None:
        st.warning("There is no snapshot with this number. The latest is shown.")
    chosen = chosen or latest
    document = snapshot_document(context, initiative, chosen.number)
    render(one_snapshot(initiative, chosen, document))
    beside = st.container()

with shown():
    share_links_part(context, initiative, view.snapshots)

with shown():
    render(section("Compare"))
    names = sides(view)
    later = str(latest.number) if len(view.snapshots) > 1 else NOW
    earlier = str(view.snapshots[-2].number if len(view.snapshots) > 1 else latest.number)
    with st.container(horizontal=True):
        first = choice_box("From", "from", names, default=earlier)
        second = choice_box("To", "to", names, default=later)
    if first == second:
        render(prose("These are the same. Choose two different ones."))
    else:
        render(comparison(initiative, side(context, view, first, names), side(context, view, second, names)))

with shown(), beside:  # last, since a first look at a PDF takes a moment
    render(pdf_warning(pdf_notes(chosen.sha256, document)))
