"""What each role comes to do, from the list to the record."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from lxml import html

from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.services import steps
from opennrm.store import accesses, log, worklist
from opennrm.store.testing import Record
from opennrm.web import lists
from opennrm.web.accounts import actor_of
from opennrm.web.models import Account

POSITIVE = {
    "outcome": "positive",
    "decided_on-day": "12",
    "decided_on-month": "1",
    "decided_on-year": "2024",
}


def page(client: Client, address: str) -> Any:
    """A page that is there, parsed."""
    answer = client.get(address)
    assert 200 == answer.status_code, answer.content.decode()
    return html.fromstring(answer.content.decode())


def form_of(client: Client, reference: str) -> dict[str, str]:
    """The hidden fields of the decision form, as a browser would send them."""
    shown = page(client, f"/cases/{reference}/reasonable-grounds")
    names = ("command_id", "version")
    return {name: shown.xpath(f"//input[@name='{name}']/@value")[0] for name in names}


def decide(client: Client, reference: str, **typed: Any) -> Any:
    """Send the decision form."""
    return client.post(f"/cases/{reference}/reasonable-grounds", typed)


def history(reference: str) -> Any:
    """Everything recorded of a case."""
    line = worklist.of_reference(reference)
    assert line is not None
    return log.history(line.case_id)


def text(node: Any) -> str:
    """The words of a part of a page."""
    return " ".join(" ".join(node.itertext()).split())


# ------------------------------------------------------------------ work list
def test_the_work_list_shows_what_is_due_first_and_what_is_overdue(
    decision_maker: Client, cases: Any
) -> None:
    """The longest overdue stands on top, marked; cases of others are not there."""
    shown = page(decision_maker, "/work-list")
    rows = [text(row) for row in shown.xpath("//tbody/tr")]
    assert [cases.overdue, cases.fresh] == [row.split()[0] for row in rows]
    assert "9 January 2024 3 days overdue" in rows[0]
    assert "19 January 2024 in 7 days" in rows[1]
    said = "2 cases awaiting reasonable grounds on 12 January 2024, first due first."
    assert said in text(shown)


def test_the_filters_of_the_work_list_are_links(
    decision_maker: Client, cases: Any
) -> None:
    """Each stage with open cases is a link with its number; one is marked as here."""
    shown = page(decision_maker, "/work-list")
    links = {text(each): each.get("href") for each in shown.xpath("//nav//li/a")}
    assert "/work-list" == links["Awaiting reasonable grounds (2)"]
    assert "/work-list?show=closed" == links["Closed (0)"]
    narrowed = page(decision_maker, links["Awaiting conclusive grounds (1)"])
    assert [cases.decided] == narrowed.xpath("//tbody/tr/th/a/text()")
    assert ["Awaiting conclusive grounds (1)"] == narrowed.xpath(
        "//a[@aria-current='page']/text()"
    )


def test_an_overseer_sees_the_work_of_every_authority(
    overseer: Client, cases: Any
) -> None:
    """Both authorities' cases are in the overseer's list."""
    shown = page(overseer, "/work-list")
    found = set(shown.xpath("//tbody/tr/th/a/text()"))
    assert {cases.fresh, cases.overdue, cases.elsewhere} == found


def test_only_an_overseers_list_has_a_column_of_authorities(
    overseer: Client, decision_maker: Client, cases: Any
) -> None:
    """Who sees every authority's cases is told whose each one is."""
    shown = page(overseer, "/work-list")
    column = "//td[@data-label='Authority']"
    assert ["Single Competent Authority"] == [
        text(cell) for cell in shown.xpath(f"//tr[th/a='{cases.fresh}']{column[1:]}")
    ]
    assert 3 == len(shown.xpath(column))
    assert not page(decision_maker, "/work-list").xpath(column)


def test_a_report_is_no_case_to_decide(overseer: Client, cases: Any) -> None:
    """A Duty to Notify report is neither under what is closed nor counted there."""
    shown = page(overseer, "/work-list?show=closed")
    assert "Closed (0)" in text(shown)
    assert not shown.xpath("//tbody/tr")


