"""The evidence of a criterion: what is there, with its date and who vouches for it, and forms to add or withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import streamlit as st

from readiness.commands.evidence import add_file, add_link, add_text, withdraw
from readiness.context import Actor, Context
from readiness.domain.assessment import Evidence
from readiness.domain.framework import Criterion
from readiness.domain.wording import EVIDENCE_WORDS
from readiness.errors import Invalid
from readiness.ui.criterion import ASIDE, Place
from readiness.ui.dates import FIRST_DAY, LAST_DAY, day, day_and_distance
from readiness.ui.errors import plain
from readiness.ui.markup import Html, Piece, download, element, foreign_link, join, render

ADDITIONS = {"link": "Link", "file": "File", "text": "Text"}
LARGEST_FILE = 10
"""Megabytes; the command checks it again."""


def evidence_part(place: Place, criterion: Criterion, items: Sequence[Evidence], actor: Actor, today: date) -> None:
    """The list of evidence, a choice of what to add with its form, and a menu to withdraw an item."""
    wanted = "Asked for: " + "; ".join(criterion.evidence) + "."
    render(element("h3", "Evidence"), element("p", wanted, class_="rd-muted rd-small"), _listed(place, items, today))
    standing = {item.id: item for item in items if item.withdrawn_at is None}
    turn = place.turn("evidence")
    with st.container(horizontal=True) if standing else nullcontext():
        kind = st.segmented_control(
            "Add evidence",
            list(ADDITIONS),
            format_func=lambda kind: f"+ {ADDITIONS[kind]}",
            key=place.key(f"add-{turn}"),
        )
        if standing:
            # Numbered: the browser sends back the words, and two items may have the same.
            said = {
                id: f"{n}. {_title(item)[:60]} ({day(item.day)})" for n, (id, item) in enumerate(standing.items(), 1)
            }
            st.menu_button(
                "Withdraw…",
                list(standing),
                format_func=lambda id: plain(said.get(id, "")),
                key=place.key("withdraw"),
                type="tertiary",
                on_click=_withdraw,
                args=(place,),
            )
    place.show_refusal("withdraw")
    if kind in ADDITIONS:
        _form(place, kind, actor, today, turn)


def _listed(place: Place, items: Sequence[Evidence], today: date) -> Html:
    if not items:
        return element("p", "No evidence yet. Green needs a dated file, link or metric value.", class_="rd-small")
    newest = sorted(items, key=lambda item: (item.withdrawn_at is not None, -item.day.toordinal()))
    return element("ul", *(_line(place, item, today) for item in newest), class_="rd-evidence")


def _line(place: Place, item: Evidence, today: date) -> Html:
    title: Piece = element("bdi", _title(item))
    if item.kind == "link":
        title = foreign_link(element("bdi", _title(item)), item.url)
    elif item.kind == "file":
        title = download(element("bdi", _title(item)), f"evidence/{place.initiative}/{item.id}")
    facts: list[Piece] = [EVIDENCE_WORDS[item.kind].lower()]
    if item.kind == "file":
        facts += [element("bdi", item.file_name)] if item.text.strip() else []
        facts.append(_size(item.size))
    facts.append(day_and_distance(item.day, today))
    if item.by.strip():
        facts.append(element("bdi", item.by))
    facts.append(join(("added by ", element("bdi", item.added_by))) if item.added_by else None)
    line = join((title, " ", element("span", join((fact for fact in facts if fact), " · "), class_="rd-muted")))
    if item.withdrawn_at is not None:
        return element("li", element("s", line), " withdrawn", class_="rd-withdrawn")
    return element("li", line)


def _title(item: Evidence) -> str:
    return item.text.strip() or item.file_name or item.url


def _size(size: int | None) -> str:
    if size is None:
        return ""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:,.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


def _form(place: Place, kind: str, actor: Actor, today: date, turn: int) -> None:
    """The fields of one new item. They keep what was typed until it is saved."""
    with st.form(place.key(f"form-{kind}"), border=False):
        if kind == "link":
            st.text_input("Link (https://…)", key=place.key("evidence-url"))
        elif kind == "file":
            st.file_uploader(
                f"File (up to {LARGEST_FILE} MB)", key=place.key("evidence-file"), max_upload_size=LARGEST_FILE
            )
        if kind == "text":
            st.text_area(
                "What was observed (a text alone proves yellow, not green)", key=place.key("evidence-text"), height=80
            )
        else:
            st.text_input("What it shows", key=place.key("evidence-text"))
        left, right = st.columns(2)
        left.date_input(
            "Date of the evidence",
            value=None,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            key=place.key("evidence-day"),
        )
        right.text_input("Who vouches for it", value=actor.name if actor.id else "", key=place.key("evidence-by"))
        st.form_submit_button(f"Add {ADDITIONS[kind].lower()}", type="primary", on_click=_add, args=(place, kind, turn))
        place.show_refusal("evidence")


def _add(place: Place, kind: str, turn: int) -> None:
    def typed(part: str) -> Any:
        return st.session_state.get(place.key(part))

    def command(context: Context) -> None:
        when, text, by = typed("evidence-day"), str(typed("evidence-text") or ""), str(typed("evidence-by") or "")
        file = typed("evidence-file")
        if kind == "file" and file is None:
            raise Invalid("Choose a file first. Nothing was saved.", "file")
        if not isinstance(when, date):
            raise Invalid(
                "Give the date that the evidence is from: its age counts from there. Nothing was saved.", "day"
            )
        common: dict[str, Any] = {"text": text, "day": when, "by": by}
        if kind == "link":
            add_link(context, place.initiative, place.criterion, url=str(typed("evidence-url") or "").strip(), **common)
        elif kind == "file":
            add_file(
                context,
                place.initiative,
                place.criterion,
                file_name=file.name,
                content=file.getvalue(),
                media_type=file.type or "",
                **common,
            )
        else:
            add_text(context, place.initiative, place.criterion, **common)

    place.act("evidence", command, turn=turn)
    place.redraw(ASIDE)


def _withdraw(place: Place) -> None:
    chosen = st.session_state.get(place.key("withdraw"))
    if isinstance(chosen, str):
        place.act("withdraw", lambda context: withdraw(context, place.initiative, chosen))
    place.redraw(ASIDE)
