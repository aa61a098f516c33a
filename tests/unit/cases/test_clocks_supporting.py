"""Clocks of support: what is owed, how it ends, and who is to be in touch by when."""

from datetime import date, timedelta

import pytest
from tests.property.slow_reckoner import NATIONS, YEARS, SlowReckoner
from tests.unit.cases.clock_cases import (
    FOUND,
    GROUNDED,
    NOT_FOUND,
    NOT_GROUNDED,
    OUTREACH,
    Dated,
    conclusive,
    read,
    served,
    shown,
    told,
)

from opennrm.cases.facts import (
    Answer,
    ConclusiveGroundsRevoked,
    DeathRecorded,
    DisqualificationDecided,
    DisqualificationQuashed,
    MoveOnStarted,
    NeedsAssessed,
    Outcome,
    ReconsiderationAccepted,
    ReconsiderationRefused,
    ReconsiderationRequested,
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportExtensionRefused,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)

WANTED = {"support_wanted": Answer.YES}
RULE = "support-extension@2020-03-24.1"
SLAVERY = conclusive(Outcome.POSITIVE, finding="slavery_servitude_forced_labour")
ENDED = SupportEnded(reason="needs_met")
DISQUALIFIED = DisqualificationDecided(
    outcome="disqualified",
    ground="bad_faith",
    re_trafficking_risk_assessed=True,
    recovery_needs_weighed=True,
    decided_by="user-1",
    reviewed_by="user-2",
    rule="disqualification@2024-01.1",
)


def extended(until: date, requested_on: date) -> SupportExtended:
    return SupportExtended(
        until=until,
        requested_on=requested_on,
        requested_by="support_provider",
        rule=RULE,
    )


def asked_about(decision: int) -> ReconsiderationRequested:
    return ReconsiderationRequested(
        decision=decision,
        basis=("new_evidence",),
        requested_by="support_provider",
        exceptional_circumstances=False,
        rule="reconsideration-window@2024-02-22.1",
    )


@pytest.mark.parametrize(
    ("nation", "dated", "on", "owed"),
    [
        ("scotland", (), "2026-05-30", ("running", "2026-05-30")),
        ("scotland", (), "2026-05-31", ("ended", "2026-05-30")),
        ("scotland", (("2026-04-10", FOUND),), "2026-04-11", ("ended", "2026-04-10")),
        ("scotland", (("2026-06-10", SLAVERY),), "2026-05-31",
         ("running", "2026-05-31")),
        ("northern_ireland", (("2026-03-20", FOUND),), "2026-04-16",
         ("running", "2026-04-16")),
        ("northern_ireland", (("2026-05-01", FOUND),), "2026-05-02",
         ("ended", "2026-05-01")),
        ("northern_ireland", (), "2026-05-02", ("running", None)),
        ("england", (), "2026-08-02", ("running", None)),
        ("england", (("2026-03-20", FOUND),), "2026-03-31", ("running", "2026-03-31")),
        ("wales", (("2026-09-01", NOT_FOUND),), "2026-09-02", ("ended", "2026-09-01")),
        ("england", (("2026-03-20", DISQUALIFIED),), "2026-03-21",
         ("ended", "2026-03-20")),
        ("england", (("2026-03-20", DISQUALIFIED),
         ("2026-05-01", DisqualificationQuashed(decision=3))), "2026-05-02",
         ("running", None)),
        ("england", (("2026-03-20", DeathRecorded(source="police")),), "2026-03-21",
         ("ended", "2026-03-20")),
    ],
)  # fmt: skip
def test_support_is_owed_by_the_law_of_the_nation(
    nation: str, dated: tuple[Dated, ...], on: str, owed: tuple[str, str | None]
) -> None:
    """Scenario 7 and 23: the earlier of two days, the later, or 45 days."""
    case = told("2026-02-27", ("2026-03-02", GROUNDED), *dated, nation=nation, **WANTED)

    assert owed == shown(read(case, on)["support_period"])


