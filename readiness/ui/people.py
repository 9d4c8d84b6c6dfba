"""The people of an initiative: what they declared, who is independent and why not, and the fields to say so."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from readiness.commands.people import add_person, change_person
from readiness.context import Context
from readiness.domain.assessment import Person
from readiness.domain.independence import is_independent
from readiness.domain.wording import count_text
from readiness.errors import Conflict
from readiness.ui.errors import plain
from readiness.ui.markup import Column, Html, Piece, element, join, table
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.saved_field import SavedField
from readiness.ui.session import pick

DECLARATIONS: tuple[tuple[str, str, str], ...] = (
    ("builder", "Works on, owns or manages the delivery?", "works on, owns or manages the delivery"),
    ("reports_to_delivery", "Reports to the delivery manager?", "reports to the delivery manager"),
    ("rewarded_for_launch", "Is rewarded for the launch date?", "is rewarded for the launch date"),
)
"""Field, question, what a yes says."""

WORDS: dict[bool | None, str | None] = {True: "yes", False: "no", None: None}
VALUES: dict[str | None, bool | None] = {"yes": True, "no": False, None: None}
_LABELS = {"yes": "Yes", "no": "No"}


def answer(people: Sequence[Person]) -> str:
    """The page's answer: who is independent, and what follows where nobody is."""
    present = [person for person in people if not person.left]
    if not present:
        return "Nobody is entered yet. Enter at least one person, so that ratings have a name."
    independent = [person.name for person in present if is_independent(person)]
    sentence = f"{count_text(len(present), 'person', 'people')}. "
    if independent:
        sentence += f"Independent: {', '.join(independent)}."
    else:
        sentence += "Nobody is independent yet, so every green counts as yellow until somebody independent confirms it."
    if not any(person.executive for person in present):
        sentence += " No executive is named, so nobody could sign."
    return sentence


def independence(person: Person) -> str:
    """Whether a person is independent and, where not, why not, in words."""
    if is_independent(person):
        return "Independent"
    yes = [said for field, _, said in DECLARATIONS if getattr(person, field) is True]
    if yes:
        return f"Not independent: {' and '.join(yes)}"
    unsaid = sum(getattr(person, field) is None for field, *_ in DECLARATIONS)
    return f"Not independent: {unsaid} of {len(DECLARATIONS)} answers undeclared"


def people_table(people: Sequence[Person]) -> Html:
    """Everybody with role and declarations; who has left stands last."""
    columns: list[Column | str] = [
        "Name",
        "Role",
        "Independence",
        *("Delivery", "Reports to it", "Rewarded for launch"),
    ]
    rows: list[list[Piece]] = []
    for person in sorted(people, key=lambda entry: entry.left):
        marks = [word for there, word in ((person.executive, "executive"), (person.user_side, "user side")) if there]
        marks += ["has left"] if person.left else []
        under = element("span", ", ".join(marks), class_="rd-under") if marks else None
        rows.append(
            [
                join((person.name, under)),
                person.role,
                independence(person),
                *(_said(getattr(person, field)) for field, *_ in DECLARATIONS),
            ]
        )
    return element("div", table(columns, rows, caption="People of this initiative"), class_="rd-people")


def _said(declared: bool | None) -> str:
    return {True: "Yes", False: "No", None: "Undeclared"}[declared]


# Change ---------------------------------------------------------------------------------------------------------------


