"""An initiative of the fraud profile in the built-in framework, for the tests of its metrics."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from readiness.commands.initiatives import create_initiative
from readiness.commands.metrics import use_profile_metrics
from readiness.commands.people import add_person
from readiness.commands.point_imports import write_points
from readiness.content import Frameworks
from readiness.context import Actor, Context
from readiness.domain.metric import Metric
from readiness.domain.rollout import Rollout
from readiness.queries.audit import events
from readiness.settings import PROJECT_ROOT

FIRST = date(2025, 9, 1)
PROFILE = "fraud_detection"


@cache
def frameworks() -> Frameworks:
    return Frameworks.load([PROJECT_ROOT / "data" / "frameworks"])


@dataclass(frozen=True)
class ASeries:
    """A series as a reader hands it over."""

    key: str
    at: array[int]
    value: array[float]
    source: str = "mlflow"
    unit: str = ""


@dataclass(frozen=True)
class AFile:
    """A file as a reader hands it over."""

    series: tuple[ASeries, ...]
    error_count: int = 0
    format: str = "csv"
    sha256: str = "ab" * 32
    rows: int = 10


@dataclass(frozen=True)
class Measured:
    """An initiative with the metrics of its profile."""

    context: Context
    id: str

    @property
    def rollout(self) -> Rollout:
        return self.context.store.load_rollout(self.id)

    def metric(self, key: str) -> Metric:
        return next(metric for metric in self.rollout.metrics if metric.key == key)

    def values(self, key: str) -> list[float]:
        return list(self.context.store.points.read(self.id, self.metric(key).id)[1])

    def events(self, kind: str) -> int:
        return events(self.context, kind=kind).total

    def measure(
        self, key: str, values: list[float], first: date = FIRST, every: int = 7, source: str = "mlflow"
    ) -> None:
        """Write points of a metric, one every few days."""
        file = AFile((series(key, values, first, every, source),))
        write_points(self.context, self.id, file, {key: self.metric(key).id}, name="points.csv")


def series(key: str, values: list[float], first: date = FIRST, every: int = 1, source: str = "mlflow") -> ASeries:
    """A series with a point at a midnight every few days."""
    start = datetime.combine(first, time(), UTC)
    at = array("q", (ms(start + timedelta(days=every * n)) for n in range(len(values))))
    return ASeries(key, at, array("d", values), source)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def measured(context: Context) -> Measured:
    """The initiative "Cards" with the profile's metrics, Ida at the keyboard."""
    context = replace(context, frameworks=frameworks())
    id = create_initiative(context, name="Cards", profile=PROFILE, id="cards")
    no = {"builder": False, "reports_to_delivery": False, "rewarded_for_launch": False}
    ida = add_person(context, id, name="Ida", **no)
    use_profile_metrics(context, id)
    return Measured(context.acting(Actor(ida, "Ida")), id)
