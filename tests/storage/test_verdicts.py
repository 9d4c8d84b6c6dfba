"""The cache of verdicts: when a row counts as fresh, and in which order a list comes."""

from datetime import date, timedelta

from readiness.storage import verdicts
from readiness.storage.store import Store
from readiness.storage.verdicts import VerdictRow
from tests.storage.steps import IDA, NOON, add_initiative, write_note

TODAY = date(2026, 3, 20)
RULES = "rules"


def a_row(store: Store, id: str, **more: object) -> VerdictRow:
    values: dict[str, object] = {
        "initiative": id,
        "token": store.mark(id).token,
        "framework_hash": store.load(id).initiative.framework_hash,
        "rules": RULES,
        "day_from": TODAY,
        "day_until": TODAY + timedelta(days=10),
        "verdict": "ready",
        "verdict_order": 5,
        "headline": "Yes.",
        "assessed": 4,
        "lapsed": 1,
        "criteria": 4,
        "dimensions": {"data": "green", "integration": "yellow"},
        "next_review": TODAY + timedelta(days=30),
        "expiries": (TODAY + timedelta(days=10),),
    }
    return VerdictRow(**(values | more))  # type: ignore[arg-type]


def keep(store: Store, *rows: VerdictRow) -> None:
    with store.engine.writing() as run:
        verdicts.put(run, rows)


def stale(store: Store, day: date = TODAY, rules: str = RULES) -> tuple[str, ...]:
    with store.engine.reading() as run:
        return verdicts.stale(run, rules, day)


def test_a_verdict_comes_back_as_it_was_kept(store: Store) -> None:
    add_initiative(store)
    row = a_row(store, "claims")
    keep(store, row)
    with store.engine.reading() as run:
        (listed,) = verdicts.listed(run, ["claims", "unknown"], RULES, TODAY)
    assert listed.verdict == row
    assert listed.name == "Claims"


def test_a_verdict_is_fresh_until_facts_rules_or_the_day_change(store: Store) -> None:
    add_initiative(store)
    assert stale(store) == ("claims",)
    keep(store, a_row(store, "claims"))
    assert stale(store) == ()
    assert stale(store, TODAY + timedelta(days=9)) == ()
    assert stale(store, TODAY + timedelta(days=10)) == ("claims",), "the first day on which time changes something"
    assert stale(store, TODAY - timedelta(days=1)) == ("claims",), "a clock that was set back"
    assert stale(store, rules="other rules") == ("claims",)
    keep(store, a_row(store, "claims", framework_hash="0" * 64))
    assert stale(store) == ("claims",)
    keep(store, a_row(store, "claims", day_until=None))
    assert stale(store, TODAY + timedelta(days=10_000)) == ()
    write_note(store, "claims", "data.c1", "changed")
    assert stale(store) == ("claims",)


def test_a_verdict_of_an_initiative_that_is_gone_is_not_kept(store: Store) -> None:
    add_initiative(store)
    row = a_row(store, "claims")
    with store.change("claims", IDA, NOON) as change:
        change.delete("initiative_deleted", {})
    keep(store, row)
    with store.engine.reading() as run:
        assert verdicts.counts(run) == {}


def test_orders_and_filters(store: Store) -> None:
    for id, name, order, review in (
        ("a", "beta", 5, 1),
        ("b", "Alpha", 0, 3),
        ("c", "100% _gamma_", 0, 2),
        ("d", "ÄRGER", 3, 4),
    ):
        add_initiative(store, id)
        with store.change(id, IDA, NOON + timedelta(hours=review)) as change:
            old = change.assessment.initiative
            change.save("changed", "initiative", old, old.model_copy(update={"name": name}))
        verdict = {0: "blocked", 3: "needs_sign_off", 5: "ready"}[order]
        keep(
            store,
            a_row(store, id, verdict=verdict, verdict_order=order, next_review=TODAY + timedelta(days=review)),
        )

    def order_of(sort: str, search: str = "", *, descending: bool = False, verdict: str = "") -> str:
        with store.engine.reading() as run:
            found = verdicts.ordered(run, search=search, sort=sort, descending=descending, verdict=verdict)
        return "".join(found)

    assert order_of("name") == "cbad"
    assert order_of("name", descending=True) == "dabc"
    assert order_of("verdict") == "cbda"
    assert order_of("attention") == "cbda"
    assert order_of("review") == "acbd"
    assert order_of("changed", descending=True) == "dbca"
    assert order_of("name", "ärg") == "d", "the search knows capital letters of every language"
    assert order_of("name", "0% _g") == "c", "a pattern is taken as the text that it is"
    assert order_of("name", "%") == "c"
    assert order_of("name", verdict="blocked") == "cb"
    with store.engine.reading() as run:
        assert verdicts.counts(run) == {"blocked": 2, "needs_sign_off": 1, "ready": 1}
        assert verdicts.overdue_reviews(run, TODAY + timedelta(days=3)) == 2
