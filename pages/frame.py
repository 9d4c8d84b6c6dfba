"""The frame around every page: its title and icon, the styles, the navigation; it runs first for every address."""

from pathlib import Path

import streamlit as st

from readiness.ui.going import follow_links
from readiness.ui.opening import data_is_open
from readiness.ui.style import apply_style

# (file, title, url_path, shown in the navigation); Home comes first and is the page of the bare address.
# Pages of one initiative are hidden here: they are reached through the row of sections at the top of each of them.
PAGES = (
    ("home.py", "Home", "", True),
    ("library/cases.py", "Cases", "cases", True),
    ("library/framework.py", "Framework", "framework", True),
    ("system.py", "System", "system", True),
    ("new.py", "New initiative", "new", False),
    ("initiative/overview.py", "Initiative", "initiative", False),
    ("initiative/use_case.py", "Use case", "use-case", False),
    ("initiative/record.py", "Project record", "record", False),
    ("initiative/people.py", "People", "people", False),
    ("initiative/assess.py", "Assess", "assess", False),
    ("initiative/workshop.py", "Workshop", "workshop", False),
    ("initiative/plan.py", "Plan", "plan", False),
    ("initiative/sign_off.py", "Sign-off", "sign-off", False),
    ("initiative/rollout.py", "Rollout", "rollout", False),
    ("initiative/metrics.py", "Metrics", "metrics", False),
    ("initiative/decisions.py", "Decisions", "decisions", False),
    ("initiative/stress_tests.py", "Stress tests", "stress-tests", False),
    ("initiative/warnings.py", "Warnings", "warnings", False),
    ("initiative/snapshots.py", "Snapshots", "snapshots", False),
)
ICON = Path(__file__).parent.parent / "readiness" / "ui" / "favicon.svg"

st.set_page_config(page_title="Readiness", page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
apply_style()
page = st.navigation(
    [
        st.Page(file, title=title, url_path=path or None, default=not path, visibility="visible" if shown else "hidden")
        for file, title, path, shown in PAGES
    ],
    position="top",
)
follow_links({path: file for file, _, path, _ in PAGES})
if data_is_open():
    page.run()
