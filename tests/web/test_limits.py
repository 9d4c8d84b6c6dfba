"""Patience with wrong tries: when an address waits, for how long, and that others do not."""

import pytest
from starlette.requests import Request

from readiness.web import limits
from readiness.web.limits import Limit, address_of


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(clock: Clock) -> Limit:
    return Limit(10, within=60, wait=30, clock=clock)


def test_the_tenth_failure_makes_an_address_wait_and_no_other(limit: Limit) -> None:
    assert [limit.failed("a") for _ in range(9)] == [0] * 9
    assert limit.waits("a") == 0
    assert limit.failed("a") == 30
    assert limit.waits("a") == 30
    assert limit.waits("b") == 0


def test_the_wait_ends_and_is_not_lengthened_by_trying_on(limit: Limit, clock: Clock) -> None:
    for _ in range(10):
        limit.failed("a")
    clock.now += 20
    assert limit.failed("a") == 10
    clock.now += 10
    assert limit.waits("a") == 0
    assert limit.failed("a") == 0, "the count began anew"


def test_failures_of_long_ago_are_forgotten(limit: Limit, clock: Clock) -> None:
    for _ in range(9):
        limit.failed("a")
    clock.now += 60
    assert [limit.failed("a") for _ in range(9)] == [0] * 9


def test_only_so_many_addresses_are_remembered(limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 3)
    for _ in range(10):
        limit.failed("first")
    for address in "abc":
        limit.failed(address)
    assert limit.waits("first") == 0
    assert len(limit._known) == 3


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("testclient", "testclient"),
        (None, "unknown"),
    ],
)
def test_a_household_counts_as_one(host: str | None, counted: str) -> None:
    request = Request({"type": "http", "client": (host, 1) if host else None, "headers": []})
    assert address_of(request) == counted
