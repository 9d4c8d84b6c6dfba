"""Sign for the yellows as an executive, one by one and in writing, and take a signature back."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.commands import entries
from readiness.commands.people import person_of
from readiness.context import Context
from readiness.domain.assessment import SignedRisk, SignOff
from readiness.domain.gate import evaluate
from readiness.domain.independence import declaration_text
from readiness.domain.sign_off import plan_due, signer_problems
from readiness.errors import Invalid, NotFound


def sign(
    context: Context, initiative: str, *, person_id: str, acknowledgements: Mapping[str, str], statement: str = ""
) -> str:
    """Record an executive's acknowledgement of every present yellow; the sign-off's id.

    `acknowledgements` gives the executive's words for each yellow criterion. Raises Invalid with every reason why it
    cannot be signed, NotFound.
    """
    entries.text(statement, "statement", "The statement")
    with context.change(initiative) as change:
        assessment = change.assessment
        framework = context.framework_of(assessment)
        person = person_of(assessment, person_id)
        evaluation = evaluate(assessment, framework, context.today())
        problems = list(signer_problems(person))
        if person.left:
            problems.append(f"{person.name} has left the initiative.")
        problems += [
            f"{result.name} is red, and a red cannot be signed away."
            for result in evaluation.criteria
            if result.status == "red"
        ]
        yellows = {result.criterion: result for result in evaluation.yellows}
        if not yellows:
            problems.append("No criterion is yellow, so there is nothing to sign for.")
        for criterion, result in yellows.items():
            words = acknowledgements.get(criterion, "")
            fault = entries.fault_in_text(words, entries.LONGEST_TEXT)
            if not words.strip():
                problems.append(f"{result.name} is yellow and is not acknowledged in writing.")
            elif fault:
                problems.append(f"The acknowledgement of {result.name} {fault}.")
        for criterion in acknowledgements:
            if criterion not in yellows:
                found = framework.criterion(criterion)
                problems.append(f"{found.name if found else criterion} is not yellow, so it cannot be signed for.")
        if problems:
            raise Invalid("This cannot be signed. Nothing was saved.", "sign_off", problems)
        sign_off = SignOff(
            id=context.new_id(),
            person=person.id,
            person_name=person.name,
            person_role=person.role,
            declaration=declaration_text(person),
            statement=statement,
            risks=tuple(
                SignedRisk(
                    criterion=criterion,
                    status=result.status,
                    due=plan_due(assessment, criterion),
                    acknowledgement=acknowledgements[criterion],
                )
                for criterion, result in yellows.items()
            ),
            signed_at=change.at,
            entered_by=context.actor.label,
            signed_in=context.actor.signed_in,
        )
        change.add("signed", f"sign_off/{sign_off.id}", sign_off)
    return sign_off.id


def revoke(context: Context, initiative: str, sign_off_id: str) -> None:
    """Take a signature back; it stays in the record. Raises NotFound."""
    with context.change(initiative) as change:
        sign_off = next((item for item in change.assessment.sign_offs if item.id == sign_off_id), None)
        if sign_off is None:
            raise NotFound("There is no such sign-off on this initiative. Nothing was changed.")
        if sign_off.revoked_at is None:
            revoked = entries.renewed(sign_off, revoked_at=change.at)
            change.save("sign_off_revoked", f"sign_off/{sign_off.id}", sign_off, revoked)
