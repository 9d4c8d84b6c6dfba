"""The words for counted shares and their bounds: never rounded to all or none, bounds never better than they are."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

NOISE = Decimal("1e-9")
"""Percent below which a difference comes from computing with binary fractions."""


def share_text(share: float) -> str:
    """A share of 1 as percent, with two digits near none and near all: "93.7 %", "0.42 %", "under 0.01 %"."""
    value = _percent(share)
    if 0 < value < Decimal("0.005"):
        return "under 0.01 %"
    if Decimal("99.995") <= value < 100:
        return "over 99.99 %"
    return f"{_rounded(value, _digits(value), ROUND_HALF_EVEN)} %"


def bound_text(side: str, share: float) -> str:
    """A bound in words: "at least 93.6 %" (`side` "at least", rounded down), "at most 0.38 %" ("at most", up)."""
    value = _percent(share)
    if side == "at least":
        shown = _rounded(value, _digits(value), ROUND_FLOOR)
        return "over 0 %" if value > 0 and not shown else f"at least {shown} %"
    shown = _rounded(value, _digits(value), ROUND_CEILING)
    return "under 100 %" if value < 100 and shown == 100 else f"at most {shown} %"


def points_text(difference: float) -> str:
    """A difference of two shares of 1 in points: "+1.2 points", "0.0 points"."""
    return f"{_signed(_rounded(_percent(difference), 1, ROUND_HALF_EVEN))} points"


def lower_points_text(bound: float) -> str:
    """A lower bound on a difference of two shares, rounded down: "-2.4 points"."""
    return f"{_signed(_rounded(_percent(bound), 1, ROUND_FLOOR))} points"


def p_text(p: float) -> str:
    """A probability of a test: "0.034", "under 0.001"."""
    return f"{p:.3f}" if p >= 0.001 else "under 0.001"


def _percent(share: float) -> Decimal:
    """A hair beside a whole number is that number: 0.29 is 29 percent, not 28.999999999999996."""
    value = Decimal(repr(100 * share))
    near = value.quantize(NOISE)
    if near in (0, 100) and share not in (0, 1):
        return value
    return near if abs(value - near) < NOISE / 1000 else value


def _digits(value: Decimal) -> int:
    return 2 if 0 < value < 10 or Decimal("99.9") < value < 100 else 1


def _rounded(value: Decimal, digits: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _signed(value: Decimal) -> str:
    return f"{value:+}" if value else "0.0"
