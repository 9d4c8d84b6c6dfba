"""Profiles of a framework as text to read: all beside each other, one whole, and what differs between two."""

from readiness.domain.framework import Framework, Limit, MetricDefinition, PhaseId, Profile
from readiness.domain.framework_difference import GATE_LIMITS, NO_LIMIT, profile_difference
from readiness.domain.wording import count_text, number_text
from readiness.ui.framework_criteria import differences_table
from readiness.ui.markup import Column, Html, Piece, element, facts, join, link, muted, points, prose, section, table

FAMILIES = {"technical": "Technical", "model": "Model", "business": "Business", "adoption": "Adoption"}


def profiles_table(framework: Framework) -> Html:
    """All profiles beside each other."""
    rows = [
        (
            link(profile.name, "framework", view="profiles", profile=profile.id),
            profile.stakes,
            len(profile.must_be_green),
            len(profile.double_weight),
            profile.yellow_tolerance,
            phase_name(framework, profile.highest_phase),
        )
        for profile in framework.profiles
    ]
    columns: list[Column | str] = [
        "Profile",
        "Stakes",
        Column("Must be green", align="right"),
        Column("Count double", align="right"),
        Column("Yellows tolerated", align="right"),
        "Goes up to",
    ]
    return table(columns, rows, caption="Profiles")


def profile_text(framework: Framework, profile: Profile) -> Html:
    """One profile whole: what must be green, what counts double, metrics, limits of the phases."""
    return join(
        (
            section(profile.name),
            element("p", profile.note, class_="rd-aside") if profile.note else None,
            facts(
                (
                    ("Stakes", profile.stakes),
                    ("Must be green", criteria_links(framework, profile.must_be_green)),
                    ("Count double in charts", criteria_links(framework, profile.double_weight)),
                    (
                        "Sign-off",
                        f"Needed with two or more yellow dimensions, or more than "
                        f"{count_text(profile.yellow_tolerance, 'yellow criterion', 'yellow criteria')}.",
                    ),
                    ("Data must be", profile.data_freshness),
                    ("Answers must come", profile.latency),
                    ("Goes up to", phase_name(framework, profile.highest_phase)),
                )
            ),
            element("h3", "What is measured", class_="rd-part"),
            metrics_table(profile),
            element("h3", "Limits of the phases", class_="rd-part"),
            prose("Days and numbers are only a floor: no date moves anything up by itself."),
            gates_table(framework, profile),
        )
    )


def metrics_table(profile: Profile) -> Html:
    """The metrics that a profile proposes, with target and limit."""
    rows = [
        (
            metric.name,
            FAMILIES[metric.family],
            amount(metric.green, metric),
            amount(metric.red, metric),
            f"every {count_text(metric.interval_days, 'day')}",
        )
        for metric in profile.metrics
    ]
    return table(["Metric", "Family", "Target", "Limit", "Expected"], rows, caption=f"Metrics of {profile.name}")


def amount(limit: Limit, metric: MetricDefinition) -> str:
    """A target or limit in words: "at least 0.45 0-1", "95 to 105 % of plan"."""
    if isinstance(limit, tuple):
        return f"{number_text(limit[0])} to {number_text(limit[1])} {metric.unit}"
    side = {"higher": "at least ", "lower": "at most ", "range": ""}[metric.better]
    return f"{side}{number_text(limit)} {metric.unit}"


def gates_table(framework: Framework, profile: Profile) -> Html:
    """The numbers of the phase gates; a limit that is not there says so."""
    rows: list[tuple[Piece, ...]] = []
    for phase, limits in GATE_LIMITS.items():
        gate = getattr(profile.phase_gates, phase)
        for number, (field, (said, _)) in enumerate(limits.items()):
            value = getattr(gate, field)
            name = phase_name(framework, phase) if number == 0 else muted(phase_name(framework, phase))
            rows.append((name, said, muted(NO_LIMIT) if value is None else number_text(value)))
    return table(["Phase", "To leave it upward", Column("Limit", align="right")], rows, caption="Limits of the phases")


def comparison_text(framework: Framework, first: Profile, second: Profile) -> Html:
    """What differs from one profile to another."""
    differences = profile_difference(framework, first.id, second.id)
    softer = sum(line.softer is True for line in differences)
    stricter = sum(line.softer is False for line in differences)
    said = (
        f"{count_text(len(differences), 'difference')}: in {second.name} {softer} softer, {stricter} stricter, "
        f"{len(differences) - softer - stricter} that cannot be ranked."
        if differences
        else "These two profiles ask for the same."
    )
    return join(
        (
            section(f"From {first.name} to {second.name}"),
            prose(said),
            differences_table(differences, first.name, second.name) if differences else None,
        )
    )


def criteria_links(framework: Framework, ids: tuple[str, ...]) -> Piece:
    """Names of criteria as links, in framework order."""
    if not ids:
        return muted("none")
    wanted = set(ids)
    return points(link(c.name, "framework", criterion=c.id) for c in framework.criteria if c.id in wanted)


def phase_name(framework: Framework, phase: PhaseId | str) -> str:
    """The name of a phase as people read it."""
    return next((one.name for one in framework.phases if one.id == phase), phase.replace("_", " "))
