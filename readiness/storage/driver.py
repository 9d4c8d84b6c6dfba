"""The SQLite driver and sqlite-utils, imported without the data libraries that sqlite-utils looks for."""

from __future__ import annotations

import sys
from importlib import import_module

# sqlite-utils imports pandas and numpy if they are installed, only to recognise their values. This program never hands
# it any, and the two cost a third of a second and 50 MB at every start: they are hidden while it is imported.
_hidden = [name for name in ("pandas", "numpy") if name not in sys.modules]
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment]  # Python documents None as "cannot be imported"
try:
    import_module("sqlite_utils")
finally:
    for _name in _hidden:
        sys.modules.pop(_name, None)

from sqlite_utils import Database  # noqa: E402
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # noqa: E402  (chosen there: pysqlite3 where installed)

__all__ = ["Database", "sqlite3"]
