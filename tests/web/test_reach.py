"""The address that people join at: chosen, remembered, opened, found again after a restart, or why there is none."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from readiness.errors import NetworkError
from readiness.settings import NetworkSettings
from readiness.web.adapters import Adapter, Choice, adapters, recall, remember
from readiness.web.reach import NO_NETWORK, NOT_YET, SILENCE_SECONDS, JoinAddress, Reach

LOOPBACK = Adapter("lo", "127.0.0.1", "Network")
GONE = Adapter("wlan0", "198.51.100.7", "Wi-Fi")


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


def networks(own: Adapter) -> Callable[[], tuple[Adapter, ...]]:
    """The networks of this machine as they really are; the stand-in alone where it is in none."""
    return lambda: adapters() or (own,)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "network.json"


@contextmanager
def run(reach: Reach, *, still_running: Callable[[], bool] = lambda: True) -> Iterator[Reach]:
    """The program around it, as far as it matters here: a loop on a thread of its own, from start to end."""
    reach.prepare([Route("/w/{code}", hello)], still_running)
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def program() -> None:
        async with reach.running():
            assert reach.reopening is not None
            await reach.reopening
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(program()))
    thread.start()
    assert started.wait(20)
    try:
        yield reach
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def test_before_a_network_is_chosen_there_is_no_address_and_no_qr_code(file: Path) -> None:
    reach = Reach(NetworkSettings(), file, adapters=lambda: (GONE,))
    assert reach.join_address("ABC234") == JoinAddress(None, NOT_YET)
    assert reach.join_address("ABC234").qr() == (None, NOT_YET)
    assert reach.join_address().spoken == ""


def test_in_no_network_the_sentence_says_to_join_one_or_to_open_a_hotspot(file: Path) -> None:
    reach = Reach(NetworkSettings(), file, adapters=lambda: ())
    assert reach.join_address() == JoinAddress(None, NO_NETWORK)
    assert reach.preselected() is None


def test_the_machines_own_loopback_is_never_served_to_phones_even_if_somebody_asks_for_it(file: Path) -> None:
    with run(Reach(NetworkSettings(), file, adapters=lambda: (LOOPBACK,))) as reach:
        with pytest.raises(NetworkError, match="Choose one of the networks that are listed"):
            reach.serve("127.0.0.1")
        assert reach.listener.address is None
        assert reach.join_address().url is None


def test_an_address_that_is_not_listed_is_not_served(file: Path) -> None:
    with run(Reach(NetworkSettings(), file)) as reach, pytest.raises(NetworkError, match=r"198\.51\.100\.7"):
        reach.serve("198.51.100.7")


def test_the_chosen_network_is_served_at_once_and_remembered(own: Adapter, file: Path) -> None:
    with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
        assert own in reach.adapters()
        reach.serve(own.address)
        address = reach.join_address("ABC234")
        assert address.url is not None
        assert httpx.get(address.url).text == "hello"
        assert address.spoken == address.url.removeprefix("http://")
        svg, why_not = address.qr()
        assert svg is not None
        assert why_not == ""
        port = httpx.URL(address.url).port
        assert recall(file) == Choice(own.name, own.address, port or 0, open=True)
    assert Reach(NetworkSettings(), file, adapters=networks(own)).preselected() == own


def test_both_of_two_networks_are_offered_and_the_one_chosen_last_is_selected(own: Adapter, file: Path) -> None:
    both = (GONE, own)
    with run(Reach(NetworkSettings(), file, adapters=lambda: both)) as reach:
        assert reach.adapters() == both
        assert reach.preselected() == GONE
        reach.serve(own.address)
        assert reach.preselected() == own
        with pytest.raises(NetworkError, match="no longer has the address"):
            reach.serve(GONE.address)
        assert reach.preselected() == own
        assert httpx.get(f"{reach.join_address('ABC234').url}").text == "hello"


def test_a_prescribed_port_is_the_one(own: Adapter, file: Path) -> None:
    port = free_port(own.address)
    with run(Reach(NetworkSettings(workshop_port=port), file, adapters=networks(own))) as reach:
        assert reach.serve(own.address).url == f"http://{own.address}:{port}/w"


def test_the_port_of_last_time_is_taken_again_so_that_phones_find_their_way_back(own: Adapter, file: Path) -> None:
    port = free_port(own.address)
    remember(file, Choice(own.name, own.address, port))
    with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
        assert reach.join_address().url is None
        assert reach.serve(own.address).url == f"http://{own.address}:{port}/w"
        reach.stop()
        assert reach.join_address().url is None
        assert recall(file) == Choice(own.name, own.address, port, open=False)


def test_it_stops_once_no_workshop_is_running_and_not_before(own: Adapter, file: Path) -> None:
    running = [True]
    with run(Reach(NetworkSettings(), file, adapters=networks(own)), still_running=lambda: running[0]) as reach:
        reach.serve(own.address)
        reach.stop_unless_needed()
        assert reach.listener.address is not None
        running.clear()
        running.append(False)
        reach.stop_unless_needed()
        assert reach.listener.address is None


def test_after_a_restart_in_the_middle_of_a_workshop_the_same_port_is_open_again(own: Adapter, file: Path) -> None:
    with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
        before = reach.serve(own.address)
        assert before.url is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(before.url)
    with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
        assert reach.join_address() == before
        assert httpx.get(f"{before.url}/ABC234").text == "hello"


def test_after_a_restart_with_no_workshop_running_nothing_is_opened(own: Adapter, file: Path) -> None:
    remember(file, Choice(own.name, own.address, free_port(own.address), open=True))
    with run(Reach(NetworkSettings(), file, adapters=networks(own)), still_running=lambda: False) as reach:
        assert reach.listener.address is None
    kept = recall(file)
    assert kept is not None
    assert not kept.open


def test_after_a_restart_a_port_that_is_taken_by_now_gives_way_to_another(own: Adapter, file: Path) -> None:
    with socket.socket() as other:
        other.bind((own.address, 0))
        other.listen()
        remember(file, Choice(own.name, own.address, other.getsockname()[1], open=True))
        with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
            url = reach.join_address("ABC234").url
            assert url is not None
            assert httpx.get(url).text == "hello"
            kept = recall(file)
            assert kept is not None
            assert kept.port == httpx.URL(url).port


def test_after_a_restart_in_another_network_the_page_hears_why_nobody_can_join(file: Path) -> None:
    remember(file, Choice(GONE.name, GONE.address, 8700, open=True))
    with run(Reach(NetworkSettings(), file)) as reach:
        url, why_not = reach.join_address().url, reach.join_address().why_not
        assert url is None
        assert "no longer has the address 198.51.100.7" in why_not
        assert "Choose the network" in why_not


def test_a_laptop_that_leaves_its_network_stops_showing_the_old_address(own: Adapter, file: Path) -> None:
    here = [own]
    with run(Reach(NetworkSettings(), file, adapters=lambda: tuple(here))) as reach:
        reach.serve(own.address)
        here[:] = [replace(own, address="198.51.100.8")]
        assert reach.join_address("ABC234").url is None
        assert f"no longer has the address {own.address}" in reach.join_address("ABC234").why_not


def test_where_it_is_hosted_people_join_at_the_public_address_and_nothing_is_opened(file: Path) -> None:
    with run(Reach(NetworkSettings(public_address="https://ready.example.com"), file)) as reach:
        assert reach.hosted
        assert reach.serve("10.0.0.1").url == "https://ready.example.com/w"
        assert reach.join_address("ABC234").url == "https://ready.example.com/w/ABC234"
        assert reach.join_address("ABC234").qr().svg is not None
        assert reach.listener.address is None
        assert reach.diagnosis() == ""


def test_a_public_address_that_leads_to_the_machine_itself_gives_no_qr_code(file: Path) -> None:
    reach = Reach(NetworkSettings(public_address="http://localhost:8501"), file)
    assert reach.join_address("ABC234").url is None
    assert "READINESS_PUBLIC_ADDRESS" in reach.join_address("ABC234").qr().why_not


def test_silence_is_explained_once_it_has_lasted_and_the_first_phone_ends_it(own: Adapter, file: Path) -> None:
    with run(Reach(NetworkSettings(), file, adapters=networks(own))) as reach:
        assert reach.diagnosis() == ""
        reach.serve(own.address)
        assert reach.diagnosis() == ""
        seen = reach.listener.seen
        assert seen is not None
        seen.opened -= SILENCE_SECONDS - 5
        assert reach.diagnosis() == ""  # a start that takes its time is no silence yet
        seen.opened -= 5
        said = reach.diagnosis()
        assert not reach.heard()
        assert own.address in said
        for word in ("same Wi-Fi", "keep devices apart", "firewall", "hotspot", "facilitator"):
            assert word in said
        # Another address of this machine is another device to the port.
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.1")) as phone:
            phone.get(f"{reach.join_address('ABC234').url}")
        assert reach.diagnosis() == ""
        assert reach.heard()
