"""A network for tests of the port for phones: a real one of this machine, or a stand-in where it is in none."""

import ipaddress
import os
from pathlib import Path

import pytest

from readiness.web.adapters import Adapter, adapters

STAND_IN = Adapter("lo", "127.0.0.77", "Network")
"""A second address of the loopback adapter: it can be listened on without any network, where the system allows it."""
BESIDE = Path(__file__).parent / "stand_in"
"""A folder whose sitecustomize lets a started program take the same address for one of a network."""


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Adapter:
    """A network that this machine really is in; in none, its second loopback address is taken for one."""
    found = adapters()
    if found:
        return found[0]
    monkeypatch.syspath_prepend(str(BESIDE))
    import stand_in  # type: ignore[import-not-found]

    monkeypatch.setattr(ipaddress.IPv4Address, "is_loopback", stand_in.is_loopback)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(BESIDE), os.environ.get("PYTHONPATH", "")))))
    return STAND_IN
