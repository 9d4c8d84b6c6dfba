"""What anybody may see of the answers on one criterion: the one place that decides it, for every surface there is.

Phones, board, projector, programs, exports, records and share links all show what `visible` returns and nothing else of
the answers. Until the reveal of a round that is each person's own answer and how many have answered; after it, what the
workshop's anonymity allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from readiness.domain.agreement import SMALL_GROUP, Spread, lower_median, spread
from readiness.domain.assessment import Fact
from readiness.domain.workshop import (
    CHOICES,
    Anonymity,
    Choice,
    Participant,
    Round,
    Vote,
    Workshop,
    expected,
    movement,
)

Voted = tuple[str, int, str]
"""Criterion, number of the round and id of a participant who has answered in it."""


class Viewer(Fact):
    """Who looks: a participant at their phone, a facilitator, everybody in front of the projector, or the world."""

    kind: Literal["participant", "facilitator", "projector", "outside"]
    participant: str = ""
    """Id of the participant who looks."""
    ballot: str = ""
    """Under which name their answers on the criterion lie: their id, or in an anonymous workshop what only their token
    can say."""
    names: bool = False
    """From outside: whether whoever let it out ticked that names, or roles, may be seen."""
    reasons: bool = False
    """From outside: whether reasons may be seen."""
    evidence: bool = False
    """From outside: whether what was named as proof may be seen."""

    @property
    def inside(self) -> bool:
        """Whether they are in the room."""
        return self.kind != "outside"


FACILITATOR = Viewer(kind="facilitator")
PROJECTOR = Viewer(kind="projector")
OUTSIDE = Viewer(kind="outside")
"""Somebody who was not in the room, shown figures alone."""


def participant(id: str, ballot: str = "") -> Viewer:
    """Somebody at their phone; `ballot` where their answers do not lie under their id."""
    return Viewer(kind="participant", participant=id, ballot=ballot or id)


class Own(Fact):
    """The viewer's own answer."""

    choice: Choice
    reason: str
    evidence: str
    at: AwareDatetime
    entered_by_facilitator: bool


class Tick(Fact):
    """Whether somebody has answered; never what."""

    participant: str
    name: str
    voted: bool
    away: bool = False
    """Not answered, and no phone of theirs is with us: waited for in grey."""


class Said(Fact):
    """A reason or a proof that somebody gave, with what may be seen of who it was (empty texts: nothing)."""

    reason: str = ""
    evidence: str = ""
    name: str = ""
    role: str = ""
    entered_by_facilitator: bool = False


class Group(Fact):
    """Those who gave one answer: how many, what they said, and their names where names may be seen."""

    choice: Choice
    count: int
    said: tuple[Said, ...] = ()
    names: tuple[str, ...] = ()


class RoleCut(Fact):
    """The answers of those with one role."""

    role: str
    spread: Spread


class Movement(Fact):
    """How many moved since the round before; only who answered red, yellow or green in both counts."""

    up: int
    down: int
    same: int


class VisibleRound(Fact):
    """One round as the viewer may see it. Everything after `own` is empty until the reveal."""

    number: int
    revealed: bool
    revealed_by: str = ""
    voted: int
    expected: int
    """How many are waited for or had been; who only looks on, was removed or joined after the reveal is not."""
    away: int = 0
    """How many of those who have not answered no phone is with us of: for those in front, who wait for them."""
    ticks: tuple[Tick, ...] = ()
    """Who has answered by name: for a facilitator alone, and not in an anonymous workshop."""
    own: Own | None = None
    answered_elsewhere: bool = False
    """Whether the viewer's seat has answered from a device that it has left since: `own` then is withheld, for whoever
    let the new device in could be the one who holds it. In a named workshop it is shown after the reveal, as to all."""
    joined_later: bool = False
    """Whether the viewer joined after the reveal and so is in no count of this round."""
    spread: Spread | None = None
    groups: tuple[Group, ...] = ()
    """One an answer that was given, from red to don't know."""
    by_role: tuple[RoleCut, ...] = ()
    independent_median: Choice | None = None
    """The lower median of the independent, where enough of them answered; None says nothing about it."""
    entered_by_facilitator: int = 0
    """How many answers the facilitator entered for people without a device."""
    movement: Movement | None = None


