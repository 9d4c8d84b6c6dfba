"""The page for people who extend a framework shows what really works."""

import re
from pathlib import Path

from readiness.content import Frameworks

ROOT = Path(__file__).resolve().parents[2]


def test_the_examples_of_the_page_load_and_say_what_the_page_says(folder: Path) -> None:
    page = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
    manifest, changes = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    appeal = (ROOT / "tests/content/fixtures/frameworks/acme-2026/criteria/governance.toml").read_text(encoding="utf-8")
    ours = folder / "acme-2026"
    (ours / "criteria").mkdir(parents=True)
    (ours / "framework.toml").write_text(manifest, encoding="utf-8")
    (ours / "changes.toml").write_text(changes, encoding="utf-8")
    (ours / "criteria" / "governance.toml").write_text(appeal, encoding="utf-8")
    frameworks = Frameworks.load([folder])
    pipeline = frameworks.get("acme-2026").criterion("data.pipeline_robustness")
    assert pipeline is not None and pipeline.fresh_days == 60
    assert len(frameworks.differences("acme-2026")) == 14