def show_person(context: Context, initiative: str, person: Person) -> None:
    """The fields of one person, opened on demand; each is saved as it is entered."""
    label = f"Change {plain(person.name)}" + (" (has left)" if person.left else "")
    opened = st.expander(label, key=f"rd-person-{person.id}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        left, right = st.columns(2, gap="medium")
        with left:
            name = _field(context, initiative, person, "name")
            st.text_input("Name", key=name.key, value=name.begin, on_change=name.changed, max_chars=200)
            name.show_state()
            role = _field(context, initiative, person, "role")
            st.text_input("Role", key=role.key, value=role.begin, on_change=role.changed, max_chars=300)
            role.show_state()
            for field, question in (
                ("executive", "Executive who may sign"),
                ("user_side", "Speaks for the users"),
                ("left", "Has left the initiative"),
            ):
                mark = _field(context, initiative, person, field)
                st.checkbox(question, key=mark.key, on_change=mark.changed)
                mark.show_state(lambda value: "yes" if value else "no")
        with right:
            for field, question, *_ in DECLARATIONS:
                declared = _field(context, initiative, person, field)
                st.segmented_control(
                    question,
                    list(_LABELS),
                    format_func=_LABELS.__getitem__,
                    key=declared.key,
                    on_change=declared.changed,
                )
                declared.show_state(lambda value: _LABELS[value])
            st.caption("Nothing chosen means undeclared; undeclared is not independent.")


def _field(context: Context, initiative: str, person: Person, field: str) -> SavedField:
    declared = any(field == name for name, *_ in DECLARATIONS)

    def save(value: Any, seen: Any) -> None:
        if declared:
            value, seen = VALUES[value], VALUES[seen]
        as_seen = person.model_copy(update={field: seen})
        try:
            change_person(context, initiative, person.id, seen=as_seen, **{field: value})
        except Conflict as conflict:
            theirs = getattr(conflict.theirs, field, None)
            raise type(conflict)(
                conflict.message, WORDS[theirs] if declared else theirs, by=conflict.by, at=conflict.at
            ) from conflict

    stored = getattr(person, field)
    return SavedField(f"rd-person-{person.id}-{field}", WORDS[stored] if declared else stored, save, context.now)


# Add ------------------------------------------------------------------------------------------------------------------


def show_adding(context: Context, initiative: str, *, offer_me: bool) -> None:
    """The form for one more person. `offer_me` asks whether it is who sits at the keyboard."""
    state, keys = st.session_state, _keys(initiative)

    def act() -> None:
        values: dict[str, Any] = {field: state.get(key) for field, key in keys.items()}
        me = bool(values.pop("me", False))
        values |= {field: VALUES[values[field]] for field, *_ in DECLARATIONS}
        name = values["name"] = str(values.get("name") or "")
        added: list[str] = []
        if not attempt(
            lambda: added.append(add_person(context, initiative, **values)),
            f"{name.strip()} is entered.",
            beside=f"add-{initiative}",
        ):
            return
        # Set, not forgotten: the browser keeps what is typed in a field that stands on, until it is told a new value.
        for field, key in keys.items():
            state[key] = _BLANK.get(field)
        if me:
            pick(initiative, Person(id=added[0], name=name.strip()))

    with st.form(f"rd-add-person-{initiative}", border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="medium")
        with left:
            st.text_input("Name", key=keys["name"], max_chars=200)
            st.text_input("Role", key=keys["role"], max_chars=300, placeholder="Internal audit, claims handler, …")
            st.checkbox("Executive who may sign", key=keys["executive"])
            st.checkbox("Speaks for the users", key=keys["user_side"])
            if offer_me:
                st.checkbox("This is me: I am at the keyboard", key=keys["me"])
        with right:
            for field, question, *_ in DECLARATIONS:
                st.segmented_control(question, list(_LABELS), format_func=_LABELS.__getitem__, key=keys[field])
            st.caption("Nothing chosen means undeclared; undeclared is not independent.")
        st.form_submit_button("Add this person", type="primary", on_click=act)
        show_refusal(f"add-{initiative}")


_BLANK = {"name": "", "role": "", "executive": False, "user_side": False, "me": False}
"""What an untouched field of the form holds; the declarations hold nothing."""


def _keys(initiative: str) -> dict[str, str]:
    fields = ("name", "role", "executive", "user_side", "me", *(field for field, *_ in DECLARATIONS))
    return {field: f"rd-add-{initiative}-{field}" for field in fields}
