"""Cases of one's own: the bytes of a JSON file become cases, or one list of everything that is wrong with it."""

from readiness.content.cases import cases_in
from readiness.domain.case import Case
from readiness.errors import ImportProblem


def read_cases(data: bytes) -> tuple[Case, ...]:
    """One case, a list of cases or {"cases": [...]} as UTF-8 JSON.

    Raises ImportProblem with every fault as `place: what`; nothing is taken over in part.
    """
    cases, problems = cases_in(data)
    if problems:
        count = len(problems)
        raise ImportProblem(
            f"The case file has {count} fault{'' if count == 1 else 's'}, so nothing was read. Please correct:",
            problems,
        )
    return tuple(cases)
