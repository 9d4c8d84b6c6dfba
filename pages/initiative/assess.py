"""The criteria of one dimension at a time, answered with evidence."""

import streamlit as st

from readiness.ui.assess_keys import assess_keys
from readiness.ui.assess_progress import go_to, show_progress
from readiness.ui.criterion import current_criterion, make_current, page_drawn, read_form, settle
from readiness.ui.criterion_card import criterion_card
from readiness.ui.criterion_filter import ALL, wanted
from readiness.ui.errors import plain, stopping
from readiness.ui.filter_row import filter_row, show_all
from readiness.ui.hotkeys import hotkeys_switch
from readiness.ui.markup import element, empty, join, link, render
from readiness.ui.sections import initiative_id, initiative_top
from readiness.ui.session import show_who
from readiness.ui.views import named

# Load
with stopping():
    initiative = initiative_id()
    view = read_form(initiative)

# Decide
settle()
asked_dimension, asked_criterion = named("dimension"), named("criterion")
asked = view.card(asked_criterion) if asked_criterion else None
known = [progress.dimension.id for progress in view.dimensions]
open_first = next((p.dimension.id for p in view.dimensions if p.answered < p.total), known[0])
dimension = asked.criterion.dimension if asked else asked_dimension if asked_dimension in known else open_first

# Show
example = element("strong", f"Example: {view.example}") if view.example else None
initiative_top(
    initiative,
    "assess",
    view.name,
    state=(f"framework {view.framework_version}", view.profile_name, example),
    beside=lambda: show_who(initiative, view.people),
)
if asked_criterion and asked is None:
    st.warning(plain(f"There is no criterion “{asked_criterion}” in framework {view.framework_version}."))
elif asked_dimension and asked_dimension not in known:
    st.warning(plain(f"There is no dimension “{asked_dimension}” in framework {view.framework_version}."))
progress = st.container(key="rd-assess-head")
with st.container(horizontal=True, vertical_alignment="bottom", key="rd-assess-filter"):
    chosen, words = filter_row()
    hotkeys_switch()

narrowed = chosen != ALL or bool(words)
found = {name: sum(wanted(card, chosen, words) for card in view.cards_of(name)) for name in known}
shown = [card.criterion.id for card in view.cards_of(dimension) if wanted(card, chosen, words)]
linked = (initiative, asked.criterion.id) if asked else None
if linked and st.session_state.get("assess-linked") != linked:
    make_current(*linked)
    go_to()
st.session_state["assess-linked"] = linked
if current_criterion(initiative) not in shown and shown:
    make_current(initiative, shown[0])

with progress:
    show_progress(initiative, dimension, found if narrowed else None)
for card in view.cards_of(dimension):
    if card.criterion.id in shown:
        criterion_card(view, card)
if not shown:
    elsewhere = [
        link(
            f"{p.dimension.short_name} ({found[p.dimension.id]})",
            "assess",
            initiative=initiative,
            dimension=p.dimension.id,
        )
        for p in view.dimensions
        if found[p.dimension.id]
    ]
    render(empty("Nothing here passes the filter." + (" Elsewhere:" if elsewhere else ""), *elsewhere))
    st.button("Show all criteria", on_click=show_all)
following = known[(known.index(dimension) + 1) % len(known)]
name = next(p.dimension.name for p in view.dimensions if p.dimension.id == following)
render(element("p", join(("Next dimension: ", link(name, "assess", initiative=initiative, dimension=following)))))
page_drawn()
assess_keys(initiative, tuple(shown), tuple(card.criterion.id for card in view.cards))
