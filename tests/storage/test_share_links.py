"""Share links as they are stored: those of an older program still open what they opened."""

from pathlib import Path

from readiness.storage import shares
from readiness.storage.engine import Engine
from readiness.storage.schema import SCRIPTS
from tests.storage.steps import add_initiative, open_store


def test_a_link_from_before_there_was_a_live_state_opens_its_snapshot(tmp_path: Path) -> None:
    database = tmp_path / "readiness.db"
    store = open_store(database)
    add_initiative(store)
    with store.engine.writing() as run:
        names = [row["name"] for row in run("pragma table_info(share_link)")]
        run("delete from migration where name = '006_share_live'")
        run("alter table share_link drop column live")
        for id, snapshot in (("one", 3), ("latest", None)):
            run(
                "insert into share_link (id, initiative, token_hash, label, snapshot, shows, created_at, created_by, "
                "expires_at, revoked_by, uses) values (:id, 'claims', :id, '', :snapshot, '{}', "
                "'2026-01-02T03:04:05Z', 'Ida', '2026-02-03T04:05:06.000000+00:00', '', 0)",
                id=id,
                snapshot=snapshot,
            )
    store.close()
    assert "live" in names and "006_share_live" in [script.stem for script in SCRIPTS]
    engine = Engine(database)
    assert engine.applied == ("006_share_live",)
    with engine.reading() as run:
        found = {link.id: (link.snapshot, link.live) for link in shares.of(run, "claims")}
    assert found == {"one": (3, False), "latest": (None, False)}
    engine.close()
