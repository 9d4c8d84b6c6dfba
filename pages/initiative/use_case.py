"""Who will use the system, for which decision, what that is worth, and how far the demo is from production."""

import streamlit as st

from readiness.commands.initiatives import change_initiative
from readiness.domain.demo_distance import demo_distance
from readiness.domain.use_case import use_case_gaps, use_case_sentence
from readiness.queries.initiative import initiative_view
from readiness.ui.demo_distance import bars_from_demo, distance_sentence, what_it_means
from readiness.ui.errors import stopping
from readiness.ui.markup import heading, render, section
from readiness.ui.saved import show_saved
from readiness.ui.saved_field import SavedField
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top
from readiness.ui.use_case_questions import DEMO, USE_CASE

# Load
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
facts = view.assessment.initiative
bars = demo_distance(facts.demo)
gaps = use_case_gaps(facts.use_case)


# Act
def field(group: str, name: str) -> SavedField:
    """A field that is saved as it is entered."""
    return SavedField(
        f"rd-{group}-{name}-{initiative}",
        getattr(getattr(facts, group), name),
        lambda value, seen: change_initiative(
            context,
            initiative,
            field=f"{group}.{name}",
            value=value if value is not None or group == "demo" else "",
            seen=seen,
        ),
        context.now,
    )


# Show
show_top(view, "use-case")
missing = f"Not said yet: the {' and the '.join(gaps)}. Without it nothing can be ready."
render(heading("What is it for?", missing if gaps else use_case_sentence(facts.use_case)))
show_saved()
with st.container(key="rd-use-case"):
    for question in USE_CASE:
        one = field("use_case", question.field)
        st.text_area(
            question.label,
            key=one.key,
            value=one.begin,
            on_change=one.changed,
            placeholder=question.example,
            height=68,
        )
        one.show_state()

render(section("How far is the demo from production?"))
render(distance_sentence(bars))
render(bars_from_demo(initiative, bars, view.framework), what_it_means(initiative))
render(section("What the demo really showed"))
st.caption("Leave open what nobody knows. What is unknown stays unknown; it never counts as zero.")
for entry, column in zip(bars, [*st.columns(2, gap="large"), *st.columns(2, gap="large")], strict=True):
    with column:
        st.markdown(f"**{entry.name}**")
        st.caption(entry.question)
        for measured in DEMO[entry.id]:
            one = field("demo", measured.field)
            if measured.whole:
                st.number_input(measured.question, min_value=0, step=1, value=None, key=one.key, on_change=one.changed)
            else:
                st.number_input(
                    measured.question,
                    min_value=0.0,
                    step=1.0,
                    format="%g",
                    value=None,
                    key=one.key,
                    on_change=one.changed,
                )
            one.show_state(lambda number: f"{number:g}")
