"""The catalogue proposes a test of each kind for every criterion of the framework, and its faults are said at once."""

from pathlib import Path

import pytest

from readiness.content import Frameworks
from readiness.content.stress_catalogue import (
    load_stress_catalogue,
    proposals_for,
    stress_catalogue,
    unknown_criteria,
)
from readiness.errors import ContentError
from readiness.settings import Settings
from tests.builders import SMALL


def test_every_criterion_has_a_test_of_each_kind() -> None:
    frameworks = Frameworks.load(Settings.from_environment({}).framework_folders)
    framework = frameworks.get(frameworks.default)

    for criterion in framework.criteria:
        kinds = {test.kind for test in proposals_for(framework, criterion.id)}
        assert kinds == {"bad_data", "dependency_failure", "misuse"}, criterion.id
    assert list(unknown_criteria(stress_catalogue(), framework)) == []


def test_a_criterion_that_a_team_added_has_its_own_test() -> None:
    (added,) = proposals_for(SMALL, SMALL.criteria[0].id) if SMALL.criteria else ()

    assert added.name == SMALL.criteria[0].stress_test


def test_all_faults_of_a_catalogue_are_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(
        'extra = 1\n[[tests]]\ncriterion = "data.a"\nkind = "flood"\nname = "X"\nexpected = "Y"\n'
        + '[[tests]]\ncriterion = "data.a"\nkind = "misuse"\nname = "Z"\nexpected = "Y"\n' * 2,
        encoding="utf-8",
    )

    with pytest.raises(ContentError) as error:
        load_stress_catalogue(file)
    assert len(error.value.problems) == 3
