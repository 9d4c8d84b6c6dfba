"""The page of somebody in the room: the step that it follows, and what stands around it."""

from __future__ import annotations

import hashlib

from starlette.responses import HTMLResponse

from readiness.hypertext import Html, element, lone
from readiness.queries.phones import PhoneView
from readiness.web.light_page import page_reply
from readiness.web.phone_steps import Typed, step


def step_page(
    base: str,
    view: PhoneView,
    *,
    typed: Typed | None = None,
    personal: str = "",
    plain: bool = False,
    status: int = 200,
) -> HTMLResponse:
    """The page of somebody in the room; `personal` is their own link, shown this once.

    `plain` leaves the script out, for phones and networks that it does not work in.
    """
    refresh = lone("meta", http_equiv="refresh", content="15")
    return page_reply(
        f"{view.initiative} – workshop",
        element("header", element("p", view.initiative), element("p", "Workshop"), class_="top"),
        element("p", "", id="line", class_="line", role="status", hidden=""),
        element("p", "", id="voice", class_="hidden", role="status"),
        element(
            "main",
            step(base, view, typed),
            id="step",
            data_step=step_name(view),
            data_tag=tag(view),
            data_follow=None if is_over(view) else "1",
        ),
        _foot(base, view, personal, plain=plain),
        None if plain or is_over(view) else _way(base),
        style="phone.css",
        script="" if plain else "phone.js",
        status=status,
        body_data={
            "data_base": base,
            "data_now": view.now.isoformat(),
            "data_seat": f"{view.workshop.code}/{view.participant.id}",
        },
        # Never over the personal link: it would be gone before anybody has noted it.
        head=(refresh if plain else element("noscript", refresh)) if _waits(view) and not personal else None,
    )


def step_name(view: PhoneView) -> str:
    """Names what stands on the page: as long as it stays, nothing that somebody types may be touched."""
    workshop, decided = view.workshop, view.consensus
    return f"{workshop.state}/{workshop.criterion or ''}/{workshop.round}/{decided.version if decided else 0}"


def tag(view: PhoneView) -> str:
    """Moves with everything on the page; as an ETag it saves sending what a phone has already."""
    now = view.visible.latest if view.visible else None
    own = (now.own, now.answered_elsewhere) if now else None
    said = repr((view.mark, step_name(view), own, view.participant)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:24]


def is_over(view: PhoneView) -> bool:
    """Whether nothing will change on this page any more."""
    return view.workshop.state == "closed"


def _waits(view: PhoneView) -> bool:
    """Whether somebody can do nothing but wait here, so that loading again takes nothing from them."""
    return view.workshop.state == "lobby" or (view.workshop.state == "voting" and view.participant.observer)


def _way(base: str) -> Html:
    """Where the script says that nothing comes through live, and what happens instead."""
    return element(
        "div",
        element("p", "", id="way-words"),
        element("a", "Use the plain page instead", href=f"{base}/w/plain"),
        id="way",
        class_="way",
        role="status",
        hidden="",
    )


def _foot(base: str, view: PhoneView, personal: str, *, plain: bool = False) -> Html:
    again = element("a", "Look whether the room has moved on", href=f"{base}/w/me")
    person = view.participant
    independent = "independent" if person.independent else "not independent"
    said = [person.name, *([person.role] if person.role else []), "looks on" if person.observer else independent]
    return element(
        "footer",
        element(
            "details",
            element("summary", "Your personal link: save it, it is shown this once"),
            element("p", "It brings you back to your seat on any device. Who has it can answer for you."),
            element("p", personal, id="personal", class_="link"),
            element("button", "Copy it", type="button", class_="second", data_copy="personal", hidden=""),
            element("a", "I have noted it, go on", href=f"{base}/w/me"),
            open="",
        )
        if personal
        else None,
        element("p", "You are ", " · ".join(said), "."),
        None if is_over(view) else again if plain else element("noscript", again, " "),
        element("a", "Use the page that moves on by itself", href=f"{base}/w/plain?off=1") if plain else None,
        element("a", "Not you? Join as somebody else", href=f"{base}/w/{view.workshop.code}?new=1"),
        class_="foot",
    )
