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
