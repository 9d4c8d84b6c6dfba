"""How far the demo is from production: four bars, each with its dimension, and what they mean in words."""

from collections.abc import Sequence

from readiness.domain.demo_distance import DemoBar
from readiness.domain.framework import Framework
from readiness.ui.markup import Html, bar, element, join, link, prose


def distance_sentence(bars: Sequence[DemoBar]) -> str:
    """The answer: in which way the demo was furthest from production."""
    known = [(entry.share, entry) for entry in bars if entry.share is not None]
    if not known:
        return "Nothing about the demo is measured yet."
    share, furthest = min(known, key=lambda pair: pair[0])
    unknown = len(bars) - len(known)
    tail = f" {unknown} of {len(bars)} are not measured." if unknown else ""
    if share >= 1:
        return f"In what was measured, the demo was production.{tail}"
    return f"The demo is furthest from production in “{furthest.name.lower()}”: {furthest.text}.{tail}"


def bars_from_demo(initiative: str, bars: Sequence[DemoBar], framework: Framework) -> Html:
    """The four bars; left is a demo, right is production."""
    scale = element(
        "div", element("span", "Demo"), element("span", "Production"), class_="rd-scale", aria_hidden="true"
    )
    rows = []
    for entry in bars:
        dimension = framework.dimension(entry.dimension)
        name = dimension.short_name if dimension else entry.dimension
        where = link(name, "assess", initiative=initiative, dimension=entry.dimension)
        label = join((element("strong", entry.name), element("span", "in ", where, class_="rd-under")))
        share = "not measured" if entry.share is None else f"{entry.share:.0%} of the way"
        rows.append(bar(label, entry.share, f"{share}: {entry.text}"))
    return element("div", scale, *rows, class_="rd-bars")


def what_it_means(initiative: str) -> Html:
    """What a good demo does not say."""
    return prose(
        "Feasible is not viable. A demo shows that something can be done once, with chosen data, no interfaces, an "
        "engineer beside it and nobody's daily work at stake. It does not show that it can be done every day.",
        join(
            (
                "Governance has no bar: none of the ways in which demos deceive matches it, because a demo shows "
                "nothing of it at all. Whether outputs are checked, decisions explained and versions rolled back is "
                "asked under ",
                link("Governance", "assess", initiative=initiative, dimension="governance"),
                ".",
            )
        ),
    )
