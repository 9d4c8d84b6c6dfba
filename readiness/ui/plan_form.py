"""Making a plan and changing one: a form for a new one, fields that save by themselves for one that exists."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from readiness.commands.plans import add_plan, change_plan
from readiness.context import Context
from readiness.domain.assessment import Plan
from readiness.domain.wording import PLAN_STATUS_WORDS, day_text, number_text
from readiness.errors import Invalid, StaleVersion
from readiness.queries.initiative import InitiativeView
from readiness.signs import STATUSES
from readiness.ui.dates import FIRST_DAY, LAST_DAY
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.markup import visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.plan_list import KINDS
from readiness.ui.saved_field import SavedField

LONGEST_TEXT, LONGEST_LINE = 10_000, 300


def new_plan(context: Context, view: InitiativeView, criterion: str = "") -> None:
    """A form for a new plan; `criterion` is already chosen in it."""
    initiative = view.assessment.initiative.id
    names = _criterion_names(view)
    key = f"rd-new-plan-{initiative}-{criterion}"
    part = fields_of(key)

    def save() -> None:
        given = {name: st.session_state.get(f"{part}-{name}") for name in FIELDS}

        def add() -> object:
            # A plan may still be begun by its criterion alone, but not by nothing at all.
            if not any(given[name] for name in FIELDS if name != "kind"):
                raise Invalid("Say what will be done, or for which criterion. Nothing was saved.", "text")
            return add_plan(
                context,
                initiative,
                kind=given["kind"] or "mitigation",
                criteria=tuple(given["criteria"] or ()),
                text=given["text"] or "",
                owner=given["owner"] or "",
                due=given["due"],
                effort_days=given["effort_days"],
                cost=given["cost"],
                skill=given["skill"] or "",
            )

        if attempt(add, "The plan is saved.", beside=key):
            begin_anew(key)
            _leave()

    with st.form(key, enter_to_submit=False):
        st.segmented_control(
            "Kind",
            list(KINDS),
            default="mitigation",
            key=f"{part}-kind",
            format_func=KINDS.__getitem__,
            required=True,
        )
        st.text_area("What will be done", key=f"{part}-text", max_chars=LONGEST_TEXT, height=90)
        st.multiselect(
            "For which criteria",
            list(names),
            default=[criterion] if criterion in names else [],
            key=f"{part}-criteria",
            format_func=lambda one: visible(names[one]),
            help="One mitigation may cover several criteria. An action need not name any.",
        )
        left, right = st.columns(2)
        with left:
            _owner_box(view, f"{part}-owner", None)
            st.date_input(
                "Due", value=None, key=f"{part}-due", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"
            )
        with right:
            st.number_input("Effort in person-days (optional)", value=None, min_value=0.0, key=f"{part}-effort_days")
            st.number_input("Cost in your currency (optional)", value=None, min_value=0.0, key=f"{part}-cost")
        st.text_input("Skill needed (optional)", key=f"{part}-skill", max_chars=LONGEST_LINE)
        st.caption("A yellow criterion is covered once its mitigation says what, who and by when.")
        st.form_submit_button("Save plan", type="primary", on_click=save)
        show_refusal(key)


FIELDS = ("kind", "criteria", "text", "owner", "due", "effort_days", "cost", "skill")


def _leave() -> None:
    """Take the form or the plan out of the address again."""
    for parameter in ("criterion", "plan"):
        st.query_params.pop(parameter, None)


class _PlanField(SavedField):
    """One field of a plan, compared with what is stored on its own."""

    def __init__(self, context: Context, view: InitiativeView, plan: Plan, name: str) -> None:
        initiative = view.assessment.initiative.id

        def save(value: Any, seen: Any) -> None:
            try:
                change_plan(context, initiative, plan.id, seen=plan.model_copy(update={name: seen}), **{name: value})
            except StaleVersion as conflict:
                theirs = getattr(conflict.theirs, name, None)
                raise StaleVersion(conflict.message, theirs, conflict.by, conflict.at) from conflict

        super().__init__(f"rd-plan-{plan.id}-{name}", getattr(plan, name), save, context.now)


class _Words(_PlanField):
    """A text; a box that was emptied gives None."""

    def entered(self) -> Any:
        return st.session_state[self.key] or ""


class _Several(_PlanField):
    """A choice of several, stored as a tuple in framework order."""

    def __init__(self, context: Context, view: InitiativeView, plan: Plan, name: str) -> None:
        self._order = list(_criterion_names(view))
        super().__init__(context, view, plan, name)

    def shown(self, value: Any) -> None:
        st.session_state[self.key] = list(value)

    def entered(self) -> Any:
        chosen = st.session_state[self.key]
        return tuple(sorted(chosen, key=lambda one: self._order.index(one) if one in self._order else -1))


def edit_plan(context: Context, view: InitiativeView, plan: Plan) -> None:
    """The fields of one plan; each is saved as it is entered."""
    names = _criterion_names(view, plan.criteria)

    status = _PlanField(context, view, plan, "status")
    st.segmented_control(
        "Status",
        list(PLAN_STATUS_WORDS),
        key=status.key,
        format_func=lambda one: PLAN_STATUS_WORDS[one],
        on_change=status.changed,
        required=True,
    )
    status.show_state(lambda one: PLAN_STATUS_WORDS.get(one, str(one)))

    text = _Words(context, view, plan, "text")
    st.text_area(
        "What will be done", key=text.key, value=text.begin, on_change=text.changed, max_chars=LONGEST_TEXT, height=90
    )
    text.show_state()

    criteria = _Several(context, view, plan, "criteria")
    st.multiselect(
        "For which criteria",
        list(names),
        key=criteria.key,
        format_func=lambda one: visible(names.get(str(one), str(one))),
        on_change=criteria.changed,
    )
    criteria.show_state(lambda chosen: ", ".join(names.get(one, one) for one in chosen))

    left, right = st.columns(2)
    with left:
        owner = _Words(context, view, plan, "owner")
        _owner_box(view, owner.key, plan.owner, owner)
        owner.show_state()
        due = _PlanField(context, view, plan, "due")
        st.date_input(
            "Due", key=due.key, on_change=due.changed, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"
        )
        due.show_state(day_text)
    with right:
        for name, label in (("effort_days", "Effort in person-days"), ("cost", "Cost in your currency")):
            sized = _PlanField(context, view, plan, name)
            st.number_input(f"{label} (optional)", key=sized.key, on_change=sized.changed, min_value=0.0)
            sized.show_state(number_text)
    skill = _Words(context, view, plan, "skill")
    st.text_input(
        "Skill needed (optional)", key=skill.key, value=skill.begin, on_change=skill.changed, max_chars=LONGEST_LINE
    )
    skill.show_state()
    kind = _PlanField(context, view, plan, "kind")
    st.segmented_control(
        "Kind", list(KINDS), key=kind.key, format_func=KINDS.__getitem__, on_change=kind.changed, required=True
    )
    kind.show_state(lambda one: KINDS.get(one, str(one)))


def _owner_box(view: InitiativeView, key: str, stored: str | None, field: SavedField | None = None) -> None:
    """The owner: one of the people of the initiative, or anybody else by name."""
    people = [person.name for person in view.assessment.people if not person.left]
    # What is stored or was typed must stand among the choices, or the box would drop it.
    present = st.session_state.get(key)
    options: list[str] = list(dict.fromkeys([*people, *(name for name in (stored, present) if name)]))
    if present == "":
        st.session_state[key] = None
    st.selectbox(
        "Owner",
        options,
        index=None,
        key=key,
        format_func=visible,
        accept_new_options=True,
        placeholder="Choose or type a name",
        on_change=field.changed if field else None,
    )


def _criterion_names(view: InitiativeView, extra: Sequence[str] = ()) -> dict[str, str]:
    """Criterion ids with status sign and name: yellow ones first, since those ask for plans."""
    results = sorted(view.evaluation.criteria, key=lambda result: result.status != "yellow")
    names = {result.criterion: f"{STATUSES[result.status].shape} {result.name}" for result in results}
    return {**names, **{one: one for one in extra if one not in names}}


def close_plan() -> None:
    """Leave the form or the plan that is open."""
    _leave()
