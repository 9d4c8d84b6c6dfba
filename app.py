"""The application: Streamlit pages, light routes and security headers in one process.

Start it with `python -m streamlit run app.py`; another database: `python -m streamlit run app.py -- --database FILE`.
"""

import os
import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from readiness.web.loading import loading

with loading():
    from readiness.settings import database_argument
    from readiness.ui.errors import on_script_error
    from readiness.web.connection_notice import ConnectionNotice
    from readiness.web.door import Door
    from readiness.web.ending import EndsWithServer
    from readiness.web.headers import SecurityHeaders
    from readiness.web.reach import a_workshop_is_running, reach_or_exit
    from readiness.web.routes import light_routes, open_routes, routes
    from readiness.web.startup import lifespan

# The pages run in this process and read the environment, so this one place decides which database is meant.
if database := database_argument(sys.argv[1:]):
    os.environ["READINESS_DATABASE"] = database

reach = reach_or_exit()
light = light_routes()
served = routes(light)
reach.prepare(light, a_workshop_is_running)

app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=served,
    middleware=[
        Middleware(ProxyHeadersMiddleware, trusted_hosts=list(reach.settings.trusted_proxies)),
        Middleware(SecurityHeaders),
        Middleware(Door, option=st.get_option, network=reach.settings, key=reach.key, light=open_routes(light)),
        Middleware(EndsWithServer, ending=reach.ending),
        Middleware(ConnectionNotice, own=served),
    ],
    lifespan=lifespan(st.get_option, os.environ, reach),
    on_script_error=on_script_error,
)