class Visible(Fact):
    """All rounds on one criterion as the viewer may see them, first round first."""

    criterion: str
    rounds: tuple[VisibleRound, ...] = ()

    @property
    def latest(self) -> VisibleRound | None:
        """The last round that was opened."""
        return self.rounds[-1] if self.rounds else None

    @property
    def latest_revealed(self) -> VisibleRound | None:
        """The last round that was revealed."""
        return next((one for one in reversed(self.rounds) if one.revealed), None)

    @property
    def proofs(self) -> tuple[Said, ...]:
        """What was named as proof in any revealed round, each text once with all who named it."""
        found: dict[str, list[Said]] = {}
        for said in (said for one in self.rounds for group in one.groups for said in group.said if said.evidence):
            found.setdefault(said.evidence, []).append(said)
        return tuple(
            Said(
                evidence=evidence,
                name=", ".join(sorted({one.name for one in found[evidence] if one.name})),
                role=", ".join(sorted({one.role for one in found[evidence] if one.role})),
            )
            for evidence in sorted(found, key=str.casefold)
        )


def visible(
    workshop: Workshop,
    criterion: str,
    *,
    viewer: Viewer,
    participants: Iterable[Participant],
    rounds: Iterable[Round],
    votes: Iterable[Vote],
    voted: Iterable[Voted] = (),
    connected: frozenset[str] | None = None,
) -> Visible:
    """What the viewer may see of the answers on one criterion; facts of other criteria are passed over.

    `voted` says who has answered, where the answers themselves do not: in an anonymous workshop. `connected` are the
    participants whose phones are with us at this moment; None where that is not known.
    """
    people, rounds = tuple(participants), tuple(rounds)
    given = [vote for vote in votes if vote.criterion == criterion]
    known = {one.id: one for one in people}
    done = [one for one in voted if one[0] == criterion]
    shown: list[VisibleRound] = []
    before: Sequence[Vote] | None = None
    for one in sorted((one for one in rounds if one.criterion == criterion), key=lambda one: one.number):
        now = [vote for vote in given if vote.round == one.number]
        who = {vote.participant for vote in now if vote.participant in known} | {
            id for _, number, id in done if number == one.number
        }
        if one.revealed_at is not None:
            shown.append(_open(workshop.anonymity, one, viewer, known, now, who, before))
            before = now
        elif viewer.inside:
            shown.append(_blind(workshop.anonymity, one, viewer, known, now, who, connected))
    found = Visible(criterion=criterion, rounds=tuple(shown))
    return personal(found, viewer, anonymity=workshop.anonymity, participants=people, rounds=rounds, votes=given)


def personal(
    shared: Visible,
    viewer: Viewer,
    *,
    anonymity: Anonymity,
    participants: Iterable[Participant],
    rounds: Iterable[Round],
    votes: Iterable[Vote],
) -> Visible:
    """What everybody in the room sees, with the viewer's own answers: for many phones from one look at the rest."""
    if viewer.kind != "participant" or not viewer.participant:
        return shared
    looker = next((one for one in participants if one.id == viewer.participant), None)
    if looker is None:
        return shared
    revealed = {one.number: one.revealed_at for one in rounds if one.criterion == shared.criterion}
    mine = {
        vote.round: vote for vote in votes if vote.criterion == shared.criterion and vote.participant == viewer.ballot
    }
    hidden = {
        number
        for number, vote in mine.items()
        if vote.seat_moved and (revealed.get(number) is None or anonymity != "named")
    }
    return shared.model_copy(
        update={
            "rounds": tuple(
                one.model_copy(
                    update={
                        "own": None if one.number in hidden else _own(mine.get(one.number)),
                        "answered_elsewhere": one.number in hidden,
                        "joined_later": _is_after(looker.joined_at, revealed.get(one.number)),
                    }
                )
                for one in shared.rounds
            )
        }
    )


