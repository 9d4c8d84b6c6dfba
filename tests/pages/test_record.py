"""The project record: fields saved as entered, who reads them, dates kept, lists; nothing of it on Assess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from readiness.commands.project_lists import add_entry
from readiness.commands.project_record import change_record
from readiness.context import Context
from readiness.domain.rollout import Rollout
from tests.pages.conftest import OpenPage, acting, links, page_html, words

PAGE = "initiative/record.py"
TODAY = datetime.now(UTC).date()


def rollout(context: Context, initiative: str) -> Rollout:
    return context.store.load_rollout(initiative)


def test_an_empty_record_says_what_is_not_stated_and_who_reads_each_field(open_page: OpenPage, initiative: str) -> None:
    said = words(open_page(PAGE, initiative=initiative))
    assert "Who runs it, and with what? Nobody is named yet. Not stated: operational owner, running budget," in said
    assert "present way of working, when that was measured, smallest input set" in said
    assert "Used for the warnings of set-and-forget and technology-first, and to enter full automation" in said
    assert "No feedback yet." in said


def test_each_field_is_saved_as_it_is_entered(open_page: OpenPage, context: Context, initiative: str) -> None:
    ida = next(one.id for one in context.store.load(initiative).people)
    app = open_page(PAGE, initiative=initiative)
    key = f"rd-record-{{}}-{initiative}"
    app.get_by_key(key.format("operational_owner")).set_value(ida).run()
    app.get_by_key(key.format("budget")).set_value(8).run()
    app.get_by_key(key.format("present_way.cost")).set_value("14 <i>minutes</i>").run()
    app.get_by_key(key.format("fact_sheet.limits")).set_value("No handwriting").run()
    app.get_by_key(key.format("vendor_model")).set_value("A vendor's").run()
    app.get_by_key(key.format("locally_validated_on")).set_value(TODAY - timedelta(3)).run()
    app.get_by_key(key.format("debuggers")).set_value(["Nobody can (stated)"]).run()
    app.get_by_key(key.format("review")).set_value(60).run()
    record = rollout(context, initiative).record
    assert (record.operational_owner, record.present_way.cost) == (ida, "14 <i>minutes</i>")
    assert (record.fact_sheet.limits, record.vendor_model, record.debuggers) == ("No handwriting", True, ())
    assert record.locally_validated_on == TODAY - timedelta(3)
    assert record.budget_until is not None
    assert 235 < (record.budget_until - TODAY).days < 250
    assert context.store.load(initiative).initiative.review_interval_days == 60
    said = words(app)
    assert "Ida runs it." in said
    assert "Paid until" in said
    assert "changed this while you had it open" not in said


def test_two_people_on_one_field_choose(open_page: OpenPage, context: Context, initiative: str) -> None:
    app = open_page(PAGE, initiative=initiative)
    key = f"rd-record-smallest_input_set-{initiative}"
    change_record(
        acting(context, initiative, "Ida"), initiative, field="smallest_input_set", value="claim form", seen=""
    )
    app.get_by_key(key).set_value("two photos").run()
    assert "Ida changed the smallest input set" in words(app)
    assert rollout(context, initiative).record.smallest_input_set == "claim form"
    app.button(key=f"{key}-mine").click().run()
    assert rollout(context, initiative).record.smallest_input_set == "two photos"


def test_a_planned_date_is_kept_with_what_was_open_and_moves_nobody(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative)
    app.get_by_key(f"rd-planned-{initiative}-day").set_value(TODAY + timedelta(60))
    app.get_by_key(f"rd-planned-{initiative}-reason").set_value("Budget year")
    next(one for one in app.button if one.label == "Set the date").click().run()
    (step,) = rollout(context, initiative).planned_steps
    assert (step.step, step.day, step.reason) == ("shadow", TODAY + timedelta(60), "Budget year")
    assert "shadow.entry.outputs_invisible" in step.open_conditions
    said = words(app)
    assert "(in 60 days)." in said
    assert "A date moves nobody up" in said
    next(one for one in app.button if one.label == "Withdraw the date").click().run()
    assert "No date is planned." in words(app)
    assert [one.day for one in rollout(context, initiative).planned_steps] == [TODAY + timedelta(60), None]


def test_entries_of_a_list_are_added_changed_and_removed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, list="exposures")
    app.get_by_key("rd-exposures-new-share_pct").set_value(7.5)
    next(one for one in app.button if one.label == "Save entry").click().run()
    (entry,) = rollout(context, initiative).exposures
    assert (entry.share_pct, entry.of, entry.day) == (7.5, "cases", TODAY)
    assert "7.5 %" in words(app)
    app = open_page(PAGE, initiative=initiative, list="exposures", entry=entry.id)
    app.get_by_key(f"rd-exposures-{entry.id}-of").set_value("people")
    next(one for one in app.button if one.label == "Save entry").click().run()
    assert rollout(context, initiative).exposures[0].of == "people"
    app = open_page(PAGE, initiative=initiative, list="exposures", entry=entry.id)
    app.button(key=f"rd-entry-remove-{entry.id}").click().run()
    assert rollout(context, initiative).exposures == ()


def test_a_refused_entry_says_why_and_keeps_what_was_typed(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    app = open_page(PAGE, initiative=initiative, list="incidents")
    app.get_by_key("rd-incidents-new-text").set_value("Wrong payout")
    app.get_by_key("rd-incidents-new-closed_on").set_value(TODAY - timedelta(4))
    next(one for one in app.button if one.label == "Save entry").click().run()
    assert "The closing cannot lie before the entry's own date." in words(app)
    assert app.get_by_key("rd-incidents-new-text").value == "Wrong payout"
    assert rollout(context, initiative).incidents == ()


def test_a_list_is_sorted_and_searched_by_the_address(open_page: OpenPage, context: Context, initiative: str) -> None:
    for name, ago in (("Zoë <b>", 1), ("Abe", 3), ("Kim", 2)):
        add_entry(context, initiative, "feedback", day=TODAY - timedelta(ago), text=f"Said by {name}", author=name)

    def order(search: str = "", **address: str) -> list[str]:
        app = open_page(PAGE, initiative=initiative, **address)
        if search:
            app.text_input(key="q").set_value(search).run()
        html = page_html(app)
        return sorted((name for name in ("Zoë", "Abe", "Kim") if f"Said by {name}" in html), key=html.index)

    assert order() == ["Zoë", "Kim", "Abe"]
    assert order(sort="author", order="asc") == ["Abe", "Kim", "Zoë"]
    assert order(sort="nonsense") == ["Zoë", "Kim", "Abe"]
    assert order("kim said") == ["Kim"]
    assert "<b>" not in page_html(open_page(PAGE, initiative=initiative))
    assert any("list=feedback" in one and "sort=author" in one for one in links(open_page(PAGE, initiative=initiative)))


def test_an_entry_that_was_removed_is_said(open_page: OpenPage, initiative: str) -> None:
    assert "There is no such entry." in words(open_page(PAGE, initiative=initiative, entry="gone"))


def test_the_assessment_form_shows_nothing_of_the_record(
    open_page: OpenPage, context: Context, initiative: str
) -> None:
    ida = acting(context, initiative, "Ida")
    change_record(ida, initiative, field="present_way.cost", value="MARK-cost", seen="")
    add_entry(ida, initiative, "feedback", day=TODAY, text="MARK-feedback")
    app = open_page("initiative/assess.py", initiative=initiative)
    assert "MARK" not in words(app) + page_html(app)
    assert "MARK-feedback" in words(open_page(PAGE, initiative=initiative))
