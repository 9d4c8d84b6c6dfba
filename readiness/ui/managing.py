"""What belongs to the initiative itself: name, profile, rhythm of review, rounds, framework, removal."""

import streamlit as st

from readiness.commands.initiatives import change_initiative, delete_initiative, move_framework, start_round
from readiness.context import Context
from readiness.domain.comparison import CHANGE_WORDS
from readiness.domain.framework import Framework
from readiness.domain.snapshot import Difference
from readiness.domain.wording import count_text
from readiness.queries.initiative import InitiativeView
from readiness.queries.moving import Move, framework_move
from readiness.signs import VERDICTS
from readiness.ui.dates import day_and_distance
from readiness.ui.errors import plain, shown
from readiness.ui.markup import (
    Html,
    Piece,
    chip,
    element,
    facts,
    join,
    link,
    muted,
    points,
    render,
    section,
    table,
    visible,
)
from readiness.ui.outcome import attempt, doing
from readiness.ui.saved_field import SavedField

LONGEST_REVIEW = 730
_DELETED = "rd-deleted"


def show_manage(context: Context, view: InitiativeView) -> None:
    """The facts of the initiative itself, and below them what can be changed about it."""
    render(section("Review, round and framework"), _facts(view), differences(view.differences, view.framework.extends))
    with st.expander("Name, profile and review interval"):
        _fields(context, view)
    with st.expander(f"Start round {view.assessment.initiative.round + 1}"):
        _new_round(context, view)
    with st.expander("Move to another framework"):
        _move(context, view)
    with st.expander("Delete this initiative"):
        _delete(context, view)


def _facts(view: InitiativeView) -> Html:
    initiative, today = view.assessment.initiative, view.evaluation.day
    review = day_and_distance(view.next_review, today)
    overdue = view.next_review < today
    profile = view.framework.profile(initiative.profile)
    pairs: list[tuple[str, Piece]] = [
        ("Next review", join((element("strong", "Overdue: "), review)) if overdue else review),
        ("Review interval", count_text(initiative.review_interval_days, "day")),
        ("Round", str(initiative.round)),
        ("Profile", profile.name if profile else initiative.profile),
        (
            "Framework",
            join((link(initiative.framework_version, "framework", version=initiative.framework_version),)),
        ),
        ("Framework SHA-256", element("code", view.framework_hash, class_="rd-hash")),
    ]
    if initiative.description.strip():
        pairs.insert(0, ("Description", initiative.description))
    return facts(pairs)


def differences(found: tuple[Difference, ...], original: str | None) -> Html:
    """What a team's framework changed against the one it extends, softer values marked; empty where nothing."""
    if not found or original is None:
        return Html("")
    softer = sum(difference.softer is True for difference in found)
    title = f"Changed against {original}: {count_text(len(found), 'value')}"
    title += f", {softer} softer than {original}" if softer else ""
    return element(
        "details",
        element("summary", title),
        _difference_table(found, original),
        class_="rd-more",
        open="" if softer else None,
    )


def _difference_table(found: tuple[Difference, ...], original: str) -> Html:
    def judged(difference: Difference) -> Piece:
        if difference.softer is None:
            return ""
        return element("strong", f"softer than {original}") if difference.softer else f"stricter than {original}"

    rows = [(entry.place, entry.original, entry.changed, judged(entry)) for entry in found]
    return table(["Where", f"In {original}", "Here", ""], rows, caption=f"Differences from {original}")


# Fields ---------------------------------------------------------------------------------------------------------------


