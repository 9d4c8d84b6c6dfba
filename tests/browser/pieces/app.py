"""The program's own application around the page of pieces."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from readiness.ui.errors import on_script_error
from readiness.web.headers import SecurityHeaders
from readiness.web.reach import shared_reach
from readiness.web.routes import routes
from readiness.web.startup import lifespan

reach = shared_reach()
reach.prepare([], lambda: False)

app = st.App(
    Path(__file__).parent / "frame.py",
    routes=routes(),
    middleware=[Middleware(SecurityHeaders)],
    lifespan=lifespan(st.get_option, os.environ, reach),
    on_script_error=on_script_error,
)