def test_an_extension_moves_what_is_owed() -> None:
    """Scenario 7: it ends with the decision unless it is extended."""
    case = told(
        "2026-02-27",
        ("2026-03-02", GROUNDED),
        ("2026-03-02", OUTREACH),
        ("2026-04-28", extended(date(2026, 5, 29), date(2026, 4, 27))),
        ("2026-05-01", FOUND),
        nation="northern_ireland",
    )

    assert ("running", "2026-05-29") == shown(
        read(case, "2026-05-02")["support_period"]
    )


@pytest.mark.parametrize(
    "about",
    [{"support_wanted": Answer.NO}, {"under_18_now": Answer.YES, **WANTED}],
)
def test_neither_a_child_nor_who_wants_none_is_owed_support(
    about: dict[str, object],
) -> None:
    """Children are looked after by their local authority."""
    case = told("2026-02-27", ("2026-03-02", GROUNDED), **about)

    assert "support_period" not in read(case, "2026-03-03")


@pytest.mark.parametrize("nation", NATIONS)
def test_the_way_out_around_each_bank_holiday(nation: str) -> None:
    """Nine working days from receipt, for a receipt on every day near a holiday."""
    slow = SlowReckoner(nation)
    differ = []
    for holiday in slow.holidays_within(YEARS):
        for offset in range(-14, 2):
            received = holiday + timedelta(days=offset)
            due_on = slow.working_days_after(received, 9)
            if due_on.year > YEARS[-1] or received.year < YEARS[0]:
                continue
            case = told(
                "2018-01-02",
                ("2018-01-02", OUTREACH),
                ("2018-12-03", NOT_GROUNDED),
                (received.isoformat(), served(3, received.isoformat())),
                nation=nation,
            )
            later = (due_on + timedelta(days=1)).isoformat()
            last = read(case, due_on.isoformat())["exit_period"]
            if (due_on, "running", "ended", 9) != (
                last.due_on,
                last.state,
                read(case, later)["exit_period"].state,
                last.elapsed,
            ):
                differ.append((received, due_on, last.due_on))

    assert [] == differ


REQUEST = ("2026-04-10", asked_about(3))
ACCEPTED = ReconsiderationAccepted(request=5)
REFUSED = ReconsiderationRefused(request=5, reason="other")


@pytest.mark.parametrize(
    ("dated", "on", "leaving"),
    [
        ((), "2026-04-16", ("running", "2026-04-16")),
        ((), "2026-04-17", ("ended", "2026-04-16")),
        ((REQUEST,), "2026-04-15", ("running", "2026-04-16")),
        ((REQUEST, ("2026-04-14", ACCEPTED)), "2026-04-15", ("ended", None)),
        ((REQUEST, ("2026-04-17", ACCEPTED)), "2026-04-18", ("ended", "2026-04-16")),
        ((REQUEST, ("2026-04-14", REFUSED)), "2026-04-15", ("running", "2026-04-16")),
        ((REQUEST, ("2026-04-15", extended(date(2026, 5, 14), date(2026, 4, 14)))),
         "2026-04-20", ("running", "2026-05-14")),
        ((("2026-04-09", ENDED),), "2026-04-10", ("ended", "2026-04-09")),
        ((("2026-04-09", DeathRecorded(source="police")),), "2026-04-10",
         ("ended", "2026-04-09")),
    ],
)  # fmt: skip
def test_the_way_out_and_what_stops_it(
    dated: tuple[Dated, ...], on: str, leaving: tuple[str, str | None]
) -> None:
    """Scenario 22: an accepted request stops it, one that is only made does not."""
    case = told(
        "2026-03-02",
        ("2026-03-02", OUTREACH),
        ("2026-03-30", NOT_GROUNDED),
        ("2026-04-01", served(3, "2026-04-01")),
        *dated,
    )

    assert leaving == shown(read(case, on)["exit_period"])


def test_a_second_negative_starts_a_way_out_of_its_own() -> None:
    """The first has stopped; the fresh decision counts from its own receipt."""
    case = told(
        "2026-03-02",
        ("2026-03-02", OUTREACH),
        ("2026-03-30", NOT_GROUNDED),
        ("2026-04-01", served(3, "2026-04-01")),
        REQUEST,
        ("2026-04-14", ACCEPTED),
        ("2026-06-30", NOT_GROUNDED),
        ("2026-07-06", served(7, "2026-07-06")),
    )

    assert ("running", "2026-07-17") == shown(read(case, "2026-07-17")["exit_period"])


