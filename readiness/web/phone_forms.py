"""The way in: typing the code, saying who one is, coming back, and the plain pages that say why not."""

from dataclasses import dataclass

from starlette.responses import HTMLResponse

from readiness.commands.facilitators import LONGEST_NAME
from readiness.commands.participants import LONGEST_ROLE
from readiness.domain.redaction import promise
from readiness.domain.workshop import Anonymity
from readiness.hypertext import Html, Piece, element, join, lone
from readiness.web.light_page import page_reply, sentences

INDEPENDENCE = {
    "none": "No, none of these",
    "stake": "Yes, at least one",
    "unsaid": "I would rather not say",
}
"""The three answers to the question of independence; only the first makes somebody independent."""

QUESTION = "Do you work on, own or manage the delivery of this, report to whoever does, or gain from its launch date?"
"""The three declarations of independence in one sentence."""


@dataclass(frozen=True)
class Joining:
    """What somebody has said of themselves so far."""

    name: str = ""
    role: str = ""
    independence: str = ""
    observer: bool = False
    once: str = ""
    """Made with the form: two taps on its button are one person."""
    wrong: str = ""


LIVE_HELD_BACK = "The live connection does not come through here. Join all the same: your page asks every two seconds."


def code_page(base: str, *, code: str = "", wrong: str = "", status: int = 200) -> HTMLResponse:
    """Asks for the code that stands on the screen."""
    return _page(
        "Join a workshop",
        element("h1", "Join a workshop"),
        _wrong(wrong),
        element(
            "form",
            element("label", "Code on the screen", class_="field", for_="code"),
            lone(
                "input",
                type="text",
                id="code",
                name="code",
                class_="code",
                value=code,
                required="",
                maxlength="12",
                autocomplete="off",
                autocapitalize="characters",
                spellcheck="false",
            ),
            element("p", "Six letters and digits, as in H4K 7PX. Large or small letters are the same.", class_="hint"),
            element("button", "Go on", type="submit"),
            action=f"{base}/w",
            method="get",
        ),
        status=status,
    )


def join_page(
    base: str,
    code: str,
    initiative: str,
    anonymity: Anonymity,
    joining: Joining,
    *,
    plain: bool = False,
    status: int = 200,
) -> HTMLResponse:
    """Asks who somebody is: name, role if they like, and one tap on independence.

    Unless it is `plain`, it tries meanwhile whether the room can be followed live, and says within ten seconds if not.
    """
    return _page(
        f"Join – {initiative}",
        element("p", initiative, class_="crumb"),
        element("h1", "Who are you?"),
        _wrong(joining.wrong),
        element(
            "form",
            lone("input", type="hidden", name="once", value=joining.once),
            element("label", "Your name", class_="field", for_="name"),
            lone(
                "input",
                type="text",
                id="name",
                name="name",
                value=joining.name,
                required="",
                maxlength=LONGEST_NAME,
                autocomplete="name",
            ),
            # An anonymous workshop keeps no role, so it does not ask for one.
            None if anonymity == "anonymous" else _role(joining.role),
            element(
                "fieldset",
                element("legend", QUESTION),
                *(
                    _option("radio", "independence", value, label, checked=joining.independence == value)
                    for value, label in INDEPENDENCE.items()
                ),
            ),
            element("p", "Only a clear no counts as independent. It does not weigh your answers.", class_="hint"),
            _option("checkbox", "observer", "1", "I only look on and do not answer", checked=joining.observer),
            element("button", "Join", type="submit"),
            element("h2", "Who sees what you answer"),
            element("p", promise(anonymity), class_="hint"),
            action=f"{base}/w/{code}/join",
            method="post",
        ),
        None if plain else _way(base, code),
        status=status,
        script="" if plain else "join.js",
        base=base,
    )


