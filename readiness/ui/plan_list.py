"""Mitigations and actions as text to read: what has no plan yet, the list, and what all of it takes."""

from collections.abc import Mapping
from datetime import date

from readiness.domain.assessment import Plan
from readiness.domain.effort import Effort
from readiness.domain.evaluation import Evaluation
from readiness.domain.wording import PLAN_STATUS_WORDS, count_text, number_text
from readiness.queries.initiative import InitiativeView
from readiness.queries.plans import PlanList, PlanRow
from readiness.ui.dates import day_and_distance
from readiness.ui.markup import Column, Html, Piece, chip, element, facts, join, link, muted, points, section, table

FILTERS = {"open": "Open", "overdue": "Overdue", "done": "Done or dropped", "all": "All"}
KINDS = {"mitigation": "Mitigation", "action": "Action"}


def answer(plans: PlanList) -> str:
    """Where the plans stand, in a sentence."""
    unplanned, overdue, still = len(plans.unplanned), plans.counts["overdue"], plans.counts["open"]
    if not plans.counts["all"] and not unplanned:
        return "Nothing is planned, and nothing asks for a plan now."
    said = []
    if unplanned:
        said.append(f"{count_text(unplanned, 'yellow criterion', 'yellow criteria')} still without a complete plan")
    said.append(_still_open(still, overdue))
    sentence = "; ".join(said)
    return sentence[:1].upper() + sentence[1:] + "."


def _still_open(plans: int, overdue: int) -> str:
    if plans < 2:
        return "no plan is open" if not plans else "1 plan is open" + (" and overdue" if overdue else "")
    return f"{plans:,} plans are open, {f'{overdue:,} of them' if overdue else 'none'} overdue"


def unplanned(initiative: str, view: InitiativeView, plans: PlanList) -> Html:
    """The yellow criteria that no complete mitigation covers, each with the link to plan one."""
    if not plans.unplanned:
        return Html("")
    rows = []
    for result in plans.unplanned:
        begun = [p for p in view.assessment.mitigations_of(result.criterion) if p.is_open and not p.is_complete]
        way: Piece = link("Plan it", "plan", initiative=initiative, criterion=result.criterion)
        if begun:
            way = link("Complete the plan", "plan", initiative=initiative, plan=begun[0].id)
        why = "; ".join(adjustment.text for adjustment in result.adjustments) or _level_words(view, result.criterion)
        rows.append((link(result.name, "assess", initiative=initiative, criterion=result.criterion), why, way))
    title = join((chip("yellow"), " without a plan"))
    titles = ["Criterion", "Why it is yellow", "Next"]
    return join((section(title), table(titles, rows, caption="Yellow without a plan")))


def _level_words(view: InitiativeView, criterion_id: str) -> str:
    criterion = view.framework.criterion(criterion_id)
    return criterion.yellow if criterion else ""


def plans_table(
    initiative: str,
    evaluation: Evaluation,
    plans: PlanList,
    *,
    sort: str,
    descending: bool,
    parameters: Mapping[str, str | int | None],
) -> Html:
    """The list itself; its titles sort it, each text opens its plan."""
    columns = [
        Column("What", sort="text"),
        Column("For"),
        Column("Owner", sort="owner"),
        Column("Due", sort="due"),
        Column("Status", sort="status"),
        Column("Person-days", align="right", sort="effort"),
        Column("Cost", align="right", sort="cost"),
    ]
    rows = [_row(initiative, evaluation, row) for row in plans.rows]
    return table(
        columns,
        rows,
        caption="Mitigations and actions",
        page="plan",
        sorted_by=sort,
        descending=descending,
        parameters=parameters,
    )


def _row(initiative: str, evaluation: Evaluation, row: PlanRow) -> tuple[Piece, ...]:
    plan = row.plan
    name = plan.text.strip() or "No text yet"
    what: list[Piece] = [
        link(name if len(name) <= 160 else name[:159] + "…", "plan", initiative=initiative, plan=plan.id)
    ]
    if plan.kind == "action":
        what.append(element("span", "action", class_="rd-mark"))
    if row.missing and plan.is_open:
        what.append(element("span", f"needs {' and '.join(row.missing)}", class_="rd-mark rd-mark-strong"))
    status = join((PLAN_STATUS_WORDS[plan.status], " ", chip("red", "overdue") if row.overdue else ""))
    if row.overdue:
        status = join((PLAN_STATUS_WORDS[plan.status], ", ", element("strong", "overdue")))
        reddened = [name for id, name in row.criteria if _made_red(evaluation, id)]
        if reddened:
            status = join((status, element("div", chip("red"), f" {', '.join(reddened)}", class_="rd-consequence")))
    return (
        join(what),
        join((link(name, "assess", initiative=initiative, criterion=id) for id, name in row.criteria), ", "),
        plan.owner.strip() or muted("nobody yet"),
        due_text(plan.due, evaluation.day),
        status,
        "" if plan.effort_days is None else amount(plan.effort_days),
        "" if plan.cost is None else amount(plan.cost),
    )


def _made_red(evaluation: Evaluation, criterion: str) -> bool:
    result = next((one for one in evaluation.criteria if one.criterion == criterion), None)
    return result is not None and any(adjustment.cause == "plan_overdue" for adjustment in result.adjustments)


def due_text(due: date | None, today: date) -> Piece:
    """A due date with its distance from today."""
    return muted("no date") if due is None else day_and_distance(due, today)


def amount(value: float) -> str:
    """A number with its thousands set apart, as exactly as it was entered."""
    whole, point, rest = number_text(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else number_text(value)


def efforts_table(plans: PlanList) -> Html:
    """What the open plans take, by dimension and together."""
    rows = [_effort_row(effort) for effort in plans.efforts]
    if len(rows) > 1:
        rows.append(tuple(element("strong", piece) if piece else "" for piece in _effort_row(plans.total)))
    columns: list[Column | str] = [
        "Dimension",
        Column("Open", align="right"),
        Column("Person-days", align="right"),
        Column("Cost", align="right"),
        "Skills needed",
    ]
    return join(
        (section("What the open ones take"), table(columns, rows, caption="Effort by dimension"), _unsized(plans))
    )


def _effort_row(effort: Effort) -> tuple[Piece, ...]:
    return (
        effort.dimension,
        effort.open,
        "" if effort.effort_days is None else amount(effort.effort_days),
        "" if effort.cost is None else amount(effort.cost),
        ", ".join(effort.skills),
    )


def _unsized(plans: PlanList) -> Html | None:
    if not plans.total.unsized:
        return None
    said = count_text(plans.total.unsized, "open plan says", "open plans say")
    so = "so there is nothing to sum yet" if plans.total.unsized == plans.total.open else "so the sums are a floor"
    return element("p", muted(f"{said} neither effort nor cost, {so}."))


def plan_facts(plan: Plan, view: InitiativeView) -> Html:
    """What a plan is for: the level that each of its criteria should reach."""
    criteria = [view.framework.criterion(criterion) for criterion in plan.criteria]
    wanted = points(join((criterion.name, muted(f": {criterion.green}"))) for criterion in criteria if criterion)
    return facts((("Green would be", wanted),)) if plan.criteria else Html("")
