"""Public cases, coded by hindsight from the public record: a library to learn from, never an audit."""

import streamlit as st

from readiness.errors import NotFound
from readiness.ui.cases import (
    DISCLAIMER,
    OUTCOMES,
    case_answer,
    case_text,
    cases_table,
    fitting,
    gap,
    outcome_words,
    pattern_name,
    scored_cases,
)
from readiness.ui.errors import stopping
from readiness.ui.markup import element, empty, heading, link, render
from readiness.ui.paging import search_box
from readiness.ui.session import current_context
from readiness.ui.views import choice_box, named

with stopping():
    frameworks = current_context().frameworks
    framework = frameworks.get(frameworks.default)
    every = scored_cases(framework, frameworks.hash_of(frameworks.default))
    asked = named("case")
    chosen = next((one for one in every if one.case.id == asked), None)
    if asked and chosen is None:
        raise NotFound("There is no case at this address. Choose Cases at the top for all of them.")

disclaimer = element("p", DISCLAIMER, class_="rd-aside", role="note")
if chosen is not None:
    render(
        element("p", link("All cases", "cases")),
        heading(chosen.case.name, case_answer(chosen, framework)),
        disclaimer,
        case_text(chosen, framework),
    )
    st.stop()

troubled = sum(one.case.outcome != "succeeded" for one in every)
render(
    heading(
        "What happened elsewhere?",
        f"{len(every)} public AI deployments: {troubled} that failed, struggled or were stopped, "
        f"{len(every) - troubled} that succeeded.",
    ),
    disclaimer,
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    search = search_box("Search cases")
    outcomes = [known for known in OUTCOMES if any(one.case.outcome == known for one in every)]
    outcome = choice_box("Ended", "outcome", {"": "Any way", **{one: outcome_words(one) for one in outcomes}})
    domains = sorted({one.case.domain for one in every})
    domain = choice_box("Field", "field", {"": "Any field", **{one: one for one in domains}})
    patterns = sorted({pattern for one in every for pattern in one.case.patterns_expected})
    names = {
        "": "Any pattern",
        **{one: pattern_name(framework, one) for one in patterns},
        "none": "No pattern expected",
    }
    pattern = choice_box("Pattern expected", "pattern", names)

found = fitting(every, search=search, outcome=outcome, domain=domain, pattern=pattern)
if found:
    render(cases_table(framework, found))
else:
    render(empty("No case fits.", link("Show all cases", "cases")))
render(gap(framework))
