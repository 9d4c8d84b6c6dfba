"""The QR code of an address: what is in the picture, and that no phone is ever sent to itself."""

import re
from xml.etree import ElementTree

import pytest
import segno

from readiness.web.qr import ONLY_HERE, qr_code

URL = "http://192.168.1.5:8700/w/ABC234"


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """The dark squares of the picture as column and row, read from the strokes of its path."""
    path = next(part for part in ElementTree.fromstring(svg) if part.get("stroke") == "#000")
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path.get("d") or ""):
        values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        if command == "h":
            found |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return found


def test_the_picture_holds_the_address_with_the_quiet_zone_around_it() -> None:
    svg, why_not = qr_code(URL)
    assert svg is not None
    assert why_not == ""
    matrix = segno.make_qr(URL, error="m").matrix
    expected = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert dark_modules(svg) == expected
    assert ElementTree.fromstring(svg).get("viewBox") == f"0 0 {len(matrix) + 8} {len(matrix) + 8}"


def test_two_addresses_give_two_pictures() -> None:
    assert qr_code(URL).svg != qr_code(URL + "5").svg


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.9.9.9:8700",
        "localhost",
        "LOCALHOST.:80",
        "a.localhost",
        "[::1]:8700",
        "[::ffff:127.0.0.1]",
        "0.0.0.0:8700",
        "169.254.1.1",
    ],
)
def test_an_address_that_leads_a_phone_to_itself_gets_a_sentence_and_no_picture(host: str) -> None:
    assert qr_code(f"http://{host}/w/ABC234") == (None, ONLY_HERE)


@pytest.mark.parametrize("url", ["", "/w/ABC234", "ftp://192.168.1.5/", "javascript:alert(1)", "http://[oops/"])
def test_what_is_no_web_address_gets_a_sentence_and_no_picture(url: str) -> None:
    svg, why_not = qr_code(url)
    assert svg is None
    assert why_not.endswith(".")