def sees_names(anonymity: Anonymity, viewer: Viewer) -> bool:
    """Whether the viewer may see who gave an answer, once it is revealed."""
    return anonymity == "named" and (viewer.inside or viewer.names)


def sees_roles(anonymity: Anonymity, viewer: Viewer) -> bool:
    """Whether the viewer may see the role of whoever gave an answer, once it is revealed."""
    return anonymity != "anonymous" and (viewer.inside or viewer.names)


def sees_who_has_voted(anonymity: Anonymity, viewer: Viewer) -> bool:
    """Whether the viewer may see by name who has answered, which does not say what."""
    return viewer.kind == "facilitator" and anonymity != "anonymous"


def promise(anonymity: Anonymity) -> str:
    """What people are told, before they answer, about who can see what."""
    after = {
        "named": "everybody in the room sees your answer and reason with your name. The facilitator sees who has "
        "answered, and your name can stand in what is handed on.",
        "role": "everybody in the room sees your reason with your role, never your name. The facilitator sees who has "
        "answered, never what.",
        "anonymous": "everybody in the room sees your reason without name or role. Nobody sees who has answered, only "
        "how many.",
    }[anonymity]
    kept = (
        "The database keeps your answers apart from your name."
        if anonymity == "anonymous"
        else "The database keeps your answers with your name, and whoever runs the computer could look them up."
    )
    return f"Until the reveal nobody else sees your answer, the facilitator included. After it, {after} {kept}"


def _blind(
    anonymity: Anonymity,
    round: Round,
    viewer: Viewer,
    people: Mapping[str, Participant],
    votes: Sequence[Vote],
    voted: set[str],
    connected: frozenset[str] | None,
) -> VisibleRound:
    """A round before its reveal: how many have answered."""
    awaited = expected(people.values(), round)
    still = sum(one.id not in voted for one in awaited)
    away = _away(awaited, voted, connected) if viewer.kind in ("facilitator", "projector") else frozenset()
    return VisibleRound(
        number=round.number,
        revealed=False,
        voted=len(votes),
        # Whoever was removed after answering is awaited no more, and still has answered.
        expected=len(votes) + still,
        away=len(away),
        ticks=_ticks(awaited, voted, away) if sees_who_has_voted(anonymity, viewer) else (),
    )


def _open(
    anonymity: Anonymity,
    round: Round,
    viewer: Viewer,
    people: Mapping[str, Participant],
    votes: Sequence[Vote],
    voted: set[str],
    before: Sequence[Vote] | None,
) -> VisibleRound:
    """A round after its reveal, as far as the anonymity goes."""
    names, roles = sees_names(anonymity, viewer), sees_roles(anonymity, viewer)
    known = [people[id] for id in (*voted, *round.missing) if id in people]
    return VisibleRound(
        number=round.number,
        revealed=True,
        revealed_by=round.revealed_by,
        voted=len(votes),
        expected=len(votes) + len(round.missing),
        ticks=_ticks(known, voted) if sees_who_has_voted(anonymity, viewer) else (),
        spread=spread((vote.choice for vote in votes), not_voted=len(round.missing)),
        groups=tuple(
            _group(choice, [vote for vote in votes if vote.choice == choice], viewer, people, names=names, roles=roles)
            for choice in CHOICES
            if any(vote.choice == choice for vote in votes)
        ),
        by_role=_by_role(anonymity, votes, people) if roles else (),
        independent_median=independent_median(votes),
        entered_by_facilitator=sum(vote.entered_by_facilitator for vote in votes),
        movement=_movement(before, votes),
    )


def _away(awaited: Iterable[Participant], voted: set[str], connected: frozenset[str] | None) -> frozenset[str]:
    """Who has not answered and is not with us. Who has no device is waited for, not missed by the network."""
    if connected is None:
        return frozenset()
    return frozenset(
        one.id for one in awaited if one.id not in voted and one.id not in connected and not one.entered_by_facilitator
    )


