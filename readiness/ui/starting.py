"""The form for a new initiative: name, profile with what it asks for, the four short questions."""

import streamlit as st

from readiness.commands.initiatives import create_initiative
from readiness.context import Context
from readiness.domain.assessment import UseCase
from readiness.domain.framework import Framework, Profile
from readiness.domain.wording import count_text
from readiness.ui.errors import plain
from readiness.ui.markup import Html, element, facts, join, muted, points, render, section, visible
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.use_case_questions import USE_CASE

_KEYS = {"name": "rd-new-name", "description": "rd-new-description", "profile": "rd-new-profile"}
_VERSION = "rd-new-version"
_CREATED = "rd-new-created"


def show_form(context: Context) -> None:
    """The whole form; what was typed stays while the person looks elsewhere."""
    state = st.session_state
    st.text_input(
        "Name", key=_KEYS["name"], max_chars=200, placeholder="Claims triage assistant", persist_state="session"
    )
    st.text_input(
        "What it does, in one line (optional)",
        key=_KEYS["description"],
        placeholder="Sorts motor claims so that simple ones are paid the same day",
        persist_state="session",
    )
    framework = _framework(context)
    _profile(framework)
    render(section("The use case"), muted("You can answer these later; without the first three nothing can be ready."))
    for question in USE_CASE:
        st.text_input(
            question.label,
            key=f"rd-new-{question.field}",
            placeholder=question.example,
            persist_state="session",
        )

    def create() -> None:
        answers = {question.field: state.get(f"rd-new-{question.field}") or "" for question in USE_CASE}
        name, description, profile = (state.get(key) or "" for key in _KEYS.values())
        made: list[str] = []
        if attempt(
            lambda: made.append(
                create_initiative(
                    context,
                    name=name,
                    description=description,
                    profile=profile,
                    framework_version=framework.version,
                    use_case=UseCase(**answers),
                )
            ),
            "The initiative is created. Next: who is involved?",
            beside="new",
        ):
            for key in (*_KEYS.values(), _VERSION, *(f"rd-new-{question.field}" for question in USE_CASE)):
                state.pop(key, None)
            state[_CREATED] = made[0]

    missing = [word for field, word in (("name", "a name"), ("profile", "a profile")) if not state.get(_KEYS[field])]
    st.button("Create the initiative", type="primary", on_click=create, key="rd-new-create")
    show_refusal("new")
    if missing:
        st.caption(f"It needs {' and '.join(missing)}.")


def just_created() -> str | None:
    """The id of the initiative that the button has just created, once."""
    created = st.session_state.pop(_CREATED, None)
    return created if isinstance(created, str) else None


def _framework(context: Context) -> Framework:
    """The framework to judge by; asked only where there is a choice."""
    versions = context.frameworks.versions()
    version = context.frameworks.default
    if len(versions) > 1:
        version = st.selectbox(
            "Framework version",
            versions,
            index=versions.index(version),
            format_func=lambda known: visible(f"{known}: {context.frameworks.get(known).name}"),
            key=_VERSION,
            persist_state="session",
        )
    return context.frameworks.get(version)


def _profile(framework: Framework) -> None:
    profiles = {profile.id: profile for profile in framework.profiles}
    if st.session_state.get(_KEYS["profile"]) not in profiles:
        st.session_state[_KEYS["profile"]] = None
    left, right = st.columns(2, gap="large")
    with left:
        chosen = st.radio(
            "What kind of use is it? The profile decides what must be green.",
            list(profiles),
            index=None,
            format_func=lambda profile: plain(profiles[profile].name),
            captions=[_caption(profile) for profile in profiles.values()],
            key=_KEYS["profile"],
            persist_state="session",
        )
    with right:
        render(
            profile_explained(profiles[chosen], framework)
            if chosen
            else muted("Choose a profile to see what it asks for.")
        )


def _caption(profile: Profile) -> str:
    return plain(f"{profile.stakes.capitalize()} stakes, {len(profile.must_be_green)} must be green")


def profile_explained(profile: Profile, framework: Framework) -> Html:
    """What a profile asks for: stakes, what must be green, what is tolerated."""
    named = [framework.criterion(criterion) for criterion in profile.must_be_green]
    must = points(
        join((element("strong", criterion.name), f": {criterion.question}"))
        for criterion in named
        if criterion is not None
    )
    tolerated = count_text(profile.yellow_tolerance, "yellow criterion", "yellow criteria")
    return join(
        (
            element("h3", profile.name, class_="rd-part"),
            element("p", "Must be green, or it does not go to production:"),
            must,
            facts(
                (
                    ("Stakes", profile.stakes.capitalize()),
                    ("Tolerated", f"{tolerated} without an executive's sign-off, in one dimension"),
                    ("Data", profile.data_freshness),
                    ("Speed", profile.latency),
                )
            ),
            element("p", muted(profile.note)) if profile.note else None,
        )
    )