def _fields(context: Context, view: InitiativeView) -> None:
    initiative = view.assessment.initiative

    def field(name: str) -> SavedField:
        return SavedField(
            f"rd-initiative-{name}-{initiative.id}",
            getattr(initiative, name),
            lambda value, seen: change_initiative(context, initiative.id, field=name, value=value, seen=seen),
            context.now,
        )

    name = field("name")
    st.text_input("Name", key=name.key, value=name.begin, on_change=name.changed, max_chars=200)
    name.show_state()
    description = field("description")
    st.text_input("In one line", key=description.key, value=description.begin, on_change=description.changed)
    description.show_state()
    profile = field("profile")
    profiles = {entry.id: entry.name for entry in view.framework.profiles}
    st.selectbox(
        "Profile: it decides what must be green",
        list(profiles),
        format_func=lambda chosen: visible(profiles[chosen]),
        key=profile.key,
        on_change=profile.changed,
    )
    profile.show_state(lambda chosen: profiles.get(chosen, chosen))
    interval = field("review_interval_days")
    st.number_input(
        "Days from one review to the next",
        min_value=1,
        max_value=LONGEST_REVIEW,
        step=1,
        key=interval.key,
        on_change=interval.changed,
    )
    interval.show_state()


# Round ----------------------------------------------------------------------------------------------------------------


def _new_round(context: Context, view: InitiativeView) -> None:
    initiative = view.assessment.initiative
    st.write(
        "A new round starts from what is recorded now. Every rating stays and counts, but is marked as not re-checked "
        "until somebody confirms it. Freeze a snapshot first if you want to compare with today."
    )
    st.button(
        f"Start round {initiative.round + 1}",
        on_click=doing(
            lambda: start_round(context, initiative.id),
            lambda number: f"Round {number} has begun: every rating waits to be re-checked.",
        ),
    )


# Framework ------------------------------------------------------------------------------------------------------------


def _move(context: Context, view: InitiativeView) -> None:
    initiative = view.assessment.initiative
    known = context.frameworks.versions()
    others = [version for version in known if context.frameworks.hash_of(version) != view.framework_hash]
    if not others:
        st.write(f"There is no other framework than {plain(initiative.framework_version)} here.")
        return
    version = st.selectbox(
        "Move to",
        others,
        index=None,
        placeholder="Choose a version",
        format_func=visible,
        key=f"rd-move-{initiative.id}",
    )
    if version is None:
        return
    with shown():
        _preview(framework_move(context, initiative.id, version), view.framework)
        st.button(
            f"Move to {plain(version)}",
            on_click=doing(
                lambda: move_framework(context, initiative.id, version=version),
                f"The initiative now uses framework {version}.",
            ),
        )


def _preview(move: Move, before: Framework) -> None:
    changed = [entry for entry in move.comparison.changes if entry.change != "unchanged"]
    then, now = VERDICTS[move.comparison.verdict_after].word, VERDICTS[move.comparison.verdict_before].word
    answer = (
        f"The verdict would stay {now.lower()}."
        if then == now
        else f"The verdict would turn from {now.lower()} to {then.lower()}."
    )
    pieces: list[Piece] = [element("p", answer)]
    if changed:
        lines = (
            join(
                (
                    f"{entry.name}: ",
                    chip(entry.before) if entry.before else muted("not asked"),
                    " to ",
                    chip(entry.after) if entry.after else muted("not asked"),
                    f" ({CHANGE_WORDS[entry.change].lower()})",
                )
            )
            for entry in changed
        )
        pieces.append(points(lines))
    if move.differences:
        pieces.append(_difference_table(move.differences, before.version))
    else:
        pieces.append(element("p", "Nothing in the content differs."))
    render(*pieces)


def just_deleted() -> bool:
    """Whether the button below has just deleted the initiative; true once."""
    return bool(st.session_state.pop(_DELETED, False))


# Removal --------------------------------------------------------------------------------------------------------------


def _delete(context: Context, view: InitiativeView) -> None:
    initiative = view.assessment.initiative
    st.write(
        "This removes the initiative with its answers, evidence entries, plans and "
        f"{count_text(len(view.snapshots), 'snapshot')}. Only the audit log keeps what happened. It cannot be undone."
    )
    typed = st.text_input("Type the name of the initiative to confirm", key=f"rd-delete-name-{initiative.id}")

    def act() -> None:
        if attempt(lambda: delete_initiative(context, initiative.id), f"“{initiative.name}” is deleted."):
            st.session_state[_DELETED] = True

    st.button("Delete it for good", disabled=typed.strip() != initiative.name.strip(), on_click=act, key="rd-delete")