@pytest.mark.parametrize(
    "dated",
    [
        (("2026-03-30", NOT_GROUNDED), ("2026-04-01", served(2, "2026-04-01"))),
        (("2026-03-02", OUTREACH), ("2026-03-30", NOT_GROUNDED)),
        (("2026-03-02", OUTREACH), ("2026-03-20", ENDED),
         ("2026-03-30", NOT_GROUNDED), ("2026-04-01", served(4, "2026-04-01"))),
        (("2026-03-02", OUTREACH), ("2026-03-30", GROUNDED),
         ("2026-04-01", served(3, "2026-04-01"))),
    ],
)  # fmt: skip
def test_nobody_leaves_support_who_is_not_in_it_or_was_not_told(
    dated: tuple[Dated, ...],
) -> None:
    """No support, no receipt, support that had ended, or a first positive."""
    found = read(told("2026-03-02", *dated), "2026-04-02")

    assert not {"exit_period", "move_on_minimum"} & set(found)


@pytest.mark.parametrize(
    ("received", "code"), [(None, "rule-anchor-missing"), ("2026-04", "day-unknown")]
)
def test_an_unknown_receipt_leaves_the_way_out_unknown(
    received: str | None, code: str
) -> None:
    """It was served; when it arrived is not known, and nothing is assumed."""
    case = told(
        "2026-03-02",
        ("2026-03-02", OUTREACH),
        ("2026-03-30", NOT_GROUNDED),
        ("2026-04-01", served(3, received)),
    )

    assert code == read(case, "2026-04-20")["exit_period"].unknown_code


NEEDS = NeedsAssessed(
    needs=("housing",),
    recommended_until=date(2026, 7, 31),
    agreed_until=date(2026, 6, 30),
    agreement="agreed_in_part",
)


@pytest.mark.parametrize(
    ("dated", "on", "moving"),
    [
        ((), "2026-05-16", ("running", "2026-05-16")),
        ((), "2026-05-17", ("ended", "2026-05-16")),
        ((("2026-04-10", NEEDS),), "2026-05-17", ("running", "2026-06-30")),
        ((("2026-04-13", MoveOnStarted(until=date(2026, 7, 3))),), "2026-05-17",
         ("running", "2026-07-03")),
        ((("2026-05-15", extended(date(2026, 6, 10), date(2026, 5, 14))),),
         "2026-05-17", ("running", "2026-06-10")),
        ((("2026-05-10", ENDED),), "2026-05-11", ("ended", "2026-05-10")),
        ((("2026-05-10", ConclusiveGroundsRevoked(decision=4,
           reasons=("credibility",), decided_by="user-1", reviewed_by="user-2")),),
         "2026-05-11", ("ended", "2026-05-10")),
    ],
)  # fmt: skip
def test_moving_on_lasts_45_days_or_as_assessed(
    dated: tuple[Dated, ...], on: str, moving: tuple[str, str]
) -> None:
    """From the receipt of a positive conclusive decision."""
    case = told(
        "2026-01-05",
        ("2026-01-09", GROUNDED),
        ("2026-01-12", OUTREACH),
        ("2026-03-30", FOUND),
        ("2026-04-01", served(4, "2026-04-01")),
        *dated,
    )

    assert moving == shown(read(case, on)["move_on_minimum"])


def test_before_september_2019_needs_were_not_assessed() -> None:
    """Then the end was the end of the 45 days."""
    case = told(
        "2018-01-05",
        ("2018-01-09", GROUNDED),
        ("2018-01-12", OUTREACH),
        ("2018-03-29", FOUND),
        ("2018-04-03", served(4, "2018-04-03")),
        ("2018-04-10", MoveOnStarted(until=date(2018, 9, 1))),
    )

    assert ("running", "2018-05-18") == shown(
        read(case, "2018-05-01")["move_on_minimum"]
    )


