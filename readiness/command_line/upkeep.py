"""`demo`, `verify`, `backup`, `restore`, `check` and `migrate`: everything about the installation and its data."""

from __future__ import annotations

import sys

from readiness.command_line.output import harmless, put, say, tell
from readiness.command_line.session import Session
from readiness.domain.wording import count_text
from readiness.errors import ContentError, NotFound
from readiness.settings import PROJECT_ROOT


def run_demo(session: Session) -> int:
    """Load the demo portfolio; prints the ids that are new."""
    from readiness.commands.demo import load_demo

    watched = sys.stderr is not None and sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if watched:
            sys.stderr.write(f"\r{done} of {of} steps" + ("\n" if done == of else ""))
            sys.stderr.flush()

    with session.opened(create=True) as context:
        new = load_demo(context, progress)
    if new:
        say(f"{count_text(len(new), 'initiative')} of the demo portfolio loaded. All of them are invented or examples.")
        put("".join(f"{id}\n" for id in new).encode())
    else:
        say("The demo portfolio is there already; nothing was added.")
    return 0


def run_verify(session: Session) -> int:
    """Check database, audit chain, snapshots and evidence files; 1 if anything is wrong."""
    from readiness.queries.audit import verify
    from readiness.queries.system import integrity_check

    with session.opened() as context:
        problems = [f"database: {problem}" for problem in integrity_check(context)]
        found = verify(context)
    problems += found.problems
    for problem in problems:
        tell(f"- {problem}")
    if problems:
        say(
            f"{session.settings.database} has {count_text(len(problems), 'fault')}. Stop working in it, keep a copy of "
            "it as it is, and restore the latest sound backup: python -m readiness restore FILE"
        )
        return 1
    tell(f"Sound: {count_text(found.events, 'event')}, the last is number {found.head_seq} with hash {found.head_hash}")
    return 0


def run_backup(session: Session) -> int:
    """Write everything into one file; 1 also where evidence files are missing from it."""
    from readiness.commands.system import backup

    target = session.arguments.file
    session.refuse_own_file(target)
    if target.is_dir():
        raise NotFound(f"{target} is a folder. Name a file in it. Nothing was written.")
    with session.opened() as context:
        made = backup(context, target)
    say(
        f"{target} was written ({made.size:,} bytes): {count_text(made.events, 'event')} and "
        f"{count_text(made.evidence_files, 'evidence file')}."
    )
    for sha256 in made.missing:
        say(f"- an evidence file is missing and so not in the backup: {sha256}")
    return 1 if made.missing else 0


def run_restore(session: Session) -> int:
    """Replace everything by a backup."""
    from readiness.commands.system import restore_over

    source = session.arguments.file
    done = restore_over(session.settings, source, now=session.now)
    say(
        f"{session.settings.database} now holds what {source} held: {count_text(done.events, 'event')}, "
        f"{count_text(done.evidence_files, 'evidence file')} put back."
    )
    if done.kept:
        say(f"What was there before is kept in {done.kept}")
    return 0


def run_check(session: Session) -> int:
    """Check the content files, all faults at once; 1 if there is any."""
    from readiness.content import Frameworks
    from readiness.content.check import check
    from readiness.content.stories import load_stories
    from readiness.content.stress_catalogue import load_stress_catalogue, unknown_criteria
    from readiness.queries.documents import schema_problems

    data = PROJECT_ROOT / "data"
    lines: list[str] = []
    problems: list[str] = []
    try:
        lines.extend(check(session.settings.framework_folders, data / "cases"))
    except ContentError as error:
        problems.extend(error.problems)
    try:
        lines.append(f"{len(load_stories(data / 'demo'))} demo stories")
    except ContentError as error:
        problems.extend(error.problems)
    try:
        proposed = load_stress_catalogue()
        lines.append(f"{len(proposed)} proposed stress tests")
        frameworks = Frameworks.load(session.settings.framework_folders)
        problems.extend(unknown_criteria(proposed, frameworks.get(frameworks.default)))
    except ContentError as error:
        problems.extend(line for line in error.problems if line not in problems)
    problems.extend(schema_problems())
    if problems:
        for problem in problems:
            tell(f"- {problem}")
        say(f"The content files have {count_text(len(problems), 'fault')}.")
        return 1
    for line in lines:
        tell(line)
    tell("The schema of documents is current")
    return 0


def run_migrate(session: Session) -> int:
    """Bring the database up to date, or begin one; says which steps were taken."""
    began = not session.settings.database.exists()
    with session.opened(create=True) as context:
        steps = context.store.engine.applied
    database = harmless(str(session.settings.database))
    if began:
        say(f"A new database was begun at {database}")
    elif steps:
        say(f"{database} was brought up to date: {', '.join(steps)}")
    else:
        say(f"{database} is up to date; nothing was changed.")
    return 0
