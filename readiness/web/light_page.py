"""A light page: one HTML document with its own small style and script, and a policy that lets nothing else in."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.responses import HTMLResponse

from readiness.hypertext import Html, Piece, element, embedded, join, lone
from readiness.signs import ACCENT, GROUND, LINE, MUTED, TEXT, TONES
from readiness.web.replies import PRIVATE

_FOLDER = Path(__file__).parent / "static"


def page_reply(
    title: str,
    *body: Piece,
    style: str,
    script: str = "",
    status: int = 200,
    head: Piece = None,
    body_data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A whole page; `style` and `script` are names of files in web/static that are written into it.

    `head` is put into the head, `body_data` are attributes of the body.
    """
    css = _colours() + source(style)
    js = source(script) if script else ""
    document = element(
        "html",
        element(
            "head",
            lone("meta", charset="utf-8"),
            lone("meta", name="viewport", content="width=device-width, initial-scale=1"),
            lone("meta", name="color-scheme", content="light dark"),
            lone("meta", name="robots", content="noindex"),
            lone("link", rel="icon", href="data:,"),
            element("title", title),
            embedded("style", css),
            head,
        ),
        element("body", *body, embedded("script", js) if js else None, **(body_data or {})),
        lang="en",
    )
    return HTMLResponse(
        f"<!doctype html>{document}",
        status_code=status,
        headers={**PRIVATE, **light_headers(css, js), **(headers or {})},
    )


def light_headers(css: str = "", js: str = "") -> dict[str, str]:
    """The headers of a light page: only this very style and script, requests and forms to this host alone."""
    policy = {
        "default-src": "'none'",
        "style-src": _hash(css),
        "script-src": _hash(js),
        "img-src": "data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-frame-options": "DENY",
        # Not no-referrer: with that a browser sends "Origin: null" with every form, and ours could not be told apart.
        "referrer-policy": "same-origin",
    }


@cache
def source(name: str) -> str:
    """A file of web/static as it is written into pages."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def _hash(text: str) -> str:
    if not text:
        return "'none'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


@cache
def _colours() -> str:
    """The colours of readiness/signs.py as CSS variables, light and dark."""

    def rules(dark: bool) -> str:
        said = {
            "text": TEXT[dark],
            "muted": MUTED[dark],
            "ground": GROUND[dark],
            "accent": ACCENT[dark],
            "line": LINE[dark],
        }
        for name, tone in TONES.items():
            said[name] = tone.dark_text if dark else tone.light_text
            said[f"{name}-ground"] = tone.dark_ground if dark else tone.light_ground
            said[f"{name}-mark"] = tone.mark
            said[f"{name}-outline"] = tone.outline
        return "".join(f"--{name}:{value};" for name, value in said.items())

    return f":root{{{rules(False)}}}@media screen and (prefers-color-scheme:dark){{:root{{{rules(True)}}}}}"


def sentences(text: str) -> Html:
    """A message of one or more lines as paragraphs."""
    return join(element("p", line) for line in text.split("\n") if line.strip())
