"""A workshop and phones that ask the light routes as a browser would."""

import asyncio
import html
import re
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands import workshops
from readiness.commands.initiatives import create_initiative
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context
from readiness.web import phones
from readiness.web.headers import SecurityHeaders

FIRST, SECOND = "data.source_mapping", "data.pipeline_robustness"
ANSWER = {"criterion": FIRST, "round": "1", "choice": "yellow", "reason": "", "evidence": ""}


class Phone:
    """Asks the routes as a browser would, and keeps its cookies."""

    def __init__(self, app: Starlette, base: str = "http://room") -> None:
        self._transport, self._base = httpx.ASGITransport(app, raise_app_exceptions=False), base
        self.cookies = httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self._ask("POST", path, **more)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=self._base, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())


class Room:
    """A workshop and its facilitator."""

    def __init__(self, context: Context, anonymity: str = "named") -> None:
        self.context = context
        self.initiative = create_initiative(context, name="Claims <triage>", profile="fraud_detection")
        self.created: Created = create_workshop(
            context,
            self.initiative,
            name="Ana",
            agenda=[FIRST, SECOND],
            anonymity=anonymity,  # type: ignore[arg-type]
        )
        self.app = Starlette(routes=phones.routes(), middleware=[Middleware(SecurityHeaders)])

    @property
    def id(self) -> str:
        return self.created.id

    @property
    def version(self) -> int:
        return self.context.store.workshop(self.id).workshop.version

    def lead(self, step: str, **more: object) -> None:
        getattr(workshops, step)(self.context, self.id, key=self.created.key, version=self.version, **more)

    def open(self, criterion: str = FIRST) -> None:
        self.lead("open_voting", criterion=criterion)

    def reveal(self) -> None:
        self.lead("reveal", missing_ok=True)

    def votes(self) -> list[tuple[str, str]]:
        return sorted((vote.choice, vote.reason) for vote in self.context.store.workshop(self.id).votes)

    def phone(self) -> Phone:
        return Phone(self.app)

    def joined(self, name: str, **more: str) -> Phone:
        phone = self.phone()
        answer = join(phone, self.created.code, name, **more)
        assert answer.status_code == 303, answer.text
        return phone


def join(phone: Phone, code: str, name: str, **more: str) -> httpx.Response:
    form = phone.get(f"/w/{code}?new=1")
    once = re.search(r'name="once" value="([^"]+)"', form.text)
    fields = {"name": name, "role": "", "independence": "none", "once": once.group(1) if once else ""}
    return phone.post(f"/w/{code}/join", data={**fields, **more})


def said(text: str) -> str:
    """A page as text, without its style and script."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