def test_a_suspended_case_is_marked_and_not_called_overdue(
    decision_maker: Client, cases: Any, home: Record
) -> None:
    """A clock that stands still does not blame anyone."""
    suspend(cases.overdue)
    shown = page(decision_maker, "/work-list?show=suspended")
    row = next(
        text(row)
        for row in shown.xpath("//tbody/tr")
        if text(row).startswith(cases.overdue)
    )
    assert "Suspended" in row
    assert "overdue" not in row


def test_a_negative_decision_stays_in_the_list_while_it_may_be_asked_about(
    decision_maker: Client, cases: Any
) -> None:
    """A case just decided negative is not closed, and a request for it is work."""
    refuse_grounds(decision_maker, cases.fresh)
    shown = page(decision_maker, "/work-list?show=reasonable_grounds_negative")
    (row,) = shown.xpath("//tbody/tr")
    assert text(row).startswith(f"{cases.fresh} No decision due")
    assert "Closed (0)" in text(shown)
    take(
        "request reconsideration",
        **_someone(cases.fresh, "asked"),
        basis=("guidance",),
        requested_by="individual",
    )
    shown = page(decision_maker, "/work-list?show=awaiting_reconsideration")
    assert [cases.fresh] == shown.xpath("//tbody/tr/th/a/text()")
    assert "Closed (0)" in text(shown)


