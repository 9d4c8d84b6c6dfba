"""The form never holds a date of launch or plan, or a budget."""

import dataclasses
import re
import types
import typing
from datetime import date, timedelta

from pydantic import BaseModel

from readiness.commands.answers import rate
from readiness.commands.plans import add_plan
from readiness.context import Context
from readiness.queries.assess import AssessView, assess_view
from tests.pages.assess.the_form import (
    PAGE,
    ROLLBACK,
    TODAY,
    VALIDATION,
)
from tests.pages.conftest import OpenPage, acting, words


def parts_of(kind: object, seen: dict[object, set[str]]) -> dict[object, set[str]]:
    """Every type that can be reached from one, with the names of its fields."""
    for argument in typing.get_args(kind):
        parts_of(argument, seen)
    if isinstance(kind, types.GenericAlias | types.UnionType) or kind in seen:
        return seen
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        hints = {name: field.annotation for name, field in kind.model_fields.items()}
    else:
        return seen
    seen[kind] = set(hints)
    for hint in hints.values():
        parts_of(hint, seen)
    return seen


def test_the_query_has_no_field_for_a_date_of_launch_or_plan_or_a_budget() -> None:
    found = parts_of(AssessView, {})
    assert {kind.__name__ for kind in found} >= {"AssessView", "CriterionCard", "Answer", "Evidence"}  # type: ignore[attr-defined]
    names = {f"{kind.__name__}.{name}" for kind, fields in found.items() for name in fields}  # type: ignore[attr-defined]
    telling = re.compile(r"\.(.*_)?(due|launch|deadline|plan|plans|budget|cost|effort|sign_off|sign_offs)(_.*)?$")
    # Whether somebody is paid for the launch date is what independence asks; it is no date.
    assert {name for name in names if telling.search(name)} == {"Person.rewarded_for_launch"}


def test_neither_query_nor_page_tells_a_date_of_a_plan_or_a_budget(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = acting(context, initiative, "Ida")
    for criterion, due in ((ROLLBACK, date(2031, 7, 9)), (VALIDATION, date(2019, 4, 3))):
        rate(ida, initiative, criterion, rating="yellow", seen=None)
        add_plan(
            context,
            initiative,
            criteria=(criterion,),
            text="Secret plan",
            owner="Secret owner",
            due=due,
            cost=98765.4,
            effort_days=4321.5,
        )
    view = assess_view(context, initiative)
    said = words(open_page(PAGE, initiative=initiative, dimension="governance"))
    for told in (repr(view), said):
        for secret in ("2031", "2019", "98765", "98,765", "4321", "4,321", "Secret", "9 Jul", "3 Apr", "4 Apr"):
            assert secret not in told, secret


def test_an_overdue_plan_makes_its_criterion_red_without_saying_since_when(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    rate(acting(context, initiative, "Ida"), initiative, ROLLBACK, rating="yellow", seen=None)
    add_plan(context, initiative, criteria=(ROLLBACK,), text="Plan", owner="Bo", due=TODAY - timedelta(days=2))
    said = words(open_page(PAGE, initiative=initiative, criterion=ROLLBACK))
    assert "■ Red chosen: ▲ Yellow" in said
    assert "A mitigation is overdue. Finish the mitigation" in said
