"""Every error that a person may be shown, as one tree.

ReadinessError
├── NotFound                what was asked for does not exist
├── NotAllowed              the person may not do this, and why
│   └── Waiting             not yet: somebody else decides on it
├── Invalid                 an entry that cannot be accepted (field, problems)
├── Conflict                somebody else's change stands in the way (theirs, by, at)
│   ├── StaleVersion        the thing has changed since the person saw it (theirs)
│   ├── NameTaken           somebody else is known by this name already (theirs)
│   └── VoteClosed          an answer came when no answers are taken, most often after the reveal
├── ContentError            framework or case files with faults (problems: file: place: what)
├── ImportProblem           a document that cannot be read in (problems: place: what)
│   └── NeedsAnswer         a file whose meaning is open: a question that a person has to answer (question, choices)
├── NetworkError            an address or a port of this machine that cannot be used
└── StorageError            the database or an evidence file
    ├── StorageFull         no room left on the disk
    ├── StorageReadOnly     the file or its folder cannot be written
    ├── StorageDamaged      the file fails its integrity check
    ├── NewerSchema         the file was written by a newer program
    ├── NotADatabase        the file is something else
    └── StorageBusy         another program holds the file for too long

The message of each is a sentence for the person at the screen: what happened, what was and was not saved, what to do.
"""

from collections.abc import Iterable
from datetime import datetime


class ReadinessError(Exception):
    """An expected failure; `message` is a plain sentence that can be shown as it is (it may hold text a user typed)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class _WithProblems(ReadinessError):
    """A failure with a list: every fault found at once, not only the first."""

    def __init__(self, message: str, problems: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[str, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join((self.message, *self.problems))


class NotFound(ReadinessError):
    """What was asked for does not exist, or no longer."""


class NotAllowed(ReadinessError):
    """The person may not do this; the message says why and who may."""


class Waiting(NotAllowed):
    """The person may not do this yet: somebody else has to decide on it first."""


class Invalid(_WithProblems):
    """An entry that cannot be accepted; nothing was saved.

    `field` names the entry (a field name, or None when it is the whole that is wrong).
    """

    def __init__(self, message: str, field: str | None = None, problems: Iterable[str] = ()) -> None:
        super().__init__(message, problems)
        self.field = field


class Conflict(ReadinessError):
    """Somebody else's change stands in the way; nothing of one's own was saved.

    `theirs` is what is stored now (a value or a record), so that both can be shown side by side; None if it is gone.
    `by` and `at` tell who stored it and when, where that is known.
    """

    def __init__(self, message: str, theirs: object = None, by: str = "", at: datetime | None = None) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.by = by
        self.at = at


class StaleVersion(Conflict):
    """The thing has changed since the person saw it: theirs is shown, and the person chooses."""


class NameTaken(Conflict):
    """Somebody else is known by this name already; nobody is taken for them without being let in."""


class VoteClosed(Conflict):
    """An answer came when no answers are taken; the message says when the next one can be given."""


class ContentError(_WithProblems):
    """Framework or case files with faults; each problem reads `file: place: what`."""


class ImportProblem(_WithProblems):
    """A document that cannot be read in; nothing was written. Each problem reads `place: what`."""


class NeedsAnswer(ImportProblem):
    """A file whose meaning is open: nothing is guessed and nothing was written, a person has to answer first.

    `question` names what is open and is at once the name of the reading option that takes the answer. `choices` are the
    answers that can be given, the values that the option takes; empty where the answer is free (a moment, say).
    """

    def __init__(self, question: str, message: str, choices: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.question = question
        self.choices: tuple[str, ...] = tuple(choices)


class NetworkError(ReadinessError):
    """An address or a port of this machine that cannot be used; nobody was let in by it."""


class StorageError(ReadinessError):
    """The database or an evidence file cannot be used as asked."""


class StorageFull(StorageError):
    """No room is left on the disk; the last change was not saved."""


class StorageReadOnly(StorageError):
    """The database file or its folder cannot be written."""


class StorageDamaged(StorageError):
    """The database fails its integrity check."""


class NewerSchema(StorageError):
    """The database was written by a newer program than this one."""


class NotADatabase(StorageError):
    """The file named as database is something else."""


class StorageBusy(StorageError):
    """Another program holds the database for longer than one can wait."""
