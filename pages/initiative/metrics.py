"""Metrics: does it create value, what slips, and what its points say beside baseline, target and limit."""

import streamlit as st

from readiness.commands.metrics import use_profile_metrics
from readiness.domain.wording import count_text
from readiness.queries.initiative import initiative_view
from readiness.queries.metrics import metrics_view
from readiness.queries.trends import points_page, small_trends, trend
from readiness.ui.bringing_into_view import bring_followed_into_view
from readiness.ui.errors import shown, stopping
from readiness.ui.markup import element, empty, heading, join, link, muted, render, section, sign_chip
from readiness.ui.metric_decisions import show_alarm, show_proposals
from readiness.ui.metric_editor import point_form, points_grid
from readiness.ui.metric_forms import baseline_form, baseline_said, binding_forms, budget_form, definition_form
from readiness.ui.metric_forms import new_metric_form as new_form
from readiness.ui.metric_import import import_wizard
from readiness.ui.metric_opened import (
    PARTS,
    day_named,
    order_named,
    page_named,
    pager,
    points_table,
    show_chart,
    state_facts,
    zoom,
)
from readiness.ui.metric_overview import PAGE, families, imports_table, missing, states_table, watching
from readiness.ui.metric_words import answer, beside, sign_of, title
from readiness.ui.outcome import doing, show_outcome
from readiness.ui.sections import initiative_id
from readiness.ui.session import current_context, show_top, theme
from readiness.ui.views import named, view_row

# Load
with stopping():
    initiative = initiative_id()
    context = current_context(initiative)
    view = initiative_view(context, initiative)
    metrics = metrics_view(context, initiative)
doing_now, wanted = named("do"), named("metric")
part = named("part") if named("part") in PARTS else "chart"
opened = metrics.state(wanted)
retired = next((metric for metric in metrics.retired if metric.id == wanted), None)
take_over = doing(
    lambda: use_profile_metrics(context, initiative),
    lambda number: f"{count_text(number, 'metric')} of this profile taken over. None has a point yet.",
)

# Show
show_top(view, "metrics")
show_outcome()
back = element("p", link("← All metrics", PAGE, initiative=initiative))

with shown():
    if opened is not None:
        metric = opened.metric
        with st.container(key="rd-metric-opened"):
            render(back, heading(title(opened), join((sign_chip(sign_of(opened)), " ", beside(opened)))))
        if set(st.query_params) == {"initiative", "metric"}:
            # Opened from the list, not sorted or paged: the list may have been scrolled far down.
            bring_followed_into_view("rd-metric-opened", focus="h1")
        render(view_row(PAGE, PARTS, part, label="Parts", parameter="part", initiative=initiative, metric=metric.id))
        if part == "enter":
            render(section("One point"))
            point_form(context, initiative, metric, context.today())
            render(section("Many points"))
            points_grid(context, initiative, metric)
        elif part == "definition":
            with st.container(key="rd-metric-forms"):
                baseline_said(metric, opened.baseline_points, opened.baseline_mean, opened.baseline_sd)
                baseline_form(context, initiative, metric, context.today())
                render(section("Definition"))
                definition_form(context, initiative, metric)
                render(section("What it decides"))
                binding_forms(context, initiative, metric, view.framework)
        else:
            drawn = trend(context, initiative, metric.id, day_named("since"), day_named("until"))
            if opened.points:
                zoom(drawn)
                show_chart(drawn, theme())
            else:
                enter = link("Enter the first one", PAGE, initiative=initiative, metric=metric.id, part="enter")
                render(empty("No point yet.", enter, link("Import a file", PAGE, initiative=initiative, do="import")))
            show_alarm(context, initiative, opened, context.today())
            left, right = st.columns([1, 1], gap="large")
            with left:
                render(section("What it rests on"), state_facts(opened, context.today()))
            with right:
                if opened.points:
                    order, descending = order_named()
                    page = points_page(
                        context, initiative, metric.id, order=order, descending=descending, page=page_named()
                    )
                    given = (initiative, metric.id)
                    render(
                        section("Points"),
                        points_table(*given, metric.unit, page, order, descending=descending),
                        pager(*given, page, order, descending=descending),
                    )
    elif retired is not None:
        render(back, heading(f"{retired.name} is retired", "Its points are kept, and nothing is said of them."))
        with st.container(key="rd-metric-forms"):
            definition_form(context, initiative, retired)
    elif doing_now == "import":
        render(back, heading("Which file holds the points?", "You see what would come of it before it is written."))
        import_wizard(context, initiative, metrics.rollout)
    elif doing_now == "new":
        render(back, heading("What else is measured?", "A metric has a unit, a direction, and somebody who owns it."))
        with st.container(key="rd-metric-forms"):
            new_form(context, initiative)
    else:
        render(heading("Does it create value?", answer(metrics)))
        if wanted:
            st.warning("There is no such metric on this initiative.")
        if not metrics.states:
            sentence = "A metric shows whether it creates value, and warns before people notice that it got worse."
            render(empty(sentence, link("Define one of your own", PAGE, initiative=initiative, do="new")))
        if metrics.proposed:
            wording = count_text(metrics.proposed, "metric")
            more = (
                f"Use the {wording} of this profile" if not metrics.rollout.metrics else f"Add {wording} of the profile"
            )
            st.button(more, type="secondary" if metrics.states else "primary", key="rd-use-profile", on_click=take_over)
        if metrics.states:
            ways = (
                link("Import a file", PAGE, initiative=initiative, do="import"),
                link("Add a metric", PAGE, initiative=initiative, do="new"),
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                render(element("p", join(ways, muted(" · "))))
                with st.popover("False alarms", type="tertiary"):
                    budget_form(context, initiative, metrics)
            show_proposals(context, initiative, metrics)
            render(missing(initiative, metrics.findings))
            render(families(initiative, metrics, small_trends(context, initiative), theme()))
            render(element("p", watching(metrics), class_="rd-legend"))
            with st.expander("All metrics as a table"):
                render(states_table(initiative, metrics))
            files = [file for file in context.store.import_files(initiative) if file.kind == "points"]
            if files:
                with st.expander("Files read in"):
                    render(imports_table(files))
        if metrics.retired:
            names = (link(one.name, PAGE, initiative=initiative, metric=one.id) for one in metrics.retired)
            render(element("p", "Retired: ", join(names, " · "), class_="rd-metric-line"))