def test_an_extension_is_a_clock_and_so_is_its_answer() -> None:
    """Three working days to answer; the extension runs to the day agreed."""
    granted = ("2026-04-15", extended(date(2026, 5, 13), date(2026, 4, 10)))
    late = ("2026-04-16", extended(date(2026, 5, 13), date(2026, 4, 10)))
    refused = (
        "2026-05-20",
        SupportExtensionRefused(
            requested_on=date(2026, 5, 15),
            requested_by="support_provider",
            reason="asked_after_exit",
            rule=RULE,
        ),
    )
    start = (("2026-03-04", GROUNDED), ("2026-03-04", OUTREACH))
    in_time = read(told("2026-03-02", *start, granted), "2026-04-20")
    too_late = read(told("2026-03-02", *start, late), "2026-05-14")
    second = read(told("2026-03-02", *start, granted, refused), "2026-05-21")

    assert ("running", "2026-05-13") == shown(in_time["support_extension"])
    assert (28, RULE) == (
        in_time["support_extension"].length,
        in_time["support_extension"].rule,
    )
    assert ("met", "2026-04-15") == shown(in_time["extension_reply"])
    assert ("ended", "2026-05-13") == shown(too_late["support_extension"])
    assert ("missed", "2026-04-15") == shown(too_late["extension_reply"])
    assert ("met", "2026-05-20") == shown(second["extension_reply"])


ASKED = ("2026-03-05", SupportRequested(kind="outreach", requested_by="individual"))
OFFER = SupportOffered(kind="outreach", provider="salvation_army")


@pytest.mark.parametrize(
    ("dated", "on", "contact"),
    [
        ((ASKED,), "2026-03-07", ("running", "2026-03-07")),
        ((ASKED,), "2026-03-08", ("overdue", "2026-03-07")),
        ((ASKED, ("2026-03-07", OFFER)), "2026-03-09", ("met", "2026-03-07")),
        ((ASKED, ("2026-03-08", SupportDeclined(kind="outreach"))), "2026-03-09",
         ("missed", "2026-03-07")),
        ((ASKED, ("2026-03-09", GROUNDED)), "2026-03-10", ("running", "2026-03-11")),
        ((ASKED, ("2026-03-06", OFFER), ("2026-03-09", GROUNDED)), "2026-03-10",
         ("met", "2026-03-07")),
        ((ASKED, ("2026-03-09", GROUNDED), ("2026-03-11", OFFER)), "2026-03-12",
         ("met", "2026-03-11")),
    ],
)  # fmt: skip
def test_someone_is_in_touch_within_48_hours(
    dated: tuple[Dated, ...], on: str, contact: tuple[str, str]
) -> None:
    """From the request, or from the positive decision if that came later."""
    assert contact == shown(read(told("2026-03-02", *dated), on)["first_contact"])


def test_where_no_rule_says_so_nobody_is_late() -> None:
    """Before 2021 no time was laid down, and none is known for Scotland."""
    before = told(
        "2019-03-04",
        ("2019-03-05", SupportRequested(kind="outreach", requested_by="individual")),
        ("2019-03-05", SupportStarted(kind="place_of_safety", provider="other")),
    )
    scottish = told("2026-03-02", ASKED, nation="scotland")

    assert not {"first_contact", "place_of_safety"} & set(read(before, "2019-05-01"))
    assert "first_contact" not in read(scottish, "2026-05-01")


@pytest.mark.parametrize(
    ("dated", "on", "stay"),
    [
        ((), "2026-04-09", ("running", "2026-04-09")),
        ((), "2026-04-10", ("ended", "2026-04-09")),
        ((("2026-04-04", OUTREACH),), "2026-04-05", ("ended", "2026-04-04")),
        ((("2026-04-07", ENDED),), "2026-04-08", ("ended", "2026-04-07")),
    ],
)
def test_a_place_of_safety_is_for_three_working_days(
    dated: tuple[Dated, ...], on: str, stay: tuple[str, str]
) -> None:
    """Over Easter that is seven days; moving on or leaving ends it."""
    place = SupportStarted(kind="place_of_safety", provider="salvation_army")
    case = told("2026-04-02", ("2026-04-02", place), *dated)

    assert stay == shown(read(case, on)["place_of_safety"])


def test_other_support_is_no_place_of_safety() -> None:
    """Outreach has no such limit."""
    case = told("2026-04-02", ("2026-04-02", OUTREACH))

    assert "place_of_safety" not in read(case, "2026-04-03")
