"""The projector: follows the room in big type, shows nothing that the room may not see, and opens to its link alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from readiness.commands import workshops
from readiness.commands.consensus import agree
from readiness.commands.initiatives import create_initiative
from readiness.commands.participants import join, participant_of, vote
from readiness.commands.workshops import Created, create_workshop
from readiness.context import Context, shared_context
from readiness.domain.workshop import Anonymity, Choice
from readiness.queries.workshop_projector import projector_token
from readiness.settings import NetworkSettings, Settings
from readiness.web import projector_page, projector_wall
from readiness.web.adapters import Adapter
from readiness.web.headers import SecurityHeaders
from readiness.web.limits import Limit
from readiness.web.reach import Reach

FIRST, SECOND = "data.source_mapping", "data.pipeline_robustness"
NAMES = ("Amy Zebra", "Bo Quagga", "Cy Okapi", "Dee Gnu")
UNIQUE = "never tested since May"


@pytest.fixture
def context(own_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setattr(projector_page, "wrong_addresses", Limit(10, within=60, wait=60))
    context = shared_context(Settings.from_environment({"READINESS_DATABASE": str(own_database)}))
    yield context
    context.store.close()


class Wall:
    """A workshop with four people, and its projector."""

    def __init__(self, context: Context, anonymity: Anonymity = "named") -> None:
        self.context = context
        initiative = create_initiative(context, name="Claims <triage>", profile="fraud_detection")
        self.made: Created = create_workshop(
            context, initiative, name="Ana", agenda=[FIRST, SECOND], anonymity=anonymity
        )
        self.tokens = [join(context, self.made.code, name=name, role="vet").token for name in NAMES]
        self.token = projector_token(context, self.made.id, self.made.key)
        self._app = Starlette(routes=projector_page.routes(), middleware=[Middleware(SecurityHeaders)])

    def lead(self, step: str, **more: object) -> None:
        version = self.context.store.workshop(self.made.id).workshop.version
        getattr(workshops, step)(self.context, self.made.id, key=self.made.key, version=version, **more)

    def show(self, screen: workshops.Screen) -> None:
        workshops.set_screen(self.context, self.made.id, key=self.made.key, screen=screen)

    def say(self, *choices: Choice, round: int = 1) -> None:
        for token, choice in zip(self.tokens, choices, strict=False):
            vote(self.context, token, criterion=FIRST, round=round, choice=choice, reason=UNIQUE)

    def get(self, more: str = "", *, token: str = "", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://room") as client:
                path = f"/projector/{self.made.id}/{token or self.token}{more}"
                return await client.get(path, headers={name.replace("_", "-"): said for name, said in headers.items()})

        return asyncio.run(ask())

    def text(self) -> str:
        answer = self.get()
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def wall(context: Context) -> Wall:
    return Wall(context)


def test_until_the_reveal_it_counts_and_holds_no_answer_no_reason_and_no_name(wall: Wall) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red", "green", "green")
    for said in (wall.text(), wall.get("/state").text):
        assert "3 of 4 voted" in said
        assert UNIQUE not in said
        assert not any(name in said for name in NAMES)
        assert 'class="spread"' not in said


def test_after_the_reveal_it_shows_the_spread_as_chart_and_in_words(wall: Wall) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red", "red", "green")
    wall.lead("reveal", missing_ok=True)
    said = wall.text()
    assert "Split" in said
    assert "The room sees it in opposite ways." in said
    assert 'class="spread"' in said
    assert "Not voted" in said
    assert UNIQUE in said
    wall.lead("new_round")
    assert UNIQUE not in wall.text()
    wall.say("yellow", "yellow", "yellow", "yellow", round=2)
    wall.lead("reveal")
    assert "2 moved up, 1 down, 0 stayed" in wall.text()


@pytest.mark.parametrize(("anonymity", "name", "role"), [("named", 1, 0), ("role", 0, 1), ("anonymous", 0, 0)])
def test_it_shows_of_people_what_the_anonymity_allows(
    context: Context, anonymity: Anonymity, name: int, role: int
) -> None:
    wall = Wall(context, anonymity)
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red")
    wall.lead("reveal", missing_ok=True)
    said = wall.text()
    assert UNIQUE in said
    assert ("Amy Zebra" in said) == bool(name)
    assert ("<bdi>vet</bdi>" in said) == bool(role)


def test_who_has_not_answered_and_is_not_connected_is_a_dot_of_another_shape_and_no_name(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red")
    near = {participant_of(wall.context, wall.tokens[1])[1].id}
    monkeypatch.setattr(projector_page, "connected", lambda workshop: frozenset(near))
    said = wall.text()
    assert '<span class="done">●</span>○<span class="away">◌◌</span>' in said
    assert not any(name in said for name in NAMES)
    tag = wall.get("/state").headers["etag"]
    assert wall.get("/state", if_none_match=tag).status_code == 304
    near.clear()
    assert "◌◌◌" in wall.get("/state", if_none_match=tag).json()["html"]


@pytest.mark.parametrize(("anonymity", "cut"), [("named", True), ("role", True), ("anonymous", False)])
def test_after_the_reveal_it_cuts_by_role_where_enough_people_have_one(
    context: Context, anonymity: Anonymity, cut: bool
) -> None:
    wall = Wall(context, anonymity)
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red", "red", "green", "yellow")
    assert 'class="roles"' not in wall.text()
    wall.lead("reveal")
    assert ('<tr><th scope="row"><bdi>vet</bdi></th><td>2</td><td>1</td><td>1</td></tr>' in wall.text()) is cut
    wall.lead("new_round")
    wall.say("red", "red", "green", round=2)
    wall.lead("reveal", missing_ok=True)
    assert 'class="roles"' not in wall.text()  # of three, each could be told from the others


def test_what_was_agreed_is_a_colour_and_what_was_not_is_a_grey_word(wall: Wall) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.say("yellow", "yellow", "yellow", "yellow")
    wall.lead("reveal")
    stands = wall.context.store.workshop(wall.made.id).workshop
    agree(
        wall.context,
        wall.made.id,
        key=wall.made.key,
        version=stands.version,
        rating="yellow",
        rationale="<i>Bo tests</i>",
        seen=0,
    )
    said = wall.text()
    assert 'class="chip yellow"' in said
    assert "&lt;i&gt;Bo tests&lt;/i&gt;" in said
    wall.lead("close")
    said = wall.text()
    assert "The workshop is over" in said
    assert '<span class="chip outlined">Not agreed</span>' in said
    assert wall.get("/state").json()["over"] is True


def test_blank_shows_nothing_at_all(wall: Wall) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.show("blank")
    said = wall.get("/state").json()["html"]
    assert "Source system" not in said
    assert "voted" not in said
    wall.show("live")
    assert "Source system" in wall.get("/state").json()["html"]


def test_the_join_code_covers_the_screen_and_without_an_address_it_says_why_there_is_no_qr_code(wall: Wall) -> None:
    wall.lead("open_voting", criterion=FIRST)
    wall.show("join")
    said = wall.text()
    code = wall.made.code
    assert f"{code[:3]}-{code[3:]}" in said
    assert "4 people in" in said
    assert "<img" not in said
    assert "Source system" not in said


def test_a_public_address_is_a_qr_code_that_carries_the_code(
    wall: Wall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted = NetworkSettings.from_environment({"READINESS_PUBLIC_ADDRESS": "https://rate.example.com"})
    reach = Reach(hosted, tmp_path / "choice.json", adapters=lambda: (Adapter("eth0", "10.0.0.5", "Cable"),))
    monkeypatch.setattr(projector_wall, "shared_reach", lambda: reach)
    said = wall.text()
    assert 'src="data:image/svg+xml;base64,' in said
    assert "https://rate.example.com/w" in said


def test_it_is_told_only_what_has_changed(wall: Wall) -> None:
    first = wall.get("/state")
    tag = first.headers["etag"]
    assert wall.get("/state", if_none_match=tag).status_code == 304
    wall.lead("open_voting", criterion=FIRST)
    wall.say("red")
    again = wall.get("/state", if_none_match=tag)
    assert again.status_code == 200
    assert again.headers["etag"] != tag
    assert "1 of 4 voted" in again.json()["html"]


def test_the_end_of_the_timer_reveals_where_that_was_chosen_also_without_any_board(context: Context) -> None:
    wall = Wall(context)
    initiative = create_initiative(context, name="Other", profile="fraud_detection")
    wall.made = create_workshop(context, initiative, name="Ana", agenda=[FIRST], auto_reveal=True)
    wall.token = projector_token(context, wall.made.id, wall.made.key)
    wall.lead("open_voting", criterion=FIRST)
    workshops.set_timer(context, wall.made.id, key=wall.made.key, seconds=5)
    assert 'class="timer"' in wall.text()
    ends = context.store.workshop(wall.made.id).workshop.timer_ends_at
    assert ends is not None
    later = Context(context.actor, context.store, context.frameworks, now=lambda: ends)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projector_page, "_context", lambda: later)
        assert "4 of 4" not in wall.text()
    assert context.store.workshop(wall.made.id).workshop.state == "revealed"


def test_a_wrong_address_tells_nothing_and_ten_of_them_have_to_wait(wall: Wall) -> None:
    unknown = Wall.get(wall, token="0" * 40)
    assert unknown.status_code == 404
    assert "Claims" not in unknown.text
    here = wall.made.id
    wall.made = Created("nowhere", wall.made.code, wall.made.key, wall.made.recovery_code)
    assert wall.get().text == unknown.text
    for _ in range(9):
        wall.get()
    wall.made = Created(here, wall.made.code, wall.made.key, wall.made.recovery_code)
    assert wall.get().status_code == 429


def test_the_page_is_small_strict_and_kept_nowhere(wall: Wall) -> None:
    answer = wall.get()
    assert len(answer.content) < 60_000
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "Claims &lt;triage&gt;" in answer.text
    assert wall.made.key not in answer.text
