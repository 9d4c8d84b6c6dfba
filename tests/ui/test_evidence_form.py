"""The menu of evidence to withdraw: every item has a label of its own."""

from readiness.ui.evidence_form import _labels
from tests.builders import proof


def test_items_of_the_same_title_are_numbered_since_a_menu_refuses_equal_labels() -> None:
    items = {
        id: proof("data.c1", id=id).model_copy(update={"text": text})
        for id, text in {"a": "Log", "b": "Log (2)", "c": "Log", "d": "Log"}.items()
    }
    labels = _labels(items)
    assert list(labels) == list(items)
    assert len(set(labels.values())) == 4
    assert labels["a"] == "Log"
