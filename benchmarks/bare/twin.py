"""The program's pages as a bare script: the recorded calls, made again."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parent / "pages" / "twin.py")