def _ticks(people: Iterable[Participant], voted: set[str], away: frozenset[str] = frozenset()) -> tuple[Tick, ...]:
    return tuple(
        Tick(participant=one.id, name=one.name, voted=one.id in voted, away=one.id in away)
        for one in sorted(people, key=lambda one: (one.joined_at, one.id))
    )


def _own(vote: Vote | None) -> Own | None:
    if vote is None:
        return None
    return Own(
        choice=vote.choice,
        reason=vote.reason,
        evidence=vote.evidence,
        at=vote.at,
        entered_by_facilitator=vote.entered_by_facilitator,
    )


def _is_after(moment: datetime, reveal: datetime | None) -> bool:
    return reveal is not None and moment > reveal


def _group(
    choice: Choice,
    votes: Sequence[Vote],
    viewer: Viewer,
    people: Mapping[str, Participant],
    *,
    names: bool,
    roles: bool,
) -> Group:
    said = []
    for vote in votes:
        who = people.get(vote.participant)
        entry = Said(
            reason=vote.reason.strip() if viewer.inside or viewer.reasons else "",
            evidence=vote.evidence.strip() if viewer.inside or viewer.evidence else "",
            name=who.name if who and names else "",
            role=who.role if who and roles else "",
            entered_by_facilitator=vote.entered_by_facilitator and names,
        )
        if entry.reason or entry.evidence:
            said.append(entry)
    return Group(
        choice=choice,
        count=len(votes),
        # In the order of the words, not of arrival: who answered first, or joined first, must not be read from it.
        said=tuple(sorted(said, key=lambda one: (one.reason.casefold(), one.evidence.casefold(), one.name))),
        names=tuple(sorted(people[vote.participant].name for vote in votes if vote.participant in people))
        if names
        else (),
    )


def _by_role(anonymity: Anonymity, votes: Sequence[Vote], people: Mapping[str, Participant]) -> tuple[RoleCut, ...]:
    """The answers by role, for roles that enough people answered in.

    Where names are withheld, what is left over beside the roles shown must be nobody or enough people as well:
    otherwise the answers of the few could be had by taking away.
    """
    roles: dict[str, list[Vote]] = {}
    for vote in votes:
        who = people.get(vote.participant)
        roles.setdefault(" ".join(who.role.split()).casefold() if who else "", []).append(vote)
    shown = sorted(
        (role for role in roles if role and len(roles[role]) >= SMALL_GROUP), key=lambda role: -len(roles[role])
    )
    if anonymity != "named":
        while shown and 0 < len(votes) - sum(len(roles[role]) for role in shown) < SMALL_GROUP:
            shown.pop()
    written = Counter[tuple[str, str]]()
    for vote in votes:
        who = people.get(vote.participant)
        if who:
            written[(" ".join(who.role.split()).casefold(), " ".join(who.role.split()))] += 1
    return tuple(
        RoleCut(
            role=max((pair for pair in written if pair[0] == role), key=lambda pair: written[pair])[1],
            spread=spread(vote.choice for vote in roles[role]),
        )
        for role in sorted(shown)
    )


def independent_votes(votes: Iterable[Vote]) -> tuple[Literal["red", "yellow", "green"], ...]:
    """The red, yellow and green answers of those who declared to be independent, worst first so that no order tells."""
    order: tuple[Literal["red", "yellow", "green"], ...] = ("red", "yellow", "green")
    given = [vote.choice for vote in votes if vote.independent]
    return tuple(level for level in order for choice in given if choice == level)


def independent_median(votes: Iterable[Vote]) -> Choice | None:
    """The lower median of the independent; None where fewer than four of them answered red, yellow or green."""
    found = independent_votes(votes)
    if len(found) < SMALL_GROUP:
        return None
    return lower_median(found.count("red"), found.count("yellow"), found.count("green"))


def _movement(before: Sequence[Vote] | None, now: Sequence[Vote]) -> Movement | None:
    if before is None:
        return None
    up, down, same = movement(
        {vote.participant: vote.choice for vote in before}, {vote.participant: vote.choice for vote in now}
    )
    return Movement(up=up, down=down, same=same)
