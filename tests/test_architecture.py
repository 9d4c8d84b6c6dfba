"""The rooms and the one direction between them, held by tools and by a look at every file."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "readiness"
SQL = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index)\s|"
    r"alter\s+table\s|pragma\s+\w+|begin\s+immediate)",
    re.IGNORECASE | re.DOTALL,
)


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> set[str]:
    """The first name of every module that the file imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_the_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    command = [str(tool)] if tool.exists() else ["lint-imports"]
    run = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_only_pages_ui_and_the_application_import_streamlit() -> None:
    offenders = [path for path in sources("readiness") if room(path) != "ui" and "streamlit" in imports(path)]
    assert offenders == []


def test_only_storage_knows_a_database() -> None:
    drivers = {"sqlite3", "sqlite_utils", "psycopg"}
    offenders = [path for path in sources("readiness") if room(path) != "storage" and imports(path) & drivers]
    offenders += [path for path in sources("pages") if imports(path) & drivers]
    assert offenders == []


@pytest.mark.parametrize("text", ["select a from b where c", "\n  INSERT INTO t values (1)", "update t set a = 1"])
def test_sql_is_recognised(text: str) -> None:
    assert SQL.match(text)


def test_no_sql_outside_storage() -> None:
    offenders = []
    for path in [*sources("readiness", "pages"), ROOT / "app.py"]:
        if path.is_relative_to(PACKAGE) and room(path) == "storage":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


def test_html_reaches_the_screen_through_ui_and_is_made_in_two_places() -> None:
    offenders = []
    for path in [*sources("readiness", "pages"), ROOT / "app.py"]:
        if path.is_relative_to(PACKAGE) and room(path) in ("ui", "hypertext"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg in ("unsafe_allow_html", "unsafe_allow_javascript"):
                offenders.append(f"{path.relative_to(ROOT)}:{node.value.lineno} {node.arg}")
            if isinstance(node, ast.Attribute) and node.attr == "html" and ast.unparse(node.value) == "st":
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} st.html")
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Html":
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} Html()")
    assert offenders == []


def test_nothing_imports_a_page() -> None:
    offenders = [path for path in sources("readiness", "tests") if "pages" in imports(path)]
    assert offenders == []


def test_every_file_opens_with_a_sentence_on_what_it_is_for() -> None:
    offenders = []
    for path in [*sources("readiness", "pages", "tests", "benchmarks", "scripts"), ROOT / "app.py"]:
        said = ast.get_docstring(tree(path)) or ""
        if not said.splitlines()[:1] or not said.split("\n\n")[0].rstrip().endswith((".", ":", "?")):
            offenders.append(str(path.relative_to(ROOT)))
    assert offenders == []


def test_the_frame_does_not_lie_beside_a_pages_folder() -> None:
    assert not (ROOT / "pages" / "pages").exists()
    assert 'Path(__file__).parent / "pages" / "frame.py"' in (ROOT / "app.py").read_text(encoding="utf-8")


def test_every_page_of_the_frame_exists_and_every_page_file_is_in_the_frame() -> None:
    frame = tree(ROOT / "pages" / "frame.py")
    table = next(
        node.value for node in frame.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"
    )
    named = {row[0] for row in ast.literal_eval(table)}
    present = {path.relative_to(ROOT / "pages").as_posix() for path in sources("pages")} - {"frame.py"}
    assert named == present
