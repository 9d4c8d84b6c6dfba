"""The application: Streamlit pages, light routes and security headers in one process.

Start it with `python -m streamlit run app.py`; another database: `python -m streamlit run app.py -- --database FILE`.
"""

import os
import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from readiness.settings import database_argument
from readiness.ui.errors import on_script_error
from readiness.web.headers import SecurityHeaders
from readiness.web.routes import routes
from readiness.web.startup import lifespan

# The pages run in this process and read the environment, so this one place decides which database is meant.
if database := database_argument(sys.argv[1:]):
    os.environ["READINESS_DATABASE"] = database

app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=routes(),
    middleware=[Middleware(SecurityHeaders)],
    lifespan=lifespan(st.get_option, os.environ),
    on_script_error=on_script_error,
)
