"""Which addresses of this machine phones are offered, in which order, and that the choice is remembered."""

import socket
from pathlib import Path

import pytest

from readiness.web.adapters import (
    Adapter,
    Choice,
    Interface,
    adapters,
    interfaces,
    kind_of,
    offered,
    preselected,
    recall,
    remember,
)

WIFI = Interface("wlan0", "wlan0", "192.168.1.5")
CABLE = Interface("eth0", "eth0", "10.20.0.7")
DOCKER = Interface("docker0", "docker0", "172.17.0.1")
VPN = Interface("utun3", "utun3", "10.8.0.2")


def test_two_adapters_are_both_offered_by_name_and_kind() -> None:
    found = offered([CABLE, WIFI])
    assert [adapter.label for adapter in found] == ["Wi-Fi · 192.168.1.5 (wlan0)", "Cable · 10.20.0.7 (eth0)"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "169.254.1.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "x"])
def test_an_address_that_no_phone_can_reach_is_never_offered(address: str) -> None:
    assert [adapter.address for adapter in offered([Interface("wlan0", "", address), CABLE])] == [CABLE.address]


def test_adapters_without_a_room_behind_them_come_last_but_are_offered() -> None:
    found = offered([DOCKER, VPN, WIFI])
    assert [adapter.kind for adapter in found] == ["Wi-Fi", "VPN", "Virtual"]


def test_a_private_address_comes_before_one_of_the_whole_internet() -> None:
    found = offered([Interface("wlan0", "", "8.8.4.4"), Interface("eth0", "", "192.168.0.2")])
    assert [adapter.address for adapter in found] == ["192.168.0.2", "8.8.4.4"]


def test_of_two_alike_the_one_that_leads_outward_comes_first() -> None:
    one, two = Interface("eth0", "", "10.0.0.1"), Interface("eth1", "", "10.1.0.1")
    assert [adapter.name for adapter in offered([one, two], outward="10.1.0.1")] == ["eth1", "eth0"]


@pytest.mark.parametrize(
    ("name", "description", "kind"),
    [
        ("wlp3s0", "", "Wi-Fi"),
        ("Wi-Fi 2", "Intel(R) Wi-Fi 6 AX201 160MHz", "Wi-Fi"),
        ("Local Area Connection* 2", "Microsoft Wi-Fi Direct Virtual Adapter", "Wi-Fi"),
        ("enp0s31f6", "", "Cable"),
        ("Ethernet", "Realtek PCIe GbE Family Controller", "Cable"),
        ("vEthernet (WSL)", "Hyper-V Virtual Ethernet Adapter", "Virtual"),
        ("docker0", "", "Virtual"),
        ("tailscale0", "", "VPN"),
        ("utun4", "", "VPN"),
        ("en0", "", "Network"),
    ],
)
def test_the_kind_of_an_adapter_is_told_by_its_names(name: str, description: str, kind: str) -> None:
    assert kind_of(name, description) == kind


def test_every_adapter_offered_on_this_machine_can_be_listened_on_and_is_no_loopback() -> None:
    assert any(interface.address == "127.0.0.1" for interface in interfaces())
    for adapter in adapters():
        assert not adapter.address.startswith(("127.", "169.254."))
        with socket.socket() as probe:
            probe.bind((adapter.address, 0))


def test_the_choice_is_remembered_by_address_and_by_name_of_the_adapter(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "network.json"
    here = offered([CABLE, WIFI])
    assert preselected(here, recall(file)) == here[0]
    remember(file, Choice("eth0", "10.20.0.7", 8700, open=True))
    assert recall(file) == Choice("eth0", "10.20.0.7", 8700, open=True)
    assert preselected(here, recall(file)) == Adapter("eth0", "10.20.0.7", "Cable")
    moved = offered([Interface("eth0", "", "10.99.0.1"), WIFI])
    assert preselected(moved, recall(file)) == Adapter("eth0", "10.99.0.1", "Cable")
    assert preselected((), recall(file)) is None
    assert [path.name for path in file.parent.iterdir()] == ["network.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"adapter": "lo", "address": "127.0.0.1", "port": 8700, "open": true}',
        "\x00",
        '{"port": 1e999}',
    ],
)
def test_a_file_that_makes_no_sense_is_no_choice(tmp_path: Path, content: str) -> None:
    (tmp_path / "network.json").write_text(content)
    assert recall(tmp_path / "network.json") is None


def test_a_choice_that_cannot_be_kept_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    remember(tmp_path / "file" / "network.json", Choice("eth0", "10.0.0.1", 8700))
    assert "could not be remembered" in caplog.text
