"""Maps of statuses as links: initiatives by dimension, and the criteria of one initiative by dimension.

They are drawn as HTML, so that every cell is a link: for the mouse, the keyboard, a finger, a new tab and on paper.
"""

from collections.abc import Iterable, Mapping, Sequence

from readiness.domain.assessment import Status
from readiness.domain.evaluation import CriterionResult, DimensionResult
from readiness.signs import STATUSES
from readiness.ui.markup import Html, Piece, address, element, join, text


def criteria_map(
    initiative: str, results: Sequence[CriterionResult], dimensions: Sequence[DimensionResult], names: Mapping[str, str]
) -> Html:
    """A row a dimension, a cell a criterion with its status in shape, word and colour; a cell opens the criterion.

    `names` are the short names of the dimensions.
    """
    rows = []
    for dimension in dimensions:
        cells = [_criterion_cell(initiative, result) for result in results if result.dimension == dimension.dimension]
        name = names.get(dimension.dimension, dimension.name)
        rows.append(
            element(
                "div",
                element("div", name, class_="rd-map-label", id=f"rd-map-{dimension.dimension}"),
                element(
                    "ul",
                    *(element("li", cell) for cell in cells),
                    aria_labelledby=f"rd-map-{dimension.dimension}",
                    style=f"--rd-cells:{max(len(cells), 1)}",
                ),
                class_="rd-map-row",
            )
        )
    return element("nav", *rows, class_="rd-map", aria_label="Criteria by dimension; a cell opens its criterion")


def _criterion_cell(initiative: str, result: CriterionResult) -> Html:
    sign = STATUSES[result.status]
    said: list[Piece] = [
        element("span", sign.shape, class_="rd-shape", aria_hidden="true"),
        Html(" "),
        element("span", sign.word),
        element("span", ", must be green" if result.must_be_green else "", class_="rd-map-must"),
    ]
    label = join((element("span", result.name, class_="rd-map-name"), element("span", *said, class_="rd-map-said")))
    return _cell(label, result.status, address("assess", initiative=initiative, criterion=result.criterion))


def status_cell(status: Status, page: str, **parameters: str) -> Html:
    """One cell of the portfolio's map: shape, letter and colour. A link by mouse; the keyboard has the row's own."""
    sign = STATUSES[status]
    label = join(
        (
            element("span", sign.shape, class_="rd-shape", aria_hidden="true"),
            element("span", " " + sign.letter, aria_hidden="true"),
            element("span", sign.word, class_="rd-hidden"),
        )
    )
    return _cell(label, status, address(page, **parameters), tabindex=-1, title=sign.word)


def _cell(label: Html, status: Status, href: str, **attributes: Piece) -> Html:
    outlined = " rd-outlined" if status == "not_assessed" else ""
    return element("a", label, class_=f"rd-go rd-cell rd-{STATUSES[status].tone}{outlined}", href=href, **attributes)


def legend(statuses: Iterable[Status]) -> Html:
    """What the letters and shapes mean."""
    entries = (
        element("span", f"{STATUSES[status].shape} {STATUSES[status].letter} {STATUSES[status].word}")
        for status in statuses
    )
    return element("p", join(entries, text("  ·  ")), class_="rd-legend")
