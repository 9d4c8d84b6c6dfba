"""Dates and times in words: '12 Nov 2026 (10 days ago)'. Pure: today and the time zone are passed in."""

from datetime import date, datetime, tzinfo

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
"""What a form's field for a day takes. A day that a rule refuses is let through to be refused in words: the browser
would drop it, and a form that begins with today would save today in its place."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """'12 Nov 2026', the same in every language setting of the machine."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def distance(value: date, today: date) -> str:
    """How far away in whole days: 'today', 'tomorrow', 'yesterday', 'in 12 days', '10 days ago'."""
    days = (value - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def day_and_distance(value: date | None, today: date, *, missing: str = "no date") -> str:
    """'12 Nov 2026 (10 days ago)', or `missing` where there is none."""
    return missing if value is None else f"{day(value)} ({distance(value, today)})"


def clock(moment: datetime, zone: tzinfo | None = None) -> str:
    """'10:42' in `zone`, or in the moment's own zone with that zone's name ('10:42 UTC')."""
    if zone is None:
        return f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()
    return f"{moment.astimezone(zone):%H:%M}"


def moment(value: datetime, zone: tzinfo | None = None) -> str:
    """'12 Nov 2026, 10:42' in `zone`, or with the name of the moment's own zone."""
    local = value if zone is None else value.astimezone(zone)
    return f"{day(local.date())}, {clock(value, zone)}"
