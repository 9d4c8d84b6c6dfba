"""How others reach the program: the port for phones, the address they are given, and why nobody arrives."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from starlette.routing import BaseRoute

from readiness.context import shared_context
from readiness.errors import Invalid, NetworkError, ReadinessError
from readiness.settings import NetworkSettings, Settings
from readiness.web.adapters import Adapter, Choice, adapters, preselected, recall, remember
from readiness.web.ending import told_of_signals
from readiness.web.hosts import host_name
from readiness.web.key import Key
from readiness.web.listener import Listener
from readiness.web.qr import Qr, leads_to_itself, qr_code

logger = logging.getLogger("readiness")

NO_NETWORK = (
    "This computer is in no network that phones could reach it in. Join the Wi-Fi of the room, or open a hotspot on a "
    "phone and join that; it needs no internet. Then look again."
)
NOT_YET = "Choose the network that the phones are in. Until then nobody can join."
SILENCE_SECONDS = 8
"""So long after opening nobody is expected yet; the board looks every two seconds, and so says it within ten."""


@dataclass(frozen=True)
class JoinAddress:
    """The address that people join at, or why there is none: exactly one of the two is given."""

    url: str | None
    why_not: str = ""

    @property
    def spoken(self) -> str:
        """The address as people read and type it: "192.168.1.5:8700/w/ABC234"; "" where there is none."""
        return (self.url or "").removeprefix("http://")

    def qr(self) -> Qr:
        """Its QR code, or the sentence why there is none."""
        return qr_code(self.url) if self.url else Qr(None, self.why_not)


class Reach:
    """The one of this process: pages ask it from their threads, the lifespan runs it."""

    def __init__(
        self,
        settings: NetworkSettings,
        choice_file: Path,
        *,
        adapters: Callable[[], tuple[Adapter, ...]] = adapters,
    ) -> None:
        self.settings = settings
        self.key = Key(settings.key, given=True) if settings.key else Key()
        self.listener = Listener()
        self.ending: asyncio.Event = asyncio.Event()
        """Set when the process is asked to stop; streams of the first port end with it."""
        self.reopening: asyncio.Task[None] | None = None
        """The look, right after the start, whether phones of a running workshop are to be served again."""
        self._file = choice_file
        self._list = adapters
        self._routes: list[BaseRoute] = []
        self._still_running: Callable[[], bool] = lambda: False
        self._trouble = ""

    # What a page shows and does -------------------------------------------------------------------------------------

    @property
    def hosted(self) -> bool:
        """Whether phones come by the public address, so that nothing is to be chosen or opened."""
        return bool(self.settings.public_address)

    def adapters(self) -> tuple[Adapter, ...]:
        """The addresses of this machine that can be offered at this moment, likeliest first; all are to be shown."""
        return self._list()

    def preselected(self) -> Adapter | None:
        """The adapter that was chosen before, else the likeliest; None where there is none."""
        return preselected(self._list(), recall(self._file))

    def serve(self, address: str) -> JoinAddress:
        """Serve phones on this address of the machine from now on, and remember the choice.

        Called from a page's thread, once a workshop opens or another network is chosen. Where the port of last time is
        free it is taken again, so that phones that were there find their way back. Raises NetworkError.
        """
        if self.hosted:
            return self.join_address()
        chosen = next((adapter for adapter in self._list() if adapter.address == address), None)
        if chosen is None or leads_to_itself(address):
            raise NetworkError(
                f"This computer does not have the address {address} in any network, or no longer. Phones are served "
                "as before. Choose one of the networks that are listed."
            )
        before = recall(self._file)
        served = None
        if self.settings.workshop_port is None and before is not None and before.address == address:
            try:
                served = self.listener.open(address, before.port)
            except NetworkError:
                logger.info("Port %s of last time is taken; another one is tried.", before.port)
        served = served or self.listener.open(address, self.settings.workshop_port or 0)
        self._trouble = ""
        remember(self._file, Choice(chosen.name, address, served.port, open=True))
        return self.join_address()

    def stop(self) -> None:
        """Serve phones no longer: no workshop is running. The choice stays remembered."""
        self.listener.close()
        self._not_open()

    def stop_unless_needed(self) -> None:
        """Stop where no workshop is running any more; called when one has been closed. Raises StorageError."""
        if not self._still_running():
            self.stop()

    def join_address(self, code: str = "") -> JoinAddress:
        """Where people join the workshop with this code at this moment; without a code, where they type it."""
        path = f"/w/{code}" if code else "/w"
        if self.hosted:
            if leads_to_itself(host_name(self.settings.public_host)):
                return JoinAddress(
                    None, "READINESS_PUBLIC_ADDRESS names this machine itself; phones would not find it."
                )
            return JoinAddress(self.settings.public_address + path)
        served = self.listener.address
        if served is None:
            return JoinAddress(None, self._trouble or (NOT_YET if self._list() else NO_NETWORK))
        if all(adapter.address != served.host for adapter in self._list()):
            return JoinAddress(
                None,
                f"This computer no longer has the address {served.host}: it has left that network. "
                f"{NOT_YET if self._list() else NO_NETWORK}",
            )
        return JoinAddress(served.url + path)

    def heard(self) -> bool:
        """Whether another device has reached the port since it was opened; so phones get through."""
        seen = self.listener.seen
        return seen is not None and seen.requests > 0

    def diagnosis(self) -> str:
        """Why nobody arrives, for the board; "" as long as there is nothing to say.

        A request from any other device shows that the network lets phones through, and ends the matter.
        """
        seen, served = self.listener.seen, self.listener.address
        if self.hosted or seen is None or served is None or seen.requests:
            return ""
        if time.monotonic() - seen.opened < SILENCE_SECONDS:
            return ""
        name = next((adapter.name for adapter in self._list() if adapter.address == served.host), "")
        return (
            f"No phone has reached this computer yet at {served.host}:{served.port}"
            + (f" (network of {name})" if name else "")
            + ". If somebody has scanned the code and waits: look whether the phones are in the same Wi-Fi as this "
            "computer and not on mobile data. If they are, the Wi-Fi may keep devices apart (guest networks do), or "
            "this computer's firewall may refuse them: allow Python in private networks, choose another network here, "
            "or open a hotspot. The facilitator can also enter the answers of people who have no way in."
        )

    # What the lifespan does -----------------------------------------------------------------------------------------

    def prepare(self, routes: Sequence[BaseRoute], still_running: Callable[[], bool]) -> None:
        """Say which routes phones are served, and how to find out whether a workshop is running."""
        self._routes = list(routes)
        self._still_running = still_running

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the program runs: phones of a workshop that was running are served again, and let go at the end."""
        loop = asyncio.get_running_loop()
        self.listener.attach(loop, self._routes)
        self.reopening = asyncio.create_task(self._again())
        with told_of_signals(lambda: loop.call_soon_threadsafe(self.ending.set)):
            try:
                yield
            finally:
                self.ending.set()
                self.reopening.cancel()
                await self.listener.closing()

    async def _again(self) -> None:
        """Open the port of last time where the program was stopped, or killed, in the middle of a workshop."""
        choice = recall(self._file)
        if self.hosted or choice is None or not choice.open:
            return
        try:
            if not await asyncio.to_thread(self._still_running):
                await asyncio.to_thread(self._not_open)
                return
            try:
                served = await self.listener.opening(choice.address, choice.port)
            except NetworkError:
                served = await self.listener.opening(choice.address, self.settings.workshop_port or 0)
                logger.warning("Port %s is taken; phones are served on port %s.", choice.port, served.port)
            await asyncio.to_thread(remember, self._file, replace(choice, port=served.port))
        except NetworkError as error:
            self._trouble = str(error)
            logger.warning("A workshop is running, but phones are not served: %s", error)
        except ReadinessError as error:
            logger.warning("Whether a workshop is running could not be read: %s", error)

    def _not_open(self) -> None:
        choice = recall(self._file)
        if choice is not None and choice.open:
            remember(self._file, replace(choice, open=False))


def shared_reach() -> Reach:
    """The one of this process, by the environment. Raises Invalid, which names the setting that is wrong."""
    settings = Settings.from_environment(os.environ)
    return _reach(NetworkSettings.from_environment(os.environ), settings.network_choice)


_reach = cache(Reach)


def reach_or_exit() -> Reach:
    """The same at the start of the program; a setting that is wrong ends it with a sentence."""
    try:
        return shared_reach()
    except Invalid as error:
        raise SystemExit(str(error)) from error


def a_workshop_is_running() -> bool:
    """Whether the database of this process holds a workshop that has not been closed. Raises StorageError."""
    return bool(shared_context(Settings.from_environment(os.environ)).store.running_workshops())
