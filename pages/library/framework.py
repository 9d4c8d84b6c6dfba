"""The framework to read: criteria, mappings, profiles, phases, patterns and versions."""

import streamlit as st

from readiness.domain.wording import count_text
from readiness.errors import NotFound
from readiness.ui.errors import shown, stopping
from readiness.ui.framework_criteria import criteria_list, mappings_list, standards
from readiness.ui.framework_ladder import patterns_text, phases_text, versions_text
from readiness.ui.framework_profiles import comparison_text, profile_text, profiles_table
from readiness.ui.markup import heading, render
from readiness.ui.paging import search_box
from readiness.ui.session import current_context
from readiness.ui.views import choice_box, named, view_row

VIEWS = {
    "criteria": "Criteria",
    "mappings": "Mappings",
    "profiles": "Profiles",
    "phases": "Phases",
    "patterns": "Patterns",
    "versions": "Versions",
}

with stopping():
    frameworks = current_context().frameworks
    version = named("version") or frameworks.default
    framework = frameworks.get(version)
    view = named("view") or "criteria"
    if view not in VIEWS:
        raise NotFound("There is no such part of the framework. Choose Framework at the top.")
    opened = named("criterion")
    if opened and framework.criterion(opened) is None:
        raise NotFound(f"Framework {version} has no criterion “{opened}”.")

kept = {"version": version if version != frameworks.default else None}
render(
    heading(
        "What do we judge by?",
        f"{count_text(len(framework.criteria), 'criterion', 'criteria')} in five dimensions. What red, yellow and "
        "green mean is written down before anybody rates; a profile says which must be green for its kind of use.",
    ),
    view_row("framework", VIEWS, view, label="Parts of the framework", **kept),
)

profiles = {profile.id: profile.name for profile in framework.profiles}

with st.container(horizontal=True, vertical_alignment="bottom"):
    if len(frameworks.versions()) > 1 and view != "versions":
        versions = sorted(frameworks.versions(), key=lambda one: one != frameworks.default)
        choice_box("Version", "version", {one: one for one in versions})
    if view == "criteria":
        search = search_box("Search criteria")
        marked = choice_box("Mark what a profile asks for", "profile", {"": "No profile", **profiles})
    elif view == "mappings":
        standard = choice_box(
            "Standard", "standard", {"": "All standards", **{name: name for name in standards(framework)}}
        )
    elif view == "profiles":
        first = choice_box("Profile", "profile", {"": "All profiles", **profiles})
        second = choice_box("Compare with", "with", {"": "Nothing", **profiles})

with shown():
    if view == "criteria":
        render(
            criteria_list(
                framework,
                frameworks.differences(version),
                profile=framework.profile(marked),
                search=search,
                opened=opened,
            )
        )
    elif view == "mappings":
        render(mappings_list(framework, standard))
    elif view == "profiles":
        one, other = framework.profile(first), framework.profile(second)
        if one is None:
            render(profiles_table(framework))
        elif other is None or other == one:
            render(profile_text(framework, one))
        else:
            render(comparison_text(framework, one, other))
    elif view == "phases":
        render(phases_text(framework))
    elif view == "patterns":
        render(patterns_text(framework))
    else:
        render(versions_text(frameworks))
