"""Share links on the snapshots page: a form to make one, the new one to copy, the list and a way to end each."""

import ipaddress
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from readiness.commands.shares import LONGEST_DAYS, NewShareLink, create_share_link, revoke_share_link
from readiness.context import Context
from readiness.domain.share_link import DOWNLOADS, ShareLink, Shows
from readiness.domain.wording import count_text, day_text, utc_day
from readiness.queries.shares import ShareRow, share_links
from readiness.queries.snapshots import SnapshotSummary
from readiness.settings import NetworkSettings
from readiness.ui.dates import day_and_distance, moment
from readiness.ui.form_turns import begin_anew, fields_of
from readiness.ui.freezing import FORMATS
from readiness.ui.markup import (
    Html,
    Piece,
    address,
    element,
    empty,
    muted,
    prose,
    render,
    section,
    table,
    visible,
)
from readiness.ui.outcome import attempt, doing, show_refusal
from readiness.ui.saved import browser_zone

USUAL_DAYS = 30
"""How long a link lasts unless somebody says otherwise."""
LATEST = "latest"
LIVE = "live"
SWITCHES = {
    "evidence": "Evidence, check values, stress tests, notes and votes",
    "names": "Names and roles of people",
    "plans": "Plans, and the way to a better verdict",
}
SHORT = {"evidence": "evidence", "names": "names", "plans": "plans"}
ALWAYS = (
    "A link always shows the name and description of the initiative, the verdict with its reasons, charts and every "
    "rating. Tick what else it shows:"
)
NAMES_IN_TEXTS = (
    "Without names, people become “Person 1”, “Person 2”, and owners, contributors and whoever froze the snapshot are "
    "left out. A name within a text that somebody wrote, such as a reason or a description, cannot be recognised and "
    "stays: read those texts first."
)
LIVE_MEANS = (
    "The live state is not frozen and has no checksum: it is what is recorded at the moment of opening, with the "
    "ratings that a running workshop has agreed on and nothing of a vote under way. Reports are made from snapshots "
    "only, so it offers none."
)
OPENS_MEANS = f"“The latest” moves on with every snapshot that is frozen. {LIVE_MEANS}"
REPORTS_HOLD = "The reports hold evidence and plans, so they can be offered only with both ticked."
HERE_ONLY = (
    "The address begins with this computer's own name for itself, so the link opens on this computer only. Where the "
    "program is hosted, whoever runs it sets READINESS_PUBLIC_ADDRESS to its address."
)
_FIELDS = ("label", "opens", "until", "evidence", "names", "plans", "downloads")
_NEW = "readiness-new-share-link"


def share_links_part(context: Context, initiative: str, snapshots: Sequence[SnapshotSummary]) -> None:
    """The part of the page on links: what they are, a new one, the form, and the list."""
    rows = share_links(context, initiative)
    frozen = {one.number: day_text(utc_day(one.frozen_at)) for one in snapshots}
    numbers = {row.link.id: number for number, row in enumerate(reversed(rows), 1)}
    still = [row for row in rows if row.state == "open"]
    over = [row for row in rows if row.state != "open"]
    render(
        section("Links to hand on"),
        prose(
            "A link shows a snapshot, or the live state, to whoever has it, to read only, without this program's other "
            "pages."
        ),
    )
    _show_new(initiative)
    with st.expander("Make a link", key=f"rd-share-{initiative}", on_change="rerun"):
        _form(context, initiative, frozen)
    if not rows:
        render(empty("No link has been made yet. Make one for somebody who should see where this stands."))
    for row in still:
        described, button = st.columns([5, 1], vertical_alignment="center")
        with described:
            render(_described(row.link, numbers[row.link.id], context, frozen))
        with button:
            st.button(
                f"Revoke link {numbers[row.link.id]}",
                key=f"rd-revoke-{row.link.id}",
                on_click=doing(
                    partial(revoke_share_link, context, initiative, row.link.id),
                    f"Link {numbers[row.link.id]} is revoked. It shows nothing from now on.",
                ),
            )
    if over:
        render(
            element(
                "details",
                element("summary", count_text(len(over), "link that has ended", "links that have ended")),
                _ended(over, numbers, frozen),
                class_="rd-more",
            )
        )


# A new link -----------------------------------------------------------------------------------------------------------


