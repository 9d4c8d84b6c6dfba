"""Home: where the initiatives stand, as a list and as a heat map, and the way to a first one."""

import streamlit as st

from readiness.domain.evaluation import VERDICT_ORDER
from readiness.queries.patterns import known_patterns, patterns_of_many
from readiness.queries.portfolio import AT_ONCE, portfolio, refresh
from readiness.queries.running_workshops import running_workshops
from readiness.ui.demo_loading import show_loading, start_loading
from readiness.ui.errors import stopping
from readiness.ui.listing import Listing
from readiness.ui.markup import heading, muted, render
from readiness.ui.outcome import show_outcome
from readiness.ui.paging import search_box
from readiness.ui.portfolio import ORDER_OF, SORTS, answer, dimension_names, heat_map, listed, verdict_word, waiting
from readiness.ui.running_workshops import running_notice
from readiness.ui.session import current_context

PER_PAGE = 25
VIEWS = {"list": "List", "map": "Heat map"}
QUESTION = "Where do our AI initiatives stand?"
JUDGING = "Judging all initiatives as of today; order and counts follow"

# Load
with stopping():
    context = current_context()
    show_outcome()
    show_loading(context)
    listing = Listing(
        "home", {"view": (tuple(VIEWS), "list"), "sort": (tuple(SORTS), "attention")}, {"verdict": VERDICT_ORDER}
    )
    sort = listing["sort"]
    found = portfolio(
        context,
        search=listing.search,
        verdict=listing["verdict"],
        sort=ORDER_OF.get(sort, sort),
        descending=SORTS[sort][1],
        page=listing.page,
        per_page=PER_PAGE,
        at_once=AT_ONCE,
    )
    running = running_workshops(context)

# Show
if not found.counts_by_verdict and not found.pending:
    render(
        heading(
            "Can our AI initiative leave the laboratory?",
            "Describe an initiative, answer its criteria with evidence, and see at once where it stands and why.",
        )
    )
    with st.container(horizontal=True):
        if st.button("Describe your first initiative", type="primary"):
            st.switch_page("new.py")
        if st.button("Try the demo portfolio"):
            start_loading(context)
            st.rerun()
    render(muted("The demo portfolio holds a few invented initiatives with their stories. You can delete them later."))
    st.stop()

with st.container(horizontal=True, vertical_alignment="top", key="rd-answer"):
    render(heading(QUESTION, waiting(found.pending) if found.pending else answer(found)))
    if st.button("New initiative", type="primary"):
        st.switch_page("new.py")
render(running_notice(running, named=True))
with st.container(horizontal=True, vertical_alignment="bottom", key="rd-home-filters"):
    search_box("Search name and description")
    st.selectbox("Order", list(SORTS), format_func=lambda key: SORTS[key][0], **listing.widget("sort"))
    st.segmented_control("View", list(VIEWS), format_func=VIEWS.__getitem__, required=True, **listing.widget("view"))
st.pills(
    "Only this verdict",
    list(found.counts_by_verdict),
    # A label that begins with a sign is looked up in Streamlit's list of emoji, whose first use costs 50 ms; one that
    # begins with a space is not, and looks the same.
    format_func=lambda verdict: " " + verdict_word(verdict, found.counts_by_verdict[verdict]),
    **listing.widget("verdict"),
)

ids, missing = [row.id for row in found.rows], False
if not found.rows:
    render(muted("No initiative fits. Search for something else, or take the filter away."))
elif listing["view"] == "map":
    render(heat_map(found.rows, dimension_names(context)))
else:
    known = known_patterns(context, ids)
    rows = st.empty()
    with rows:
        render(listed(found.rows, context.today(), known))
    missing = len(known) < len(ids)
listing.show_pages(found.pages, found.page)

# Warnings that are not known yet are worked out when the list can be read already.
if missing:
    with rows:
        render(listed(found.rows, context.today(), patterns_of_many(context, ids)))

# A long refresh comes last, so that the list can be read and opened meanwhile; the rows in it are right already.
if found.pending:
    bar = st.progress(0.0, JUDGING)
    if refresh(context, lambda done, of: bar.progress(done / of, JUDGING)):
        st.rerun()
    bar.empty()
