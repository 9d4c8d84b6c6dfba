"""Share links: made once, opened by their token alone, ended at once, and counted."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from readiness.commands.answers import rate
from readiness.commands.initiatives import delete_initiative
from readiness.commands.shares import LONGEST_DAYS, MOST_OPEN, create_share_link, revoke_share_link
from readiness.commands.snapshots import freeze
from readiness.commands.system import backup, restore
from readiness.domain.secret import hashed
from readiness.domain.share_link import DOWNLOADS, Shows
from readiness.errors import Invalid, NotFound
from readiness.queries.audit import events
from readiness.queries.shares import note_use, open_link, share_links, shared
from readiness.reports import FORMATS
from readiness.storage import shares as stored
from tests.use_cases.conftest import C1, Bench
from tests.use_cases.sharing import NOTHING, make, opened


@pytest.fixture
def frozen(bench: Bench) -> Bench:
    freeze(bench.as_("ida"), bench.id)
    return bench


# Making and ending ----------------------------------------------------------------------------------------------------


def test_a_link_opens_by_its_token_and_only_the_hash_of_it_is_stored(frozen: Bench) -> None:
    token = make(frozen)
    link = opened(frozen, token)
    assert (link.initiative, link.snapshot, link.created_by) == (frozen.id, 1, "Ida (not signed in)")
    assert len(token) == 43, "256 bits in letters that are safe in an address"
    assert open_link(frozen.context, token + "A") is None
    frozen.context.store.close()
    content = b"".join(path.read_bytes() for path in frozen.context.store.path.parent.glob("readiness.db*"))
    assert token.encode() not in content
    assert hashed(token).encode() in content


def test_no_two_links_are_alike(frozen: Bench) -> None:
    assert len({make(frozen) for _ in range(20)}) == 20


def test_the_record_says_what_a_link_shows_and_never_its_token(frozen: Bench) -> None:
    token = make(frozen, snapshot=None, shows=Shows(names=True))
    (event,) = events(frozen.context, kind="share_link_created").rows
    assert event.actor == "Ida"
    assert event.changes["snapshot"] == "the latest"
    assert event.changes["shows"]["names"] is True and event.changes["shows"]["plans"] is False
    everything = json.dumps([row.body + row.subject for row in events(frozen.context).rows])
    assert token not in everything and hashed(token) not in everything


def test_a_link_opens_until_the_end_of_its_last_day(frozen: Bench) -> None:
    token = make(frozen, days=0)
    frozen.clock.forward(hours=11, minutes=59, seconds=59)
    assert open_link(frozen.context, token) is not None
    frozen.clock.forward(seconds=1)
    assert open_link(frozen.context, token) is None
    assert [row.state for row in share_links(frozen.context, frozen.id)] == ["expired"]


def test_a_revoked_link_is_closed_at_once_and_the_record_says_by_whom(frozen: Bench) -> None:
    token, other = make(frozen), make(frozen)
    link = opened(frozen, token)
    assert revoke_share_link(frozen.as_("eve"), frozen.id, link.id) is True
    assert open_link(frozen.context, token) is None
    assert open_link(frozen.context, other) is not None
    row = next(row for row in share_links(frozen.context, frozen.id) if row.link.id == link.id)
    assert (row.state, row.link.revoked_by) == ("revoked", "Eve (not signed in)")
    (event,) = events(frozen.context, kind="share_link_revoked").rows
    assert event.subject == f"share/{link.id}" and event.actor == "Eve"


def test_revoking_twice_is_done_once_and_keeps_who_did_it(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    revoke_share_link(frozen.as_("eve"), frozen.id, link.id)
    before = frozen.events
    assert revoke_share_link(frozen.as_("bob"), frozen.id, link.id) is False
    assert frozen.events == before
    assert share_links(frozen.context, frozen.id)[0].link.revoked_by == "Eve (not signed in)"


def test_a_link_has_a_name_to_tell_it_from_others(frozen: Bench) -> None:
    until = frozen.today
    create_share_link(frozen.context, frozen.id, snapshot=1, until=until, shows=NOTHING, label=" For the board ")
    assert share_links(frozen.context, frozen.id)[0].link.label == "For the board"
    with pytest.raises(Invalid, match="line break"):
        create_share_link(frozen.context, frozen.id, snapshot=1, until=until, shows=NOTHING, label="a\nb")


def test_a_link_of_another_initiative_cannot_be_revoked_from_here(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    with pytest.raises(NotFound):
        revoke_share_link(frozen.context, "another", link.id)
    with pytest.raises(NotFound):
        revoke_share_link(frozen.context, frozen.id, "no-such-link")
    assert open_link(frozen.context, "") is None
    assert share_links(frozen.context, frozen.id)[0].state == "open"


@pytest.mark.parametrize("days", [-1, LONGEST_DAYS + 1])
def test_a_day_that_is_past_or_too_far_ahead_is_refused(frozen: Bench, days: int) -> None:
    before = frozen.events
    with pytest.raises(Invalid, match="No link was made"):
        make(frozen, days=days)
    assert frozen.events == before and share_links(frozen.context, frozen.id) == ()


def test_without_a_snapshot_there_is_nothing_to_share(bench: Bench) -> None:
    for number in (None, 1):
        with pytest.raises(NotFound, match="Freeze one first"):
            make(bench, snapshot=number)
    freeze(bench.context, bench.id)
    with pytest.raises(NotFound, match="no snapshot 2"):
        make(bench, snapshot=2)


def test_reports_are_offered_only_where_what_they_hold_is_shown(frozen: Bench) -> None:
    for shows in (Shows(evidence=True, downloads=("pdf",)), Shows(plans=True, downloads=("csv",))):
        with pytest.raises(Invalid, match="evidence and plans"):
            make(frozen, shows=shows)
    assert make(frozen, shows=Shows(evidence=True, plans=True, downloads=("pdf",)))


def test_every_report_that_exists_can_be_named_on_a_link() -> None:
    assert set(DOWNLOADS) == set(FORMATS)


def test_more_links_than_anybody_can_watch_over_are_refused(frozen: Bench) -> None:
    for _ in range(MOST_OPEN):
        make(frozen)
    with pytest.raises(Invalid, match="Revoke some first"):
        make(frozen)
    revoke_share_link(frozen.context, frozen.id, share_links(frozen.context, frozen.id)[0].link.id)
    assert make(frozen)


def test_links_go_with_their_initiative(frozen: Bench) -> None:
    token = make(frozen)
    link = opened(frozen, token)
    delete_initiative(frozen.context, frozen.id)
    assert open_link(frozen.context, token) is None
    assert shared(frozen.context, link) is None


def test_a_restored_backup_does_not_bring_a_revoked_link_back_to_life(frozen: Bench, tmp_path: Path) -> None:
    token, kept = make(frozen), make(frozen)
    backup(frozen.context, tmp_path / "before.zip")
    revoke_share_link(frozen.as_("eve"), frozen.id, opened(frozen, token).id)
    restore(frozen.context, tmp_path / "before.zip")
    assert open_link(frozen.context, token) is None
    assert open_link(frozen.context, kept) is not None


# What it shows --------------------------------------------------------------------------------------------------------


def test_a_link_to_a_snapshot_stays_and_a_link_to_the_latest_moves_on(frozen: Bench) -> None:
    one, latest = make(frozen, snapshot=1), make(frozen, snapshot=None)
    rate(frozen.as_("ida"), frozen.id, C1, rating="red", seen=None)

    def number(token: str) -> int:
        found = shared(frozen.context, opened(frozen, token))
        assert found is not None and found.document.snapshot is not None
        return found.document.snapshot.number

    assert (number(one), number(latest)) == (1, 1), "what is not frozen is in no link"
    freeze(frozen.context, frozen.id)
    assert (number(one), number(latest)) == (1, 2)


# Uses -----------------------------------------------------------------------------------------------------------------


def test_uses_are_counted_with_the_last_moment(frozen: Bench) -> None:
    link = opened(frozen, make(frozen))
    before = frozen.events
    note_use(frozen.context, link)
    frozen.clock.forward(hours=2)
    note_use(frozen.context, link)
    (row,) = share_links(frozen.context, frozen.id)
    assert (row.link.uses, row.link.last_used_at) == (2, frozen.clock())
    assert frozen.events == before, "looking changes nothing and leaves no entry in the log"


def test_many_uses_at_once_are_all_counted_in_few_writes(frozen: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    link = opened(frozen, make(frozen))
    counter = stored.uses(frozen.context.store.engine)
    writes: list[int] = []
    first, go_on = threading.Event(), threading.Event()
    write = counter._write

    def slow(taken: dict[str, Any]) -> None:
        writes.append(len(taken))
        first.set()
        assert go_on.wait(10)
        write(taken)

    monkeypatch.setattr(counter, "_write", slow)
    writer = threading.Thread(target=note_use, args=(frozen.context, link))
    writer.start()
    assert first.wait(10)
    for _ in range(50):
        note_use(frozen.context, link)  # returns at once: the other thread is writing
    go_on.set()
    writer.join(10)
    assert share_links(frozen.context, frozen.id)[0].link.uses == 51
    assert len(writes) == 2


def test_a_use_that_cannot_be_written_is_logged_and_keeps_nobody_out(
    frozen: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    link = opened(frozen, make(frozen))
    path = frozen.context.store.path
    moved = path.rename(path.with_name("elsewhere.db"))
    note_use(frozen.context, link)
    assert "was not counted" in caplog.text
    moved.rename(path)
    note_use(frozen.context, link)
    assert share_links(frozen.context, frozen.id)[0].link.uses == 1