def _form(context: Context, initiative: str, frozen: Mapping[int, str]) -> None:
    key = f"rd-new-share-{initiative}"
    part = fields_of(key)
    opens = {LIVE: "The live state, not frozen"}
    if frozen:
        opens = {LATEST: "Always the latest snapshot", **opens}
    opens |= {str(number): f"Snapshot {number}, {day}" for number, day in sorted(frozen.items(), reverse=True)}
    reports = dict(FORMATS)
    today = context.today()

    def make() -> None:
        given = {name: st.session_state.get(f"{part}-{name}") for name in _FIELDS}
        chosen = str(given["opens"])

        def act() -> None:
            shows = Shows(
                evidence=bool(given["evidence"]),
                names=bool(given["names"]),
                plans=bool(given["plans"]),
                downloads=tuple(one for one in DOWNLOADS if one in (given["downloads"] or ())),
            )
            made = create_share_link(
                context,
                initiative,
                snapshot=None if chosen in (LATEST, LIVE) else int(chosen),
                live=chosen == LIVE,
                until=given["until"] or today,
                shows=shows,
                label=str(given["label"] or ""),
            )
            st.session_state[_NEW] = (initiative, made)

        if attempt(act, "The link is made. Copy it now.", beside=key):
            begin_anew(key)
            st.session_state[f"rd-share-{initiative}"] = False

    with st.form(key, enter_to_submit=False, border=False):
        st.text_input("For whom (optional, only you see it here)", key=f"{part}-label", max_chars=300)
        left, right = st.columns(2)
        left.selectbox(
            "What it opens",
            list(opens),
            index=list(opens).index(str(max(frozen)) if frozen else LIVE),
            key=f"{part}-opens",
            format_func=lambda one: visible(opens[one]),
        )
        right.date_input(
            "Until the end of this day (UTC)",
            value=today + timedelta(days=USUAL_DAYS),
            key=f"{part}-until",
            min_value=today,
            max_value=today + timedelta(days=LONGEST_DAYS),
            format="YYYY-MM-DD",
        )
        st.caption(OPENS_MEANS if frozen else f"{LIVE_MEANS} Freeze a snapshot first to hand on what stays as it is.")
        render(element("p", ALWAYS))
        for name, label in SWITCHES.items():
            st.checkbox(label, key=f"{part}-{name}")
        st.caption(NAMES_IN_TEXTS)
        if frozen:  # reports are made from snapshots only
            st.multiselect(
                "Reports that can be taken away",
                list(reports),
                key=f"{part}-downloads",
                format_func=lambda one: reports[one],
            )
            st.caption(REPORTS_HOLD)
        if opens_here_only(origin()):
            st.caption(HERE_ONLY)
        st.form_submit_button("Make the link", type="primary", on_click=make)
        show_refusal(key)


def _show_new(initiative: str) -> None:
    """The link that was just made, to copy; once it is gone from here nobody can show it again."""
    kept = st.session_state.get(_NEW)
    if not kept or kept[0] != initiative:
        return
    made: NewShareLink = kept[1]
    with st.container(border=True, key="rd-new-link"):
        render(element("p", element("strong", "The new link"), " It is shown here and nowhere else: copy it now."))
        st.code(origin() + address(f"s/{made.token}"), language=None, wrap_lines=True)
        if opens_here_only(origin()):
            st.caption(HERE_ONLY)
        st.button("I have copied it", key="rd-link-copied", on_click=lambda: st.session_state.update({_NEW: None}))


def origin() -> str:
    """Where others find this program: its public address, else the address under which this browser has it open."""
    public = NetworkSettings.from_environment(os.environ).public_address
    if public:
        return public
    parts = urlsplit(st.context.url or "")
    if parts.scheme and parts.netloc:
        return f"{parts.scheme}://{parts.netloc}"
    return f"http://localhost:{st.get_option('server.port')}"


def opens_here_only(origin: str) -> bool:
    """Whether an address leads every computer to itself."""
    host = urlsplit(origin).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


# The list -------------------------------------------------------------------------------------------------------------


def _described(link: ShareLink, number: int, context: Context, frozen: Mapping[int, str]) -> Html:
    last_day = utc_day(link.expires_at - timedelta(microseconds=1))
    lines: list[Piece] = [
        f"Opens {_opens(link, frozen)}, until {day_and_distance(last_day, context.today())}. It shows {_shown(link)}.",
        muted(f"{_used(link)} Made {_moment(link.created_at)} by {link.created_by}."),
    ]
    return element("div", element("strong", _title(link, number)), *(element("div", line) for line in lines))


def _title(link: ShareLink, number: int) -> str:
    return f"Link {number}" + (f": {link.label}" if link.label else "")


def _opens(link: ShareLink, frozen: Mapping[int, str]) -> str:
    """What a link opens; `frozen` says on which day each snapshot was frozen."""
    if link.live:
        return "the live state, not frozen"
    if link.snapshot is None:
        return f"always the latest snapshot (now {max(frozen)})" if frozen else "always the latest snapshot"
    return f"snapshot {link.snapshot}" + (f" of {frozen[link.snapshot]}" if link.snapshot in frozen else "")


def _shown(link: ShareLink) -> str:
    ticked = [word for name, word in SHORT.items() if getattr(link.shows, name)]
    ticked += [f"{count_text(len(link.shows.downloads), 'report')} to take away"] if link.shows.downloads else []
    return "verdict, reasons and ratings" + (f", with {', '.join(ticked)}" if ticked else " alone")


def _used(link: ShareLink) -> str:
    if link.last_used_at is None:
        return "Not opened yet."
    return f"Opened {count_text(link.uses, 'time')}, last {_moment(link.last_used_at)}."


def _moment(value: datetime) -> str:
    return moment(value, browser_zone())


def _ended(rows: Sequence[ShareRow], numbers: Mapping[str, int], frozen: Mapping[int, str]) -> Html:
    cells = [
        (
            _title(row.link, numbers[row.link.id]),
            _ending(row),
            f"Opened {_opens(row.link, frozen)}; showed {_shown(row.link)}",
            _used(row.link),
        )
        for row in rows
    ]
    return table(["Link", "Ended", "What it opened", "Use"], cells, caption="Links that have ended")


def _ending(row: ShareRow) -> str:
    link = row.link
    if row.state == "revoked" and link.revoked_at is not None:
        return f"Revoked {_moment(link.revoked_at)} by {link.revoked_by}"
    return f"Expired after {day_text(utc_day(link.expires_at - timedelta(microseconds=1)))}"
