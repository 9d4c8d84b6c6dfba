"""How phones find the workshop: QR code, typed code and address, the choice of a network, and why nobody arrives."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol

import streamlit as st

from readiness.domain.wording import spoken_code
from readiness.errors import NetworkError
from readiness.ui.markup import Html, Piece, element, points, render
from readiness.ui.outcome import attempt, show_refusal


class Qr(Protocol):
    """A QR code as SVG, or why there is none."""

    @property
    def svg(self) -> str | None:
        """The picture."""

    @property
    def why_not(self) -> str:
        """The sentence, where there is no picture."""


class JoinAddress(Protocol):
    """Where people join, or why they cannot."""

    @property
    def url(self) -> str | None:
        """The whole address."""

    @property
    def why_not(self) -> str:
        """The sentence, where there is no address."""

    @property
    def spoken(self) -> str:
        """The address as people type it."""

    def qr(self) -> Qr:
        """Its QR code."""


class Adapter(Protocol):
    """One address of this computer."""

    @property
    def address(self) -> str:
        """Four numbers with dots."""

    @property
    def label(self) -> str:
        """All of it in one line."""


class Network(Protocol):
    """What serves the phones; the page hands it over, since screens know nothing of the web."""

    @property
    def hosted(self) -> bool:
        """Whether nothing is to be chosen."""

    def adapters(self) -> tuple[Adapter, ...]:
        """The addresses that can be offered."""

    def preselected(self) -> Adapter | None:
        """The one chosen before, else the likeliest."""

    def serve(self, address: str) -> JoinAddress:
        """Serve phones there. Raises NetworkError."""

    def join_address(self, code: str = "") -> JoinAddress:
        """Where people join."""

    def heard(self) -> bool:
        """Whether a phone has arrived, so that nothing is left to be explained."""

    def diagnosis(self) -> str:
        """Why nobody arrives; "" where there is nothing to say."""

    def stop_unless_needed(self) -> None:
        """Stop serving where no workshop runs."""


CHOICE = "rd-workshop-network"
LOOK_SECONDS = 2.0


def network_choice(network: Network) -> None:
    """Choose the network that the phones are in; nothing where the program is hosted."""
    if network.hosted:
        return
    offered = {adapter.address: adapter.label for adapter in network.adapters()}
    if not offered:
        st.warning(network.join_address().why_not)
        return
    chosen = network.preselected()
    present = st.session_state.get(CHOICE)
    if present not in offered:
        st.session_state[CHOICE] = chosen.address if chosen else next(iter(offered))
    st.selectbox(
        "Network that the phones are in",
        list(offered),
        key=CHOICE,
        format_func=lambda one: offered.get(one, one),
        help="Phones open an address of this computer. It needs no internet, only the same Wi-Fi.",
    )


def serve_chosen(network: Network) -> None:
    """Serve phones on the network that was chosen. Raises NetworkError."""
    if network.hosted:
        return
    chosen = st.session_state.get(CHOICE) or getattr(network.preselected(), "address", None)
    if not chosen:
        raise NetworkError(network.join_address().why_not)
    network.serve(str(chosen))


def join_panel(network: Network, code: str) -> None:
    """The QR code, the code to type with the address, and behind a button the choice of another network."""
    address = network.join_address(code)
    with st.container(key="rd-workshop-join"):
        render(how_to_join(address, network.join_address(), code))
        if address.url is None:
            st.warning(address.why_not)
            _choose(network, "Serve phones here")
            return
        if not network.hosted:
            st.fragment(_silence, run_every=None if network.heard() else LOOK_SECONDS, key="rd-workshop-silence")(
                network
            )
            with st.expander("Phones do not get here?", key="rd-workshop-no-phone"):
                render(
                    points(
                        (
                            "The phones have to be in the same Wi-Fi as this computer, not on mobile data.",
                            "Guest networks often keep devices apart. A hotspot of a phone or of this computer works.",
                            "This computer's firewall has to let Python in.",
                            "People without a way in answer through you: see People.",
                        )
                    )
                )
                _choose(network, "Use this network")


def _silence(network: Network) -> None:
    """Says by itself that nobody has arrived, once that has lasted, and no longer once somebody has."""
    trouble = network.diagnosis()
    if trouble:
        st.info(trouble)


def _choose(network: Network, label: str) -> None:
    def serve() -> None:
        attempt(lambda: serve_chosen(network), None, beside="network")

    network_choice(network)
    if network.adapters():
        st.button(label, key="rd-workshop-serve", on_click=serve)
    show_refusal("network")


def how_to_join(address: JoinAddress, typed: JoinAddress, code: str) -> Html:
    """The QR code with the words for those who type."""
    qr = address.qr()
    ways: list[Piece] = []
    if address.url is not None:
        ways = [
            element("p", "Scan the code with a phone, or open" if qr.svg else "Open"),
            element("p", element("bdi", typed.spoken), class_="rd-workshop-address"),
            element("p", "and type"),
        ]
    else:
        ways = [element("p", "The code to type is")]
    return element(
        "div",
        picture(qr) if qr.svg else None,
        element(
            "div",
            *ways,
            element("p", spoken_code(code), class_="rd-workshop-code"),
            element("p", qr.why_not) if not qr.svg and address.url else None,
        ),
        class_="rd-workshop-join",
    )


def picture(qr: Qr) -> Html:
    """The QR code as a picture."""
    drawn = (qr.svg or "").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return element(
        "div",
        element(
            "img",
            src=f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}",
            alt="QR code of the address at which people join",
        ),
        class_="rd-workshop-qr",
    )
