"""Loading what the program is made of, without Python's search for cyclic garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Imports make many objects and no garbage: looking for it would only keep the first person waiting.

    What the block has loaded is frozen at its end: later searches, which a click can set off, never look at it again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
