"""Routes whose module is loaded when somebody first asks for one of their addresses, so that the start is short."""

from functools import cached_property
from importlib import import_module
from typing import cast

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_FOUND = "readiness.route"


class Later(BaseRoute):
    """The routes of one module, all of them at or below one address; what lies elsewhere never loads it."""

    def __init__(self, path: str, module: str) -> None:
        self.path = path
        self.module = module
        """Its dotted name; it has a function `routes`, which gives them in the order in which they are tried."""

    def load(self) -> None:
        """Load them now, if they are not loaded yet."""
        self.routes  # noqa: B018 - reading them is what loads them

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """The routes themselves; asking for them loads the module."""
        return cast(list[BaseRoute], import_module(self.module).routes())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the module's own list would: the first route that fits, else the first that fits but for the method."""
        path: str = scope.get("path", "")
        if path != self.path and not path.startswith(self.path + "/"):
            return Match.NONE, {}
        nearly: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, _FOUND: route}
            if match is Match.PARTIAL and nearly[0] is Match.NONE:
                nearly = match, {**found, _FOUND: route}
        return nearly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the route that was found."""
        route: BaseRoute = scope[_FOUND]
        await route.handle(scope, receive, send)
