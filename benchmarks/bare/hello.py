"""The least that Streamlit can show, served as the program is; it imports what BENCHMARK_IMPORTS names, if set."""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import streamlit as st

if file := os.environ.get("BENCHMARK_IMPORTS"):
    for name in Path(file).read_text(encoding="utf-8").split():
        # Some names stand for attempts: a package looks for an optional other one, here as there.
        with suppress(ImportError):
            import_module(name)

app = st.App(Path(__file__).parent / "pages" / "hello.py")
