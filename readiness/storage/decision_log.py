"""Decision logs: written all or nothing and without doubling, counted in the database, drawn from for review."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from readiness.domain.decision_row import DecisionRow
from readiness.storage.engine import PACKET, Engine, Row, Run

DAY_MS = 86_400_000

_COLUMNS = DecisionRow._fields
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_OTHERS = tuple(name for name in _COLUMNS if name != "case")
_NOT_AS_STAGED = " or ".join(f'p."{name}" is not s."{name}"' for name in _OTHERS)


@dataclass(frozen=True)
class Arrival:
    """Rows beside what is stored: not there yet, there with other content, there just so."""

    new: int
    changed: int
    same: int
    first_at: int | None = None
    last_at: int | None = None
    """Of all rows that arrived, epoch milliseconds."""


class StagedDecisions:
    """Rows of one source that wait in a temporary table."""

    def __init__(
        self, run: Run, source: str, doubled: int, contradicting: int, fields: Collection[str] | None = None
    ) -> None:
        self._run = run
        self.source = source
        self.doubled = doubled
        """Rows whose case had come before in the same file; the last one counts."""
        self.contradicting = contradicting
        """Those of them that say something else than the row before."""
        self.fields = tuple(name for name in _OTHERS if fields is None or name in fields)
        """What the file tells of a case; of a case that is known the rest stays as it is stored."""

    def compare(self, initiative: str, run: Run | None = None) -> Arrival:
        """What a merge would do; changes nothing."""
        run = run or self._run
        total = run('select count(*) as number, min(at) as "first", max(at) as "last" from staged_decision')[0]
        log = run.one(
            "select id from decision_log where initiative = :initiative and source = :source",
            initiative=initiative,
            source=self.source,
        )
        if log is None:
            return Arrival(total["number"], 0, 0, total["first"], total["last"])
        differs = " or ".join(f'd."{name}" is not s."{name}"' for name in self.fields)
        known = run(
            f"select count(*) as known, coalesce(sum(case when {differs} then 1 else 0 end), 0) as changed "
            'from staged_decision s join decision d on d.log = :log and d."case" = s."case"',
            log=log["id"],
        )[0]
        return Arrival(
            new=total["number"] - known["known"],
            changed=known["changed"],
            same=known["known"] - known["changed"],
            first_at=total["first"],
            last_at=total["last"],
        )


class DecisionWriter:
    """The decision logs of one initiative inside an open transaction; the command records what it did."""

    def __init__(self, run: Run, initiative: str) -> None:
        self._run = run
        self._initiative = initiative

    def merge(self, staged: StagedDecisions) -> Arrival:
        """Write what was staged by this thread; counted before it is written. Repeating it changes nothing."""
        done = staged.compare(self._initiative, self._run)
        if done.new or done.changed:
            self._run(
                "insert into decision_log (initiative, source) values (:initiative, :source) "
                "on conflict (initiative, source) do nothing",
                initiative=self._initiative,
                source=staged.source,
            )
            changes = ", ".join(f'"{name}" = excluded."{name}"' for name in staged.fields)
            self._run(
                f"insert into decision (log, {_NAMES}) select l.id, {_NAMES} from staged_decision s, decision_log l "
                "where l.initiative = :initiative and l.source = :source "
                f'on conflict (log, "case") do update set {changes}',
                initiative=self._initiative,
                source=staged.source,
            )
        return done

    def draw(self, sample: str, cases: Sequence[tuple[int, str, bool]], *, at_random: bool) -> None:
        """Keep the cases of a sample as they were drawn: log, case, and whether the AI's answer is shown first."""
        self._run.many(
            'insert into review_case (initiative, sample, position, log, "case", first_is_ai, at_random) '
            "values (:initiative, :sample, :position, :log, :case, :first, :random)",
            [
                {
                    "initiative": self._initiative,
                    "sample": sample,
                    "position": position,
                    "log": log,
                    "case": case,
                    "first": int(first),
                    "random": int(at_random),
                }
                for position, (log, case, first) in enumerate(cases, start=1)
            ],
        )
        if at_random:
            self._run.many(
                'update decision set drawn_here = 1 where log = :log and "case" = :case',
                [{"log": log, "case": case} for log, case, _ in cases],
            )

    def judge(
        self, sample: str, position: int, reviewer: str, reviewer_name: str, answer: str | None, note: str, at: str
    ) -> None:
        """Store one reviewer's judgement of one case; their later one replaces it. `answer` None: cannot tell."""
        self._run(
            "insert into judgement (initiative, sample, position, reviewer, reviewer_name, answer, note, at) "
            "values (:initiative, :sample, :position, :reviewer, :name, :answer, :note, :at) "
            "on conflict (initiative, sample, position, reviewer) do update set "
            "answer = excluded.answer, note = excluded.note, at = excluded.at, reviewer_name = excluded.reviewer_name",
            initiative=self._initiative,
            sample=sample,
            position=position,
            reviewer=reviewer,
            name=reviewer_name,
            answer=answer,
            note=note,
            at=at,
        )

    def settle(self, sample: str, position: int, truth: str | None, *, at_random: bool) -> None:
        """Note on the decision itself what the reviews found, or that they found nothing."""
        self._run(
            "update decision set truth = :truth, truth_at_random = :random "
            'where (log, "case") in (select log, "case" from review_case '
            "where initiative = :initiative and sample = :sample and position = :position)",
            truth=truth,
            random=int(at_random),
            initiative=self._initiative,
            sample=sample,
            position=position,
        )

    def answers_about(self, sample: str, position: int) -> list[tuple[bool, str | None]]:
        """What was answered so far on the case at a place of a sample, in every sample that holds it.

        Each answer comes with whether its sample was drawn at random.
        """
        return [
            (bool(row["at_random"]), row["answer"])
            for row in self._run(
                "select r.at_random, j.answer from review_case asked "
                'join review_case r on r.log = asked.log and r."case" = asked."case" '
                "join judgement j on j.initiative = r.initiative and j.sample = r.sample and j.position = r.position "
                "where asked.initiative = :initiative and asked.sample = :sample and asked.position = :position "
                "order by r.sample, j.reviewer",
                initiative=self._initiative,
                sample=sample,
                position=position,
            )
        ]

    def move_token(self, token: int) -> None:
        """Note the event that changed the logs last."""
        self._run(
            "insert into decisions_token (initiative, token) values (:initiative, :token) "
            "on conflict (initiative) do update set token = excluded.token",
            initiative=self._initiative,
            token=token,
        )


