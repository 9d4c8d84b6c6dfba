"""Plans and sign-off on a share link's page: what is done about the yellows, and who took responsibility for them."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.domain.share_link import Shows
from readiness.domain.wording import day_text
from readiness.hypertext import Html, Piece, element, join
from readiness.queries.shares import LiveState
from readiness.reports import words
from readiness.reports.view import PathRows, PlanRow, ReportView
from readiness.web.share_pieces import chip, listed, muted, nothing_recorded, table


def plans(view: ReportView, live: LiveState | None) -> Html:
    """Mitigations and actions, and the ways to a better verdict."""
    parts: list[Piece] = [element("h2", "Plans", id="plans")]
    if view.plans:
        rows = [_plan(plan) for plan in view.plans]
        parts.append(table(["What", "For", "Owner", "Due", "State"], rows, caption="Mitigations and actions"))
    else:
        parts.append(element("p", nothing_recorded(live)))
    parts += [_path(path) for path in _paths(view)]
    return join(parts)


def _plan(plan: PlanRow) -> tuple[Piece, ...]:
    return (
        element("span", plan.text.strip() or "No text yet", class_="typed"),
        plan.criteria,
        plan.owner.strip() or muted("nobody yet"),
        day_text(plan.due) if plan.due else muted("no date"),
        join((plan.state, element("strong", ", overdue") if plan.overdue else None)),
    )


def _paths(view: ReportView) -> Iterable[PathRows]:
    verdict = view.verdict
    if verdict.path_next is not None and verdict.path_next.steps:
        yield verdict.path_next
    if verdict.path_ready is not None and verdict.path_ready.steps and verdict.path_ready != verdict.path_next:
        yield verdict.path_ready


def _path(path: PathRows) -> Html:
    steps = (element("li", step.text, join((" ", muted(step.takes))) if step.takes else None) for step in path.steps)
    title = f"The shortest way to “{words.verdict_word(path.end).lower()}”"
    return join((element("h3", title), element("ol", *steps)))


def sign_off(view: ReportView, shows: Shows) -> Html:
    """Whether the yellows are signed for; who signed only with names."""
    given = view.sign_off
    parts: list[Piece] = [element("h2", "Sign-off", id="sign-off"), element("p", given.state)]
    parts += [listed(given.problems)] if given.problems else []
    if given.signed_at is not None:
        who = given.person + (f", {given.role}" if given.role.strip() else "")
        signed_in = "" if given.signed_in else f" ({words.NOT_SIGNED_IN})"
        by = f"Signed by {who}{signed_in}" if shows.names else "Signed"
        parts.append(element("p", f"{by} on {words.moment_text(given.signed_at)}. The signer {given.declaration}."))
        if given.statement.strip():
            parts.append(element("p", given.statement, class_="typed"))
    if given.risks:
        rows = [
            (
                risk.criterion,
                chip(risk.status),
                day_text(risk.due) if risk.due else muted("no date"),
                element("span", risk.acknowledgement, class_="typed"),
            )
            for risk in given.risks
        ]
        parts.append(table(["Risk", "Status then", "Plan due", "Acknowledged"], rows, caption="Risks acknowledged"))
    return join(parts)
