"""A team extends a published framework in its own folder: what it may do is applied, what it may not do is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.content import Frameworks
from readiness.domain.snapshot import fingerprint

Faults = Callable[[Path], list[str]]
Edit = Callable[[Path, str, str], None]

NEW = "\n"
RUNS = "Pipeline robustness, “Scheduled runs completed without anyone repairing data or restarting jobs”"
FIXED = "belongs to 2026.1 and may not be changed; a team's framework may add a"


def test_everything_that_is_not_named_stays_as_in_the_extended_framework(team: Path) -> None:
    frameworks = Frameworks.load([team])
    base, ours = frameworks.get("2026.1"), frameworks.get("acme-2026")
    assert (ours.version, ours.name, ours.extends, ours.published) == ("acme-2026", "Acme 2026", "2026.1", "2026-12-01")
    assert ours.mapping_note == base.mapping_note
    assert (ours.dimensions, ours.phases) == (base.dimensions, base.phases)
    untouched = {"data.pipeline_robustness", "governance.version_rollback", "governance.appeal"}
    assert [one for one in ours.criteria if one.id not in untouched] == [
        one for one in base.criteria if one.id not in untouched
    ]


def test_changed_limits_and_weights_are_applied(team: Path) -> None:
    ours = Frameworks.load([team]).get("acme-2026")
    pipeline = ours.criterion("data.pipeline_robustness")
    rollback = ours.criterion("governance.version_rollback")
    assert pipeline is not None and rollback is not None
    assert (pipeline.fresh_days, pipeline.checks[0].green, pipeline.checks[0].yellow) == (60, 20, 10)
    assert (rollback.fresh_days, rollback.checks[0].green, rollback.checks[0].yellow) == (90, 10, 60)
    profile = ours.profile("general_high_stakes")
    assert profile is not None
    assert profile.yellow_tolerance == 3
    assert profile.must_be_green[-1] == "governance.appeal" and len(profile.must_be_green) == 7
    assert profile.double_weight == ("governance.output_validation", "governance.appeal")
    assert (profile.metrics[0].green, profile.metrics[0].red) == (99.9, 99.5)
    assert profile.metrics[-1].key == "appeals_upheld" and len(profile.metrics) == 9
    assert (profile.phase_gates.shadow.min_days, profile.phase_gates.shadow.min_decisions) == (90, 1000)
    assert profile.phase_gates.shadow.min_agreement_pct is None
    big_bang = next(pattern for pattern in ours.patterns if pattern.id == "big_bang")
    assert {sign.key: sign.weight for sign in big_bang.indicators}["phase_skipped"] == 0.25


def test_an_added_criterion_comes_last_in_its_dimension_and_is_must_be_green_only_where_a_profile_says_so(
    team: Path,
) -> None:
    ours = Frameworks.load([team]).get("acme-2026")
    assert len(ours.criteria) == 26
    assert [one.id for one in ours.criteria_of("governance")][-1] == "governance.appeal"
    assert ours.criteria[15].id == "governance.appeal" and ours.criteria[16].dimension == "operations"
    asking = {one.id for one in ours.profiles if "governance.appeal" in one.must_be_green}
    assert asking == {"general_high_stakes", "claims_triage"}


def test_an_added_profile_comes_after_the_others(team: Path) -> None:
    ours = Frameworks.load([team]).get("acme-2026")
    assert len(ours.profiles) == 10 and ours.profiles[-1].id == "claims_triage"


def test_the_hash_is_over_the_whole_framework_with_what_it_took_over(team: Path, edit: Edit) -> None:
    frameworks = Frameworks.load([team])
    assert frameworks.hash_of("acme-2026") == fingerprint(frameworks.get("acme-2026"))
    assert frameworks.hash_of("acme-2026") != frameworks.hash_of("2026.1")
    edit(team / "acme-2026" / "changes.toml", "fresh_days = 60", "fresh_days = 61")
    again = Frameworks.load([team])
    assert again.hash_of("acme-2026") != frameworks.hash_of("acme-2026")
    assert again.hash_of("2026.1") == frameworks.hash_of("2026.1")


def test_the_built_in_framework_stays_the_default(team: Path) -> None:
    frameworks = Frameworks.load([team])
    assert frameworks.versions() == ("2026.1", "acme-2026")
    assert frameworks.default == "2026.1"


def test_a_team_framework_may_lie_in_a_folder_of_its_own(folder: Path, team: Path, tmp_path: Path) -> None:
    (team / "acme-2026").rename(tmp_path / "acme-2026")
    assert Frameworks.load([folder, tmp_path / "acme-2026"]).versions() == ("2026.1", "acme-2026")


def test_a_team_framework_may_change_nothing_at_all(folder: Path) -> None:
    ours = folder / "plain"
    ours.mkdir()
    manifest = 'version = "plain"\nname = "Plain"\nextends = "2026.1"\npublished = 2027-01-01\n'
    (ours / "framework.toml").write_text(manifest, encoding="utf-8")
    frameworks = Frameworks.load([folder])
    assert frameworks.differences("plain") == ()
    assert frameworks.get("plain").criteria == frameworks.get("2026.1").criteria


def test_each_difference_says_what_it_was_what_it_is_and_whether_that_is_softer(team: Path) -> None:
    found = {line.place: line for line in Frameworks.load([team]).differences("acme-2026")}
    said = {place: (line.original, line.changed, line.softer) for place, line in found.items()}
    profile = "Profile General, high stakes (default)"
    assert said == {
        "Pipeline robustness, evidence fresh for": ("30 days", "60 days", True),
        f"{RUNS}, green from": (
            "30 days in a row",
            "20 days in a row",
            True,
        ),
        f"{RUNS}, yellow from": (
            "14 days in a row",
            "10 days in a row",
            True,
        ),
        "Version control and rollback, “Timed drill returns model, code, configuration and features to the previous "
        "release”, green up to": ("15 minutes", "10 minutes", False),
        "Criterion Appeal": ("not asked", "asked", False),
        f"{profile}, Appeal": ("need not be green", "must be green", False),
        f"{profile}, weight of Appeal": ("counts once", "counts double", None),
        f"{profile}, weight of Change management": ("counts double", "counts once", None),
        f"{profile}, yellow criteria tolerated": ("2", "3", True),
        f"{profile}, metric Availability, target": ("99.5%", "99.9%", False),
        f"{profile}, metric Availability, limit": ("99%", "99.5%", False),
        f"{profile}, metric Appeals upheld": ("not measured", "measured", None),
        f"{profile}, shadow: days at least": ("60", "90", False),
        f"{profile}, shadow: agreement at least, %": ("90", "does not apply", True),
        "Profile Claims triage": ("not there", "added", None),
        "Pattern Big bang deployment, weight of “One or more phases skipped or entered without a gate record”": (
            "0.3",
            "0.25",
            None,
        ),
        "Pattern Big bang deployment, weight of “version_rollback red, or stop switch never tested”": (
            "0.1",
            "0.15",
            None,
        ),
    }
    assert found["Pipeline robustness, evidence fresh for"].criterion == "data.pipeline_robustness"
    assert Frameworks.load([team]).differences("2026.1") == ()


OFFENCES = {
    "a question": (
        '[criteria."data.pipeline_robustness"]\n',
        'question = "Is it fine?"',
        f"criterion data.pipeline_robustness, question: {FIXED} criterion of its own",
    ),
    "the words of a level": (
        '[criteria."data.pipeline_robustness"]\n',
        'green = "Anything goes"',
        f"criterion data.pipeline_robustness, green: {FIXED} criterion of its own",
    ),
    "a name": (
        '[criteria."data.pipeline_robustness"]\n',
        'name = "Pipelines"',
        "criterion data.pipeline_robustness, name: belongs to 2026.1 and may not be removed or renamed; "
        "a team's framework only adds and changes limits",
    ),
    "a removal": (
        '[criteria."data.pipeline_robustness"]\n',
        "remove = true",
        "criterion data.pipeline_robustness, remove: belongs to 2026.1 and may not be removed or renamed; "
        "a team's framework only adds and changes limits",
    ),
    "a field that nobody knows": (
        '[criteria."data.pipeline_robustness"]\n',
        "freshness = 60",
        "criterion data.pipeline_robustness, freshness: is not a known field; here one may change fresh_days",
    ),
    "the text of a check": (
        '[criteria."governance.version_rollback".checks]\n',
        'rebuild_difference = { text = "Feels the same" }',
        f"criterion governance.version_rollback, check rebuild_difference, text: {FIXED} criterion of its own",
    ),
    "the direction of a check": (
        '[criteria."governance.version_rollback".checks]\n',
        'rebuild_difference = { better = "higher" }',
        f"criterion governance.version_rollback, check rebuild_difference, better: {FIXED} criterion of its own",
    ),
    "a check that does not exist": (
        '[criteria."governance.version_rollback".checks]\n',
        "minutes = { green = 15 }",
        "criterion governance.version_rollback, check minutes: 2026.1 has no such check there",
    ),
    "a check without a table": (
        '[criteria."governance.version_rollback".checks]\n',
        "rebuild_difference = 3",
        "criterion governance.version_rollback, check rebuild_difference: "
        "must be a table, such as { green = 30, yellow = 60 }",
    ),
    "a limit of a wrong type": (
        '[criteria."governance.version_rollback".checks]\n',
        'rebuild_difference = { green = "low" }',
        'criterion governance.version_rollback, check rebuild_difference, green: must be a number (found "low")',
    ),
    "a green limit softer than the yellow one": (
        '[criteria."governance.version_rollback".checks]\n',
        "rebuild_difference = { green = 3 }",
        "criterion governance.version_rollback, check rebuild_difference: "
        "the yellow limit 2 is stricter than the green one 3 (lower is better)",
    ),
    "fewer that must be green": (
        'must_be_green = { add = ["governance.appeal"]',
        ', remove = ["governance.version_rollback"]',
        "profile general_high_stakes, must_be_green: belongs to 2026.1; "
        "a team's framework may add criteria to it, not take any away",
    ),
    "must be green, but unknown": (
        'must_be_green = { add = ["governance.appeal"',
        ', "governance.nothing"',
        "profile general_high_stakes, must_be_green: there is no criterion governance.nothing",
    ),
    "must be green twice": (
        'must_be_green = { add = ["governance.appeal"',
        ', "governance.version_rollback"',
        "profile general_high_stakes, must_be_green: governance.version_rollback stands there twice",
    ),
    "a weight taken from one that has none": (
        'remove = ["operations.change_management"',
        ', "data.source_mapping"',
        "profile general_high_stakes, double_weight, remove: data.source_mapping is not in the list",
    ),
    "the highest phase": (
        "[profiles.general_high_stakes]\n",
        'highest_phase = "full_automation"',
        f"profile general_high_stakes, highest_phase: {FIXED} profile of its own",
    ),
    "the name of a metric": (
        "availability = { ",
        'name = "Up", ',
        "profile general_high_stakes, metric availability, name: belongs to 2026.1 and may not be removed or renamed; "
        "a team's framework only adds and changes limits",
    ),
    "a metric that does not exist": (
        "[profiles.general_high_stakes.metrics]\n",
        "speed = { green = 1 }",
        "profile general_high_stakes, metric speed: 2026.1 has no such metric there",
    ),
    "a phase that does not exist": (
        "[profiles.general_high_stakes.phase_gates]\n",
        "pilot = { min_days = 1 }",
        "profile general_high_stakes, phase_gates, pilot: is no phase; "
        "the phases are shadow, advisory, supervised_automation, full_automation",
    ),
    "a phase limit that does not exist": (
        "shadow = { ",
        "max_days = 1, ",
        "profile general_high_stakes, phase_gates, shadow, max_days: is not a known field; here one may change "
        "min_days, min_decisions, min_agreement_pct, critical_error_upper95_pct",
    ),
    "weights that no longer add up": (
        "no_way_back = 0.1",
        "1",
        "pattern big_bang: the weights add up to 0.965; they must add up to 1",
    ),
    "a sign that does not exist": (
        "[patterns.big_bang.weights]\n",
        "hurry = 0.1",
        "pattern big_bang, indicator hurry: 2026.1 has no such indicator there",
    ),
    "the antidotes of a pattern": (
        "[patterns.big_bang.weights]\n",
        'x = 1\n[patterns.black_box]\nantidotes = ["Hope"]\n[patterns.perfect_data.weights]',
        f"pattern black_box, antidotes: {FIXED} pattern of its own",
    ),
    "a criterion that does not exist": (
        "# The weights of a pattern must still add up to 1.\n",
        '[criteria."data.nothing"]\nfresh_days = 3',
        "criterion data.nothing: 2026.1 has no such criterion, so it cannot be changed here",
    ),
    "a kind of thing that does not exist": (
        "# The weights of a pattern must still add up to 1.\n",
        "[phases.shadow]\nentry = {}",
        "phases: is not a known field; changes.toml holds criteria, profiles and patterns",
    ),
}


@pytest.mark.parametrize("offence", OFFENCES)
def test_what_a_team_may_not_do_is_said_in_a_sentence(team: Path, faults: Faults, edit: Edit, offence: str) -> None:
    anchor, added, expected = OFFENCES[offence]
    line_end = NEW if anchor.endswith(NEW) else ""
    edit(team / "acme-2026" / "changes.toml", anchor, f"{anchor}{added}{line_end}")
    found = faults(team)
    assert f"acme-2026/changes.toml: {expected}" in found, "\n".join(found)


def test_all_offences_come_at_once(team: Path, faults: Faults, edit: Edit) -> None:
    ours = team / "acme-2026"
    edit(ours / "changes.toml", "fresh_days = 60", 'fresh_days = 60\nquestion = "Fine?"')
    edit(ours / "changes.toml", "yellow_tolerance = 3", 'yellow_tolerance = "three"')
    edit(ours / "criteria" / "governance.toml", 'question = "Could', 'ask = "Could')
    edit(ours / "profiles" / "claims_triage.toml", "min_days = 30\n", "")
    found = faults(team)
    assert found == [
        "acme-2026/profiles/claims_triage.toml: profile claims_triage, phase_gates, shadow, min_days: "
        'is missing; write a number or "does not apply"',
        f"acme-2026/changes.toml: criterion data.pipeline_robustness, question: {FIXED} criterion of its own",
        "acme-2026/criteria/governance.toml: criterion governance.appeal, question: is missing",
        "acme-2026/criteria/governance.toml: criterion governance.appeal, ask: is not a known field; is it misspelt?",
        'acme-2026/changes.toml: profile general_high_stakes, yellow_tolerance: must be a whole number (found "three")',
    ]


def test_an_added_criterion_may_not_take_the_id_of_an_existing_one(team: Path, faults: Faults, edit: Edit) -> None:
    edit(team / "acme-2026" / "criteria" / "governance.toml", "governance.appeal", "governance.output_validation")
    assert (
        "acme-2026/criteria/governance.toml: criterion governance.output_validation: belongs to 2026.1; "
        "change its limits in changes.toml, or give yours another id"
    ) in faults(team)


def test_an_added_profile_may_not_take_the_id_of_an_existing_one(team: Path, faults: Faults) -> None:
    profiles = team / "acme-2026" / "profiles"
    (profiles / "claims_triage.toml").rename(profiles / "fraud_detection.toml")
    assert faults(team) == [
        "acme-2026/profiles/fraud_detection.toml: the profile fraud_detection belongs to 2026.1; "
        "change its limits in changes.toml or rename yours"
    ]


def test_added_criteria_lie_in_a_file_named_after_their_dimension(team: Path, faults: Faults) -> None:
    criteria = team / "acme-2026" / "criteria"
    (criteria / "governance.toml").rename(criteria / "ours.toml")
    assert (
        "acme-2026/criteria/ours.toml: must be named after a dimension: "
        "data, integration, governance, operations, organization"
    ) in faults(team)


def test_a_file_that_would_be_ignored_is_a_fault(team: Path, faults: Faults) -> None:
    (team / "acme-2026" / "change.toml").write_text("", encoding="utf-8")
    assert faults(team) == ["acme-2026/change.toml: nothing names this file; name it there or take it away"]


def test_a_framework_that_extends_an_unknown_one_says_which_there_are(team: Path, faults: Faults, edit: Edit) -> None:
    edit(team / "acme-2026" / "framework.toml", 'extends = "2026.1"', 'extends = "2025.1"')
    assert faults(team) == ["acme-2026/framework.toml: extends: there is no complete framework 2025.1 (found: 2026.1)"]


def test_a_team_framework_cannot_extend_another_team_s(team: Path, faults: Faults) -> None:
    other = team / "beta"
    other.mkdir()
    manifest = 'version = "beta"\nname = "Beta"\nextends = "acme-2026"\npublished = 2027-01-01\n'
    (other / "framework.toml").write_text(manifest, encoding="utf-8")
    assert faults(team) == ["beta/framework.toml: extends: there is no complete framework acme-2026 (found: 2026.1)"]


def test_the_faults_of_the_extended_framework_are_not_repeated_for_the_team_s(
    team: Path, faults: Faults, edit: Edit
) -> None:
    edit(team / "2026.1" / "patterns.toml", "weight = 0.22", "weight = 0.3")
    assert faults(team) == [
        "2026.1/patterns.toml: pattern technology_first: the weights add up to 1.08; they must add up to 1"
    ]


def test_a_manifest_that_brings_its_own_mapping_note_is_told_to_leave_it_out(
    team: Path, faults: Faults, edit: Edit
) -> None:
    edit(team / "acme-2026" / "framework.toml", "published", 'mapping_note = "We comply."\npublished')
    assert faults(team) == [
        "acme-2026/framework.toml: mapping_note: is taken over from the framework that it extends; leave it out here"
    ]