class DecisionLogs:
    """The decision logs of a database, for reading, and the place where new rows are staged."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def staged(
        self,
        source: str,
        rows: Iterable[DecisionRow],
        progress: Callable[[int], None] | None = None,
        fields: Collection[str] | None = None,
    ) -> Iterator[StagedDecisions]:
        """Put rows into a temporary table, outside the queue of writers; a change inside the block can merge them.

        `fields` are those that the file has a column for; None: all of them.
        """
        with self._engine.staging() as run:
            for table in _STAGED:
                run(f"drop table if exists temp.{table}")
            alone = not run.in_transaction
            if alone:
                run("begin")
            columns = ", ".join(f'"{name}"' for name in _COLUMNS)
            for table in _STAGED:
                run(f'create temporary table {table} ({columns}, primary key ("case")) without rowid')
            marks = ", ".join("?" * len(_COLUMNS))
            waiting, done, kept, contradicting = iter(rows), 0, 0, 0
            while packet := list(islice(waiting, PACKET)):
                before = _written(run)
                # The driver binds plain tuples a quarter faster than named ones.
                run.tuples(f"insert or ignore into staged_decision ({columns}) values ({marks})", map(tuple, packet))
                kept += (new := _written(run) - before)
                if new < len(packet):
                    contradicting += _take_last(run, packet, f"({columns}) values ({marks})")
                done += len(packet)
                if progress is not None:
                    progress(done)
            if alone:
                run("commit")
            yield StagedDecisions(run, source, done - kept, contradicting, fields)
            for table in _STAGED:
                run(f"drop table if exists temp.{table}")

    def token(self, initiative: str) -> int:
        """Moves with every write of the initiative's logs; 0 before the first."""
        with self._engine.reading() as run:
            row = run.one("select token from decisions_token where initiative = :initiative", initiative=initiative)
        return int(row["token"]) if row else 0

    def sources(self, initiative: str) -> tuple[tuple[str, int], ...]:
        """The sources of an initiative's logs with how many decisions each holds."""
        with self._engine.reading() as run:
            rows = run(
                "select l.source, count(d.log) as number from decision_log l left join decision d on d.log = l.id "
                "where l.initiative = :initiative group by l.id order by l.source",
                initiative=initiative,
            )
        return tuple((row["source"], row["number"]) for row in rows)

    def counts(self, initiative: str, since: date | None, until: date | None) -> dict[str, list[Row]]:
        """What a log adds up to between two days (both inclusive), as rows a question; see `QUESTIONS`."""
        with self._engine.reading() as run:
            return {name: run(sql, **_span(initiative, since, until)) for name, sql in QUESTIONS.items()}

    def frame(
        self, initiative: str, *, disagreements: bool, since: date | None, until: date | None
    ) -> list[tuple[int, str]]:
        """The cases that a sample can be drawn from, in an order that does not depend on how they came."""
        wanted = "and d.human is not null and d.human <> d.ai " if disagreements else ""
        with self._engine.reading() as run:
            rows = run(
                f'select d.log, d."case" from decision d {_WITHIN} and d.ai is not null {wanted}'
                'and not exists (select 1 from review_case r where r.log = d.log and r."case" = d."case" '
                "and r.at_random = :random) "
                'order by l.source, d."case"',
                random=int(not disagreements),
                **_span(initiative, since, until),
            )
        return [(row["log"], row["case"]) for row in rows]

    def review_cases(self, initiative: str, sample: str) -> list[Row]:
        """The cases of a sample with both answers and what each reviewer said."""
        with self._engine.reading() as run:
            return run(
                'select r.position, r."case", r.first_is_ai, d.human, d.ai, d.at, d."group" '
                'from review_case r join decision d on d.log = r.log and d."case" = r."case" '
                "where r.initiative = :initiative and r.sample = :sample order by r.position",
                initiative=initiative,
                sample=sample,
            )

    def judgements(self, initiative: str, sample: str) -> list[Row]:
        """Every judgement of a sample."""
        with self._engine.reading() as run:
            return run(
                "select position, reviewer, reviewer_name, answer, note, at from judgement "
                "where initiative = :initiative and sample = :sample order by position, reviewer",
                initiative=initiative,
                sample=sample,
            )

    def number(self, initiative: str, *, only: str = "") -> int:
        """How many decisions there are; `only` narrows them to a kind of `_ONLY`."""
        sql = f"select count(*) as number from decision d {_WITHIN} {_ONLY.get(only, '')}"
        with self._engine.reading() as run:
            return int(run(sql, **_span(initiative, None, None))[0]["number"])

    def page(self, initiative: str, *, only: str = "", offset: int = 0, limit: int = 50) -> list[Row]:
        """Some decisions, the latest first; `only` narrows them to a kind of `_ONLY`."""
        with self._engine.reading() as run:
            return run(
                f"select l.source, d.* from decision d {_WITHIN} {_ONLY.get(only, '')} "
                'order by d.at desc, d.log, d."case" limit :limit offset :offset',
                limit=limit,
                offset=offset,
                **_span(initiative, None, None),
            )

    def answers(self, initiative: str) -> tuple[str, ...]:
        """Every decision that the AI, the human or the truth names, in the order of the alphabet."""
        with self._engine.reading() as run:
            rows = run(
                "select distinct one as answer from ("
                + " union ".join(
                    f"select distinct d.{column} as one from decision d {_WITHIN}"
                    for column in ("human", "ai", "outcome", "truth")
                )
                + ") where one is not null order by one",
                **_span(initiative, None, None),
            )
        return tuple(row["answer"] for row in rows)


