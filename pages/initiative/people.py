"""The people of an initiative, their independence, and who is at the keyboard."""

from readiness.queries.initiative import initiative_view
from readiness.ui.errors import stopping
from readiness.ui.markup import heading, link, prose, render, section
from readiness.ui.outcome import show_outcome
from readiness.ui.people import answer, people_table, show_adding, show_person
from readiness.ui.saved import show_saved
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top, show_who_list

# Load
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
people = view.assessment.people

# Show
show_top(view, "people")
show_outcome()
render(heading("Who is involved, and who is independent?", answer(people)))
if people:
    render(people_table(people))
    show_saved()
    for person in people:
        show_person(context, initiative, person)
    render(section("Who is at the keyboard?"))
    show_who_list(initiative, people, key="list", label_visibility="collapsed")
render(section("Add a person"))
show_adding(context, initiative, offer_me=context.actor.id is None)
render(
    section("Why it is asked"),
    prose(
        "Green counts only when somebody independent chose or confirmed it: somebody who does not work on the "
        "delivery, does not report to the delivery manager and is not rewarded for the launch date. A green by "
        "others counts as self-assessed, which is yellow at most. Whoever approves may not be a builder either.",
    ),
)
if people:
    render(link("Go on to the assessment", "assess", initiative=initiative))
