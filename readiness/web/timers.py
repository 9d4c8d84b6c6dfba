"""The end of a timer that was chosen to reveal, kept by the program itself: no board or projector need be open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from readiness.context import Context
from readiness.errors import ReadinessError

logger = logging.getLogger("readiness")

LOOK_SECONDS = 1.0
"""How long after its end a timer reveals at worst; one look is one small read."""
TROUBLE_SECONDS = 15.0
"""How long nobody looks after the database could not be read."""


async def reveal_in_time(
    context: Callable[[], Context | None], *, every: float = LOOK_SECONDS, after_trouble: float = TROUBLE_SECONDS
) -> None:
    """Reveal, from now until cancelled, whatever a timer that has run out was chosen to reveal.

    `context` is asked anew at each look, on a thread; None where there is no database yet.
    """
    while True:
        try:
            await asyncio.to_thread(_look, context)
            await asyncio.sleep(every)
        except ReadinessError as error:
            logger.info("Whether a timer has run out could not be read: %s", type(error).__name__)
            await asyncio.sleep(after_trouble)
        except Exception:
            logger.exception("Looking for timers that have run out failed.")
            await asyncio.sleep(after_trouble)


def _look(context: Callable[[], Context | None]) -> None:
    here = context()
    if here is None:
        return
    for workshop in here.store.workshops_that_reveal_by_timer():
        from readiness.commands.workshops import tick  # what a workshop needs is no part of a start without one

        tick(here, workshop.id)