_STAGED = ("staged_decision", "staged_packet")


def _written(run: Run) -> int:
    return int(run("select total_changes() as number")[0]["number"])


def _take_last(run: Run, packet: Sequence[DecisionRow], values: str) -> int:
    """Let the last row of each case of a packet count; the number of rows that say something else than those before.

    Every first row of a case is staged already, or an earlier packet's is.
    """
    first: dict[str, DecisionRow] = {}
    last: dict[str, DecisionRow] = {}
    contradicting = 0
    for row in packet:
        contradicting += row != last.get(row.case, row)
        first.setdefault(row.case, row)
        last[row.case] = row
    run("delete from staged_packet")
    run.tuples(f"insert into staged_packet {values}", map(tuple, first.values()))
    earlier = run(
        "select count(*) as number from staged_packet p "
        f'join staged_decision s on s."case" = p."case" where {_NOT_AS_STAGED}'
    )
    run.tuples(f"insert or replace into staged_decision {values}", map(tuple, last.values()))
    return contradicting + int(earlier[0]["number"])


_WITHIN = "join decision_log l on l.id = d.log where l.initiative = :initiative and d.at >= :since and d.at < :until"
_TRUTH = "coalesce(d.truth, d.outcome)"
_UNCHOSEN = "coalesce(case when d.truth_at_random = 1 then d.truth end, d.outcome)"
_ONLY = {
    "disagreements": "and d.human is not d.ai and d.human is not null and d.ai is not null",
    "wrong": f"and {_TRUTH} is not null and d.ai is not {_TRUTH}",
    "overrides": "and d.shown = 1 and d.human is not d.ai",
    "reviewed": "and d.truth is not null",
}
QUESTIONS = {
    "days": f"select d.at / {DAY_MS} as day, count(*) as number from decision d {_WITHIN} group by 1 order by 1",
    # `truth` is what is known whether or not the two sides disagreed: cases known because they did are no fair choice.
    "kinds": f'select d.human, d.ai, {_UNCHOSEN} as truth, d."group", d.shown, d.followed, d.escalated, '
    "d.truth as judged, coalesce(trim(d.override_reason), '') <> '' as reasoned, "
    f"(d.drawn = 1 or d.drawn_here = 1) and {_UNCHOSEN} is not null as random, "
    f"count(*) as number from decision d {_WITHIN} group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
    "median_review": "select avg(review_seconds) as seconds from (select d.review_seconds, "
    "row_number() over (order by d.review_seconds) as place, count(*) over () as number "
    f"from decision d {_WITHIN} and d.review_seconds is not null) where place in ((number + 1) / 2, (number + 2) / 2)",
    "reasons": "select trim(d.override_reason) as reason, count(*) as number from decision d "
    f"{_WITHIN} and coalesce(trim(d.override_reason), '') <> '' group by 1 order by 2 desc, 1 limit 50",
}
"""One statement a question, each over the decisions of an initiative between two days.

`kinds` counts the decisions that are alike in all that figures ask for, in one pass over the log.
"""


def _span(initiative: str, since: date | None, until: date | None) -> dict[str, Any]:
    epoch = date(1970, 1, 1)
    return {
        "initiative": initiative,
        "since": -(2**62) if since is None else (since - epoch).days * DAY_MS,
        "until": 2**62 if until is None else ((until - epoch).days + 1) * DAY_MS,
    }
