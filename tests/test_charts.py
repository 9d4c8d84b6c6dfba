"""The radar: what it draws is what the dimensions say."""

import pytest

from readiness.charts import radar, radar_words
from readiness.domain.evaluation import DimensionResult


def a_dimension(name: str, score: float | None, assessed: int = 5) -> DimensionResult:
    return DimensionResult(
        dimension=name.lower(),
        name=f"{name} readiness",
        status="yellow" if score is not None else "not_assessed",
        score=score,
        assessed=assessed,
        applicable=5,
        total=5,
    )


NOW = (a_dimension("Data", 80), a_dimension("Integration", 40, 3), a_dimension("Governance", None, 0))
BEFORE = (a_dimension("Data", 20), a_dimension("Integration", 90), a_dimension("Governance", 50))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_radar_draws_the_scores_and_closes_its_line(theme):
    figure = radar(NOW, theme=theme)
    (line,) = figure.data
    assert list(line.r) == [80, 40, 0, 80]
    assert line.theta[0] == line.theta[-1]


def test_now_and_the_last_snapshot_share_their_directions():
    last, now = radar(NOW, BEFORE, theme="light").data
    assert list(last.theta) == list(now.theta)
    assert list(last.r)[:3] == [20, 90, 50]
    assert last.name != now.name, "a legend tells them apart without colour"


def test_a_dimension_without_a_score_says_so_in_words():
    labels = radar(NOW, theme="light").layout.polar.angularaxis.ticktext
    assert labels == ("Data<br>80", "Integration<br>40 · 3/5", "Governance<br>not assessed")
    assert "Governance, not assessed" in radar_words(NOW)


def test_a_score_of_zero_is_not_shown_as_unassessed():
    labels = radar((a_dimension("Data", 0),), theme="light").layout.polar.angularaxis.ticktext
    assert labels == ("Data<br>0",)


def test_the_figure_brings_no_template_and_no_white_ground():
    layout = radar(NOW, theme="dark").layout
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.template.layout.to_plotly_json() == {}
