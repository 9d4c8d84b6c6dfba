"""The facilitator's seat at a running workshop: their key, kept in the tab, and every step taken with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from readiness.commands.facilitators import CODE_LETTERS, facilitator_of, new_secret, recover
from readiness.context import Context
from readiness.domain.wording import spoken_code
from readiness.domain.workshop import Workshop
from readiness.errors import Invalid, NotAllowed
from readiness.ui.markup import element, heading, prose, render
from readiness.ui.outcome import attempt, show_refusal
from readiness.ui.recall import keep

_KEYS = "readiness-workshop-keys"
_VERSION = "readiness-workshop-version"
_RECOVERY_LETTERS = 30
_LONGEST_CODE = 80
_LONGEST_NAME = 80

Connected = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Lead:
    """Who leads which workshop from this tab."""

    context: Context
    initiative: str
    workshop: str
    key: str
    connected: Connected
    """Ids of the participants whose phones are with us now; the page hands it over."""

    def place(self, name: str) -> str:
        """The name under which the session keeps something of this workshop."""
        return f"rd-workshop-{name}-{self.workshop}"

    def sees(self, workshop: Workshop) -> None:
        """Remember the version that is on the screen; a page drawn late does not take one's own step back."""
        name, version = self._version_place(), workshop.version
        st.session_state[name] = max(version, st.session_state.get(name) or 0)

    def version(self) -> int:
        """The version that the person has seen, or made."""
        return int(st.session_state.get(self._version_place()) or 1)

    def press(self, form: str) -> str:
        """What marks the next press of this form's button, so that one that arrives twice is acted on once."""
        marks: str = st.session_state.setdefault(f"{form}-press", new_secret())
        return marks

    def pressed(self, form: str) -> None:
        """That press has been acted on; the next one is another."""
        st.session_state.pop(f"{form}-press", None)

    def take(self, step: Callable[[int], Any], done: str | None = None, *, beside: str = "") -> bool:
        """Take a step from the version that the person has seen; whether it was taken.

        One's own next press may come before the page is drawn again: it starts from what this step has led to. A step
        that somebody else's stands in the way of is said in a sentence that names them.
        """

        def act() -> None:
            result = step(self.version())
            if isinstance(result, Workshop):
                self.sees(result)

        return attempt(act, done, beside=beside)

    def _version_place(self) -> str:
        return f"{_VERSION}-{self.workshop}"


def lead_of(context: Context, initiative: str, workshop: str, connected: Connected) -> Lead | None:
    """The seat of this tab at a workshop; None where it has no key that is worth anything."""
    key = _keys().get(workshop)
    if key is None:
        keep(_name(workshop), None, lambda known: remember(workshop, known))
        return None
    try:
        facilitator = facilitator_of(context, workshop, key) if key else None
    except NotAllowed:
        forget(workshop)  # a key of old: the page asks for another
        facilitator = None
    if facilitator is None:
        keep(_name(workshop), "", lambda known: None)
        return None
    keep(_name(workshop), key, lambda known: None)
    acting = context.actor
    if acting.name != facilitator.name:
        context = replace(context, actor=replace(acting, id=None, name=facilitator.name, signed_in=False))
    return Lead(context, initiative, workshop, key, connected)


def remember(workshop: str, key: str) -> None:
    """Lead a workshop from this tab from now on."""
    st.session_state[_KEYS] = {**_keys(), workshop: key}


def forget(workshop: str) -> None:
    """Lead it from this tab no longer."""
    st.session_state[_KEYS] = {**_keys(), workshop: ""}


def ask_for_key(context: Context, workshop: str, code: str, leaders: str) -> None:
    """A workshop is running and this tab does not lead it: what to do about that."""
    typed, name = f"rd-workshop-code-{workshop}", f"rd-workshop-name-{workshop}"

    def enter() -> None:
        attempt(_enter, None, beside="workshop-key")

    def _enter() -> None:
        given = str(st.session_state.get(typed) or "").strip()
        if not given:
            raise Invalid("Type the recovery code, or a facilitator's key.", "key")
        letters = given.upper().replace("-", "").replace(" ", "")
        if len(letters) == _RECOVERY_LETTERS and set(letters) <= set(CODE_LETTERS):
            key = recover(context, workshop, recovery_code=given, name=str(st.session_state.get(name) or ""))
        else:
            facilitator_of(context, workshop, given)
            key = given
        remember(workshop, key)
        st.session_state[typed] = ""

    render(
        heading(
            "Who leads the running workshop?",
            element(
                "span",
                "Workshop ",
                element("strong", spoken_code(code)),
                f" is running, led by {leaders}. This tab does not lead it.",
            ),
        ),
        prose(
            "If you led it from another tab or browser, the recovery code that was shown at its start lets you in "
            "again. Somebody who leads it can also give you a key of your own, under People."
        ),
    )
    with st.form("rd-workshop-key", border=False):
        st.text_input(
            "Your name", value=context.actor.name if context.actor.id else "", key=name, max_chars=_LONGEST_NAME
        )
        st.text_input("Recovery code or facilitator's key", key=typed, max_chars=_LONGEST_CODE, autocomplete="off")
        st.form_submit_button("Lead this workshop", type="primary", on_click=enter)
        show_refusal("workshop-key")


def _keys() -> dict[str, str]:
    keys: dict[str, str] = st.session_state.get(_KEYS, {})
    return keys


def _name(workshop: str) -> str:
    return f"workshop-{workshop}"