def taken_page(base: str, code: str, initiative: str, joining: Joining) -> HTMLResponse:
    """Somebody with this name is in already: come back as them, or be another of the same name."""
    return _page(
        f"Join – {initiative}",
        element("p", initiative, class_="crumb"),
        element("h1", f"{joining.name} is here already"),
        element("p", "If that is you, open your personal link, or let the facilitator bring you back to your seat."),
        element(
            "form",
            _kept(joining),
            lone("input", type="hidden", name="code", value=code),
            element("button", "That’s me — rejoin", type="submit", formaction=f"{base}/w/rejoin"),
            element("button", f"I’m another {joining.name}", type="submit", name="another", value="1", class_="second"),
            action=f"{base}/w/{code}/join",
            method="post",
        ),
    )


def person_page(base: str, code: str, initiative: str, anonymity: Anonymity, joining: Joining) -> HTMLResponse:
    """Somebody of this name is among the initiative's people: are they the one, and does their declaration stand?"""
    return _page(
        f"Join – {initiative}",
        element("p", initiative, class_="crumb"),
        element("h1", f"Are you the {joining.name} of this initiative?"),
        element(
            "p",
            "Somebody of this name is among its people. If that is you, what you declared there holds here as well. ",
            "This workshop is anonymous and keeps no more of it than whether you are independent."
            if anonymity == "anonymous"
            else "The ratings that are agreed will name you among those who rated.",
        ),
        element(
            "form",
            _kept(joining),
            element("button", "Yes, use my declaration", type="submit", name="person", value="yes"),
            element("button", "No, I’m somebody else", type="submit", name="person", value="no", class_="second"),
            action=f"{base}/w/{code}/join",
            method="post",
        ),
    )


def asked_page(base: str, said: str) -> HTMLResponse:
    """Waits until the facilitator lets somebody back to their seat; loads again by itself, without any script."""
    return _page(
        "Rejoin",
        element("h1", "Welcome back"),
        element("p", said, role="status"),
        element("a", "Look again", href=f"{base}/w/me", class_="button second"),
        status=403,
        head=lone("meta", http_equiv="refresh", content="3"),
    )


def plain_page(base: str, title: str, said: str, *, status: int, again: bool = True) -> HTMLResponse:
    """A page that says something and leads back to where a code is typed."""
    return _page(
        title,
        element("h1", title),
        sentences(said),
        element("a", "Type a code", href=f"{base}/w?new=1", class_="button second") if again else None,
        status=status,
    )


def _page(
    title: str, *body: Piece, status: int = 200, head: Piece = None, script: str = "", base: str = ""
) -> HTMLResponse:
    data = {"data_base": base} if script else None
    return page_reply(
        title, element("main", *body), style="phone.css", script=script, status=status, head=head, body_data=data
    )


def _way(base: str, code: str) -> Html:
    """What the script shows where nothing comes through live."""
    return element(
        "div",
        element("p", LIVE_HELD_BACK),
        element("a", "Use the page without script", href=f"{base}/w/plain?code={code}"),
        id="way",
        class_="way",
        role="status",
        hidden="",
    )


def _role(role: str) -> Html:
    return join(
        (
            element("label", "Your role (optional)", class_="field", for_="role"),
            lone(
                "input",
                type="text",
                id="role",
                name="role",
                value=role,
                maxlength=LONGEST_ROLE,
                autocomplete="organization-title",
            ),
        )
    )


def _option(kind: str, name: str, value: str, label: str, *, checked: bool) -> Html:
    return element(
        "div",
        lone(
            "input",
            type=kind,
            name=name,
            value=value,
            id=f"{name}-{value}",
            required="" if kind == "radio" else None,
            checked="" if checked else None,
        ),
        element("label", label, for_=f"{name}-{value}"),
        class_="choice grey",
    )


def _kept(joining: Joining) -> Html:
    """What was said so far, for the next step."""
    said = {
        "name": joining.name,
        "role": joining.role,
        "independence": joining.independence,
        "observer": "1" if joining.observer else "",
        "once": joining.once,
    }
    return join(lone("input", type="hidden", name=name, value=value) for name, value in said.items())


def _wrong(sentence: str) -> Html | None:
    return element("div", sentences(sentence), class_="wrong", role="alert") if sentence else None