def test_a_long_list_is_turned_by_links(
    decision_maker: Client,
    first_responder: Client,
    cases: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order goes on over the pages, and each links to those beside it."""
    monkeypatch.setattr(lists, "LINES_SHOWN", 1)
    first = page(decision_maker, "/work-list?show=awaiting_reasonable_grounds")
    assert [cases.overdue] == first.xpath("//tbody/tr/th/a/text()")
    assert "Shown: 1 to 1." in text(first)
    assert not first.xpath("//a[text()='Previous page']")
    second = page(decision_maker, first.xpath("//a[text()='Next page']/@href")[0])
    assert [cases.fresh] == second.xpath("//tbody/tr/th/a/text()")
    assert "Shown: 2 to 2." in text(second)
    assert not second.xpath("//a[text()='Next page']")
    back = page(decision_maker, second.xpath("//a[text()='Previous page']/@href")[0])
    assert [cases.overdue] == back.xpath("//tbody/tr/th/a/text()")
    own = page(first_responder, "/referrals?page=4")
    assert [cases.overdue] == own.xpath("//tbody/tr/th/text()")
    assert not own.xpath("//a[text()='Next page']")


@pytest.mark.parametrize("number", ["0", "9", "-1", "two", "", "9999999999", "²"])
def test_a_page_that_is_not_there_is_not_found(
    decision_maker: Client, cases: Any, number: str
) -> None:
    """Beyond the last page, and what is no number at all."""
    assert 404 == decision_maker.get("/work-list", {"page": number}).status_code


def test_a_case_is_opened_by_its_reference(decision_maker: Client, cases: Any) -> None:
    """Typed carelessly it is mended; not there and not permitted look the same."""
    typed = cases.fresh.lower().replace("-", " ")
    answer = decision_maker.get("/work-list", {"reference": typed})
    assert f"/cases/{cases.fresh}" == answer.headers["Location"]
    for hidden in (cases.elsewhere, "NRM-0000-0000-0000"):
        answer = decision_maker.get("/work-list", {"reference": hidden}, follow=True)
        assert 404 == answer.status_code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NRM-0000-0000-0001", "its check characters do not fit"),
        ("nonsense", "its check characters do not fit"),
        (" ", "Enter a reference"),
    ],
)
def test_a_mistyped_reference_is_told_at_its_field(
    decision_maker: Client, cases: Any, typed: str, said: str
) -> None:
    """The list stays, with what was typed and what is wrong with it."""
    answer = decision_maker.get("/work-list", {"reference": typed})
    shown = html.fromstring(answer.content.decode())
    assert 422 == answer.status_code
    assert said in text(shown.xpath("//p[@id='reference-error']")[0])
    assert [typed] == shown.xpath("//input[@id='reference']/@value")


# -------------------------------------------------------------- first responder
def test_a_first_responder_sees_where_its_own_referrals_stand(
    first_responder: Client, cases: Any
) -> None:
    """Own referrals and reports with status and authority; another's are not there."""
    shown = page(first_responder, "/referrals")
    rows = {row.xpath("string(th)"): text(row) for row in shown.xpath("//tbody/tr")}
    assert {cases.fresh, cases.overdue, cases.decided, cases.reported} == set(rows)
    assert "Awaiting conclusive grounds" in rows[cases.decided]
    assert "Single Competent Authority" in rows[cases.decided]
    assert "Duty to Notify report" in rows[cases.reported]
    assert "Metropolitan Police Service" in text(shown)


# ------------------------------------------------------------------- case page
def test_a_case_page_tells_tracks_clocks_steps_and_timeline(
    decision_maker: Client, cases: Any
) -> None:
    """Every clock names its rule and calendar; every entry has its two dates."""
    shown = page(decision_maker, f"/cases/{cases.decided}")
    said = text(shown)
    assert cases.decided == text(shown.xpath("//h1")[0])
    assert "Reasonable grounds target" in said
    assert re.search(
        r"Rule reasonable-grounds-target@\d{4}-\d\d-\d\d\.\d+, calendar", said
    )
    assert "Minimum recovery period" in said
    assert "Runs to 3 February 2024" in said
    entry = text(shown.xpath("//div[@class='moj-timeline__item']")[0])
    assert "Reasonable grounds decided" in entry
    assert "Happened 5 January 2024" in entry
    assert "Recorded 5 January 2024, 10:00" in entry
    assert "Positive" in entry
    assert "Decide conclusive grounds" in said


def test_a_case_page_tells_who_referred_who_decided_and_who_reviewed(
    decision_maker: Client, cases: Any
) -> None:
    """The organisation by its own name, people by their accounts."""
    refuse_grounds(decision_maker, cases.fresh)
    shown = page(decision_maker, f"/cases/{cases.fresh}")
    told = "Metropolitan Police Service"
    assert f"Referred by {told}, received" in text(shown)
    assert f"First responder {told}" in text(shown)
    entry = text(shown.xpath("//div[@class='moj-timeline__item']")[0])
    assert "Decided by decision-maker" in entry
    assert "Reviewed by a second person reviewer" in entry


def test_a_case_page_says_why_a_step_may_not_be_taken(
    decision_maker: Client, cases: Any
) -> None:
    """A step that is not open now is there with its reason, and without a link."""
    shown = page(decision_maker, f"/cases/{cases.decided}")
    why = text(shown.xpath("//details")[0])
    assert "Decide reasonable grounds" in why
    assert "reasonable grounds is positive" in why
    assert not shown.xpath("//a[contains(@href, 'reasonable-grounds')]")


def test_no_page_of_a_case_names_the_person(
    decision_maker: Client, overseer: Client, cases: Any
) -> None:
    """Names and accounts are in the vault; these pages do not open it."""
    for client in (decision_maker, overseer):
        said = client.get(f"/cases/{cases.fresh}").content.decode()
        assert "Zzyzx" not in said
        assert "Qwerty" not in said
        assert "Unmistakable" not in said


def test_reading_a_case_is_recorded(decision_maker: Client, cases: Any) -> None:
    """Who looked at which case, and when, is kept."""
    line = worklist.of_reference(cases.fresh)
    assert line is not None
    before = len(accesses.of_case(line.case_id))
    page(decision_maker, f"/cases/{cases.fresh}")
    kept = accesses.of_case(line.case_id)
    account = Account.objects.get(sign_in_name="decision-maker")
    assert before + 1 == len(kept)
    assert ("read_case", str(account.actor)) == (kept[-1].action, kept[-1].actor)


def test_a_reference_may_be_typed_carelessly(
    decision_maker: Client, cases: Any
) -> None:
    """Small letters and missing hyphens are mended."""
    typed = cases.fresh.lower().replace("-", "")
    shown = page(decision_maker, f"/cases/{typed}")
    assert cases.fresh == text(shown.xpath("//h1")[0])


# -------------------------------------------------------------------- deciding
def test_a_positive_decision_is_recorded_and_shown(
    decision_maker: Client, cases: Any
) -> None:
    """From the list to the record: one form, one fact, and the page says so."""
    listed = page(decision_maker, "/work-list")
    at = listed.xpath(f"//a[text()='{cases.fresh}']/@href")[0]
    step = page(decision_maker, at).xpath("//a[text()='Decide reasonable grounds']")[0]
    assert f"{at}/reasonable-grounds" == step.get("href")
    answer = decide(
        decision_maker, cases.fresh, **form_of(decision_maker, cases.fresh), **POSITIVE
    )
    assert 302 == answer.status_code
    after = page(decision_maker, answer.headers["Location"])
    banner = text(after.xpath("//div[@role='alert']")[0])
    assert "Recorded Reasonable grounds decided" == banner
    facts = history(cases.fresh)
    assert "reasonable-grounds-decided@1" == facts[-1].name
    assert "positive" == facts[-1].fact.outcome


def test_the_form_says_which_day_it_is(decision_maker: Client, cases: Any) -> None:
    """A synthetic record has a day of its own; the date question tells it."""
    shown = page(decision_maker, f"/cases/{cases.fresh}/reasonable-grounds")
    hint = text(shown.xpath("//div[@id='decided_on-hint']")[0])
    assert hint.endswith("Today in this record: 12 January 2024")


def test_the_form_states_the_test_of_the_day(
    decision_maker: Client, cases: Any
) -> None:
    """What has to be met is told from the dated rules, with its version."""
    shown = text(page(decision_maker, f"/cases/{cases.fresh}/reasonable-grounds"))
    rule = load_rulebook().rules.version("reasonable-grounds-test@2023-10-09.1")
    assert f"The test today: {rule.text} ({rule.id})" in shown


def test_a_negative_decision_has_reasons_a_minute_and_a_second_person(
    decision_maker: Client, cases: Any
) -> None:
    """The main reason comes first, each once; the minute goes to the vault."""
    hear_others(cases.fresh)
    reviewer = Account.objects.get(sign_in_name="reviewer")
    answer = decide(
        decision_maker,
        cases.fresh,
        **form_of(decision_maker, cases.fresh),
        **(POSITIVE | {"outcome": "negative"}),
        main_reason="credibility",
        other_reasons=["definition_not_met", "credibility"],
        minute="Because of this.",
        reviewed_by=str(reviewer.actor),
    )
    assert 302 == answer.status_code
    fact = history(cases.fresh)[-1].fact
    assert ("credibility", "definition_not_met") == fact.reasons
    assert str(reviewer.actor) == fact.reviewed_by
    assert fact.minute is not None
    said = decision_maker.get(f"/cases/{cases.fresh}").content.decode()
    assert "Because of this." not in said


def test_sent_twice_is_decided_once(decision_maker: Client, cases: Any) -> None:
    """A double press of the button gives one decision and the same answer."""
    typed = form_of(decision_maker, cases.fresh) | POSITIVE
    first = decide(decision_maker, cases.fresh, **typed)
    again = decide(decision_maker, cases.fresh, **typed)
    assert 302 == again.status_code
    assert first.headers["Location"] == again.headers["Location"]
    decided = [each for each in history(cases.fresh) if "decided" in each.name]
    assert 1 == len(decided)


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(
    decision_maker: Client, cases: Any
) -> None:
    """The summary links to the field; every answer is still there to be sent again."""
    typed = (
        form_of(decision_maker, cases.fresh)
        | POSITIVE
        | {
            "outcome": "negative",
            "main_reason": "credibility",
            "other_reasons": ["definition_not_met"],
            "minute": "  Typed at length.\n",
        }
    )
    answer = decide(decision_maker, cases.fresh, **typed)
    shown = html.fromstring(answer.content.decode())
    assert 422 == answer.status_code
    summary = shown.xpath("//div[contains(@class, 'govuk-error-summary')]//a")
    assert ["#reviewed_by"] == [each.get("href") for each in summary]
    assert "reviewer" in text(summary[0])
    assert shown.xpath("//select[@id='reviewed_by'][contains(@class, 'error')]")
    assert (
        "reviewed_by-error"
        in shown.xpath("//select[@id='reviewed_by']/@aria-describedby")[0]
    )
    assert ["negative"] == shown.xpath("//input[@name='outcome'][@checked]/@value")
    assert ["12", "1", "2024"] == [
        shown.xpath(f"//input[@name='decided_on-{part}']/@value")[0]
        for part in ("day", "month", "year")
    ]
    assert ["credibility"] == shown.xpath(
        "//select[@id='main_reason']/option[@selected]/@value"
    )
    assert ["definition_not_met"] == shown.xpath(
        "//input[@name='other_reasons'][@checked]/@value"
    )
    assert "  Typed at length.\n" == shown.xpath("string(//textarea)").removeprefix(
        "\n"
    )
    assert [typed["command_id"]] == shown.xpath("//input[@name='command_id']/@value")
    assert "Error: Decide reasonable grounds" in text(shown.xpath("//title")[0])
    assert 2 == len(history(cases.fresh))


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("", "", "", "Enter the date of the decision"),
        ("", "1", "2024", "The date of the decision must include a day"),
        ("31", "", "", "The date of the decision must include a month and a year"),
        ("31", "2", "2024", "must be a real date"),
        ("12", "1", "24", "must be a real date"),
        ("one", "1", "2024", "must be a real date"),
        ("13", "1", "2024", "12 January 2024|2024-01-12"),
        ("11", "1", "2024", "2024-01-12|12 January 2024"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_one_message(
    decision_maker: Client, cases: Any, day: str, month: str, year: str, said: str
) -> None:
    """Missing parts, no real date, in the future, before receipt: one message each."""
    typed = form_of(decision_maker, cases.fresh) | {
        "outcome": "positive",
        "decided_on-day": day,
        "decided_on-month": month,
        "decided_on-year": year,
    }
    answer = decide(decision_maker, cases.fresh, **typed)
    shown = html.fromstring(answer.content.decode())
    summary = shown.xpath("//div[contains(@class, 'govuk-error-summary')]//li")
    assert 422 == answer.status_code
    assert 1 == len(summary)
    assert re.search(said, text(summary[0]))
    assert ["#decided_on"] == summary[0].xpath("a/@href")


def test_an_empty_form_says_everything_that_is_missing(
    decision_maker: Client, cases: Any
) -> None:
    """All missing answers are told at once, in the order of the fields."""
    answer = decide(decision_maker, cases.fresh, **form_of(decision_maker, cases.fresh))
    shown = html.fromstring(answer.content.decode())
    summary = shown.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href")
    assert ["#outcome", "#decided_on"] == summary


def test_a_negative_form_says_everything_that_it_lacks(
    decision_maker: Client, cases: Any
) -> None:
    """Reasons, minute and reviewer are asked for at once; blanks are no minute."""
    typed = form_of(decision_maker, cases.fresh) | POSITIVE
    typed |= {"outcome": "negative", "minute": "  "}
    answer = decide(decision_maker, cases.fresh, **typed)
    shown = html.fromstring(answer.content.decode())
    summary = shown.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href")
    assert 422 == answer.status_code
    assert ["#main_reason", "#minute", "#reviewed_by"] == summary
    assert "goes to the person" in text(shown.xpath("//p[@id='minute-error']")[0])
    assert 2 == len(history(cases.fresh))


def test_who_decides_on_an_old_reading_is_told_to_read_again(
    decision_maker: Client, cases: Any
) -> None:
    """What was recorded meanwhile is shown, and what was typed can be sent again."""
    typed = form_of(decision_maker, cases.fresh) | POSITIVE
    suspend(cases.fresh)
    resume(cases.fresh)
    answer = decide(decision_maker, cases.fresh, **typed)
    shown = html.fromstring(answer.content.decode())
    said = text(shown)
    assert 422 == answer.status_code
    assert "Someone else has recorded something in this case" in said
    assert "Case suspended" in said
    assert "Case resumed" in said
    assert ["positive"] == shown.xpath("//input[@name='outcome'][@checked]/@value")
    assert 4 == len(history(cases.fresh))
    version = shown.xpath("//input[@name='version']/@value")[0]
    assert "4" == version
    answer = decide(decision_maker, cases.fresh, **(typed | {"version": version}))
    assert 302 == answer.status_code


def test_two_people_decide_at_once_and_one_is_stored(
    decision_maker: Client, reviewer: Client, cases: Any
) -> None:
    """The second is told, and sees what the first decided."""
    first = form_of(decision_maker, cases.fresh) | POSITIVE
    second = form_of(reviewer, cases.fresh) | POSITIVE
    assert 302 == decide(decision_maker, cases.fresh, **first).status_code
    answer = decide(reviewer, cases.fresh, **second)
    assert 422 == answer.status_code
    assert "Reasonable grounds decided" in answer.content.decode()
    assert 1 == sum("decided" in each.name for each in history(cases.fresh))


def test_a_decision_that_is_made_already_has_no_form(
    decision_maker: Client, cases: Any
) -> None:
    """The page says what stands against it instead."""
    answer = decision_maker.get(f"/cases/{cases.decided}/reasonable-grounds")
    assert 422 == answer.status_code
    assert "This was refused" in answer.content.decode()


def test_nobody_reviews_a_decision_of_their_own(
    decision_maker: Client, cases: Any
) -> None:
    """A forged form that names its maker as the reviewer is refused."""
    own = Account.objects.get(sign_in_name="decision-maker")
    answer = decide(
        decision_maker,
        cases.fresh,
        **form_of(decision_maker, cases.fresh),
        **(POSITIVE | {"outcome": "negative"}),
        main_reason="credibility",
        minute="Because of this.",
        reviewed_by=str(own.actor),
    )
    assert 422 == answer.status_code
    assert 2 == len(history(cases.fresh))


def refuse_grounds(client: Client, reference: str) -> None:
    """A negative decision, with everything that it needs."""
    hear_others(reference)
    answer = decide(
        client,
        reference,
        **form_of(client, reference),
        **(POSITIVE | {"outcome": "negative"}),
        main_reason="credibility",
        minute="Because of this.",
        reviewed_by=str(Account.objects.get(sign_in_name="reviewer").actor),
    )
    assert 302 == answer.status_code


def hear_others(reference: str) -> None:
    """Someone else asks whom a negative decision needs, and has their answers."""
    asked = ("first_responder", "police", "adult_safeguarding")
    take("request information", **_someone(reference, "others-asked"), asked_of=asked)
    take(
        "receive information",
        **_someone(reference, "answered"),
        received_from=asked,
        answered=True,
    )


def suspend(reference: str) -> None:
    """Someone else suspends a case, after it was read."""
    take("suspend", **_someone(reference, "suspended"), reason="awaiting_proceedings")


def resume(reference: str) -> None:
    """Someone else resumes it."""
    take("resume", **_someone(reference, "resumed"), reason="proceedings_ended")


def take(words: str, **given: Any) -> None:
    """Any step of the mechanism, by its words."""
    names = ("case_id", "after", "on", "by", "at", "command_id")
    common = {name: given.pop(name) for name in names}
    steps.take(words=words, values=given, **common)


def _someone(reference: str, command_id: str) -> dict[str, Any]:
    facts = history(reference)
    return {
        "case_id": facts[0].case_id,
        "after": facts[-1].version,
        "on": PartialDate.on(date(2024, 1, 12)),
        "by": actor_of(Account.objects.get(sign_in_name="reviewer")),
        "at": datetime(2024, 1, 12, 11, tzinfo=UTC),
        "command_id": command_id,
    }
