"""What a widget begins with is given to the widget: a value put into the session may never reach the browser."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def beginnings_in_the_session(code: str) -> set[str]:
    """The keys that a function sets with `setdefault` and then hands to a widget, or to what draws one."""
    found = set()
    for function in ast.walk(ast.parse(code)):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        names = [call.func.attr if isinstance(call.func, ast.Attribute) else "" for call in calls]
        begun = {
            ast.unparse(call.args[0])
            for call, name in zip(calls, names, strict=True)
            if name == "setdefault" and call.args
        }
        for call, name in zip(calls, names, strict=True):
            if name not in ("setdefault", "get", "pop"):
                given = [*call.args, *(keyword.value for keyword in call.keywords)]
                found |= begun & {ast.unparse(one) for one in given}
    return found


def test_no_widget_begins_with_what_was_put_into_the_session() -> None:
    paths = sorted(path for folder in ("readiness/ui", "pages") for path in (ROOT / folder).rglob("*.py"))
    assert len(paths) > 50
    wrong = {path.name: keys for path in paths if (keys := beginnings_in_the_session(path.read_text(encoding="utf-8")))}
    assert wrong == {}


def test_a_beginning_in_the_session_is_found() -> None:
    code = 'def form(key):\n    st.session_state.setdefault(f"{key}-a", 1)\n    st.number_input("A", key=f"{key}-a")\n'
    assert beginnings_in_the_session(code) == {"f'{key}-a'"}


def boxes_without_a_beginning(code: str) -> list[int]:
    """The lines of boxes for text that are saved as they are entered and are not given what they begin with."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("text_area", "text_input")
        if any(one.arg == "on_change" and ast.unparse(one.value).endswith(".changed") for one in node.keywords)
        if not any(one.arg == "value" and ast.unparse(one.value).endswith(".begin") for one in node.keywords)
    ]


def test_a_box_that_is_saved_as_it_is_entered_is_given_its_text_both_ways() -> None:
    paths = sorted(path for folder in ("readiness/ui", "pages") for path in (ROOT / folder).rglob("*.py"))
    codes = {path.name: path.read_text(encoding="utf-8") for path in paths}
    assert sum(".begin" in code for code in codes.values()) > 5
    assert {name: lines for name, code in codes.items() if (lines := boxes_without_a_beginning(code))} == {}


def test_a_box_without_its_text_is_found() -> None:
    code = 'st.text_area("Note", key=note.key, on_change=note.changed)\n'
    assert boxes_without_a_beginning(code) == [1]
    assert boxes_without_a_beginning(code.replace("key=", "value=note.begin, key=")) == []
