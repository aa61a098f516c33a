"""Every period, in every jurisdiction, around every bank holiday of ten years.

The expected days come from the slow reckoner and from the lengths written out below,
which share nothing with the rule files; the days written by hand are those of the
domain's scenarios.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from tests.property.slow_reckoner import NATIONS, ONE_DAY, YEARS, SlowReckoner

from opennrm.cases import periods
from opennrm.cases.periods import BirthDateUnknown, Period
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.rules.dates import DayUnknown, PartialDate, as_at
from opennrm.rules.nations import NationNeeded
from opennrm.rules.versions import AnchorMissing, AnchorTooVague, NoSuchValue

BOOK = load_rulebook()
GREAT_BRITAIN = ("england", "wales", "scotland")
ENGLAND_AND_WALES = ("england", "wales")
ALWAYS = (date(2019, 1, 1), date(2028, 11, 30))
BEFORE_DAYS, AFTER_DAYS = 16, 3

Reckoned = Callable[..., Period]


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


@dataclass(frozen=True)
class Timed:
    """A period as the sources word it: so long, in this, from the start, in force."""

    reckon: Callable[[PartialDate, str], Period]
    length: int
    unit: str
    in_force: tuple[date, date] = ALWAYS
    nations: tuple[str, ...] = NATIONS
    holidays_of: str | None = None


def of(function: Reckoned, **more: object) -> Callable[[PartialDate, str], Period]:
    return lambda start, nation: function(start, nation=nation, book=BOOK, **more)


def choosing(*readings: str) -> Rulebook:
    return Rulebook(
        rules=BOOK.rules.choose(*readings), calendars=BOOK.calendars, codes=BOOK.codes
    )


WORKING_ANSWER = choosing("reconsideration-answer@2020-03-24.2")
MONTH_TO_ASK = choosing("reconsideration-window@2024-02-22.2")
SUPPORT_OF_45 = choosing("support-minimum@2022-12-13.2")
PANELS = (date(2019, 4, 29), date(2022, 11, 30))


def _panel(function: Reckoned) -> Callable[[PartialDate, str], Period]:
    return lambda start, nation: function(
        start, decided=start, nation=nation, book=BOOK
    )


def _asking(start: PartialDate, nation: str, book: Rulebook) -> Period:
    period, _ = periods.reconsideration_window(start, nation=nation, book=book)
    assert period is not None
    return period


TIMED = {
    "target": Timed(
        of(periods.reasonable_grounds_target, authority="sca"), 5, "working_days"
    ),
    "panel_target": Timed(
        of(periods.reasonable_grounds_target, authority="devolved_panel"),
        45,
        "days",
        in_force=(date(2021, 7, 1), ALWAYS[1]),
    ),
    "recovery_of_45": Timed(
        of(periods.recovery_minimum),
        45,
        "days_from_the_day",
        in_force=(ALWAYS[0], date(2022, 12, 12)),
    ),
    "recovery_of_30": Timed(
        of(periods.recovery_minimum),
        30,
        "days_from_the_day",
        in_force=(date(2022, 12, 13), ALWAYS[1]),
    ),
    "support_of_30": Timed(
        of(periods.support_length),
        30,
        "days_from_the_day",
        in_force=(date(2022, 12, 13), ALWAYS[1]),
        nations=ENGLAND_AND_WALES,
    ),
    "support_of_45": Timed(
        lambda start, nation: periods.support_length(
            start, nation=nation, book=SUPPORT_OF_45
        ),
        45,
        "days_from_the_day",
        nations=ENGLAND_AND_WALES,
    ),
    "support_for_trafficking": Timed(
        of(periods.support_length), 90, "days_from_the_day", nations=("scotland",)
    ),
    "support_for_slavery": Timed(
        of(periods.support_length, slavery=True), 90, "days", nations=("scotland",)
    ),
    "support_in_northern_ireland": Timed(
        of(periods.support_length), 45, "days", nations=("northern_ireland",)
    ),
    "exit": Timed(of(periods.exit_period), 9, "working_days"),
    "move_on": Timed(
        of(periods.move_on_minimum),
        45,
        "days",
        in_force=(date(2019, 10, 1), ALWAYS[1]),
    ),
    "time_to_ask": Timed(
        lambda start, nation: _asking(start, nation, BOOK),
        30,
        "days",
        in_force=(date(2024, 2, 22), ALWAYS[1]),
    ),
    "month_to_ask": Timed(
        lambda start, nation: _asking(start, nation, MONTH_TO_ASK),
        1,
        "months",
        in_force=(date(2024, 2, 22), ALWAYS[1]),
    ),
    "answer": Timed(
        of(periods.reconsideration_answer),
        9,
        "days",
        in_force=(date(2020, 3, 24), ALWAYS[1]),
    ),
    "answer_in_working_days": Timed(
        lambda start, nation: periods.reconsideration_answer(
            start, nation=nation, book=WORKING_ANSWER
        ),
        9,
        "working_days",
        in_force=(date(2020, 3, 24), ALWAYS[1]),
    ),
    "extension": Timed(
        lambda start, nation: periods.extension_limit(
            start, requested=start, nation=nation, book=BOOK
        ),
        28,
        "days",
    ),
    "extension_reply": Timed(of(periods.extension_reply), 3, "working_days"),
    "place_of_safety": Timed(
        of(periods.place_of_safety),
        3,
        "working_days",
        in_force=(date(2021, 1, 4), ALWAYS[1]),
        nations=ENGLAND_AND_WALES,
    ),
    "first_contact": Timed(
        of(periods.first_contact),
        2,
        "days",
        in_force=(date(2021, 1, 4), ALWAYS[1]),
        nations=ENGLAND_AND_WALES,
    ),
    "panel_reading": Timed(
        _panel(periods.panel_reading),
        3,
        "working_days",
        in_force=PANELS,
        holidays_of="england",
    ),
    "panel_reply": Timed(
        _panel(periods.panel_reply),
        2,
        "working_days",
        in_force=PANELS,
        holidays_of="england",
    ),
}
CASES = [(name, nation) for name, timed in TIMED.items() for nation in timed.nations]


def around_the_holidays(nation: str) -> list[date]:
    """Every day that lies near a bank holiday of the nation, in ten years."""
    near = {
        holiday + timedelta(days=offset)
        for holiday in SlowReckoner(nation).holidays_within(YEARS)
        for offset in range(-BEFORE_DAYS, AFTER_DAYS + 1)
    }
    return sorted(near)


@pytest.mark.parametrize(("name", "nation"), CASES)
def test_around_each_bank_holiday_both_reckoners_agree(name: str, nation: str) -> None:
    """Whatever day a period starts on, it ends where the slow walk ends."""
    timed = TIMED[name]
    slow = SlowReckoner(timed.holidays_of or nation)
    first, last = timed.in_force
    starts = [start for start in around_the_holidays(nation) if first <= start <= last]
    found = {start: timed.reckon(PartialDate.on(start), nation) for start in starts}

    assert len(starts) > 100
    assert [] == [
        (start, wanted, found[start].last_on)
        for start in starts
        if (wanted := slow.last_of(start, timed.length, timed.unit))
        != found[start].last_on
    ]


@pytest.mark.parametrize(("name", "nation"), CASES)
def test_what_has_gone_of_a_period_is_all_of_it_on_its_last_day(
    name: str, nation: str
) -> None:
    """On the last day the whole length has gone, and on no day before it."""
    timed = TIMED[name]
    first, last = timed.in_force
    if timed.unit == "months":
        return
    for start in around_the_holidays(nation):
        if not first <= start <= last:
            continue
        period = timed.reckon(PartialDate.on(start), nation)
        assert period.last_on is not None
        assert timed.length == period.elapsed(period.last_on)
        assert timed.length > period.elapsed(period.last_on - ONE_DAY)
        assert 0 == period.elapsed(start - ONE_DAY)


@pytest.mark.parametrize(
    ("name", "nation", "start", "last_on"),
    [
        # scenario 1: Easter
        ("target", "england", "2026-04-01", "2026-04-10"),
        ("target", "wales", "2026-04-01", "2026-04-10"),
        ("target", "scotland", "2026-04-01", "2026-04-09"),
        ("target", "northern_ireland", "2026-04-01", "2026-04-10"),
        # scenario 2: July
        ("target", "england", "2026-07-09", "2026-07-16"),
        ("target", "scotland", "2026-07-09", "2026-07-16"),
        ("target", "northern_ireland", "2026-07-09", "2026-07-17"),
        # scenario 3: St Patrick's day
        ("target", "england", "2026-03-13", "2026-03-20"),
        ("target", "scotland", "2026-03-13", "2026-03-20"),
        ("target", "northern_ireland", "2026-03-13", "2026-03-23"),
        # scenario 4: August
        ("target", "scotland", "2026-07-30", "2026-08-07"),
        ("target", "england", "2026-07-30", "2026-08-06"),
        ("target", "northern_ireland", "2026-07-30", "2026-08-06"),
        ("target", "england", "2026-08-27", "2026-09-04"),
        ("target", "northern_ireland", "2026-08-27", "2026-09-04"),
        ("target", "scotland", "2026-08-27", "2026-09-03"),
        # scenario 5: a one-off holiday, the end of the year, a Saturday
        ("target", "scotland", "2026-06-11", "2026-06-19"),
        ("target", "england", "2026-06-11", "2026-06-18"),
        ("target", "northern_ireland", "2026-06-11", "2026-06-18"),
        ("target", "england", "2025-12-23", "2026-01-02"),
        ("target", "northern_ireland", "2025-12-23", "2026-01-02"),
        ("target", "scotland", "2025-12-23", "2026-01-05"),
        ("target", "england", "2026-05-02", "2026-05-11"),
        ("target", "scotland", "2026-05-02", "2026-05-11"),
        ("target", "northern_ireland", "2026-05-02", "2026-05-11"),
        # scenario 6 and 8: recovery
        ("recovery_of_30", "england", "2026-03-02", "2026-03-31"),
        ("recovery_of_30", "england", "2024-02-01", "2024-03-01"),
        ("recovery_of_45", "england", "2022-12-12", "2023-01-25"),
        ("recovery_of_30", "england", "2022-12-13", "2023-01-11"),
        # scenario 7: support in three nations
        ("support_for_trafficking", "scotland", "2026-03-02", "2026-05-30"),
        ("support_for_slavery", "scotland", "2026-03-02", "2026-05-31"),
        ("support_in_northern_ireland", "northern_ireland", "2026-03-02",
         "2026-04-16"),
        # scenario 15: the panels' target
        ("panel_target", "england", "2026-03-02", "2026-04-16"),
        # scenario 20: both wordings of the time to ask
        ("time_to_ask", "england", "2026-01-31", "2026-03-02"),
        ("month_to_ask", "england", "2026-01-31", "2026-02-28"),
        # scenario 22: exit
        ("exit", "england", "2026-04-01", "2026-04-16"),
        ("exit", "scotland", "2026-04-01", "2026-04-15"),
        ("exit", "northern_ireland", "2026-04-01", "2026-04-16"),
        ("exit", "england", "2026-07-06", "2026-07-17"),
        ("exit", "scotland", "2026-07-06", "2026-07-17"),
        ("exit", "northern_ireland", "2026-07-06", "2026-07-20"),
        # the calendar of a panel is that of England, wherever the person is
        ("panel_reading", "scotland", "2021-08-26", "2021-09-01"),
        ("panel_reply", "northern_ireland", "2021-07-09", "2021-07-13"),
    ],
)  # fmt: skip
def test_the_days_of_the_scenarios(
    name: str, nation: str, start: str, last_on: str
) -> None:
    """What was reckoned by hand from the sources."""
    period = TIMED[name].reckon(day(start), nation)

    assert date.fromisoformat(last_on) == period.last_on


def test_a_period_names_its_rule_and_its_calendar() -> None:
    """Whoever doubts a day can look both up."""
    target = periods.reasonable_grounds_target(
        day("2026-06-11"), authority="sca", nation="scotland", book=BOOK
    )
    minimum = periods.recovery_minimum(day("2026-06-11"), nation="wales", book=BOOK)

    assert "reasonable-grounds-target@2009-04-01.1" == target.rule
    assert target.calendar is not None
    assert "scotland@2026-02-04.1" == target.calendar.version
    assert "recovery-minimum@2023-01-30.1" == minimum.rule
    assert minimum.calendar is None


def test_before_a_holiday_was_announced_the_day_is_without_it() -> None:
    """Scenario 5: as at the day before the announcement, 15 June 2026 is worked."""
    before = load_rulebook(as_at("2026-02-03"))
    after = load_rulebook(as_at("2026-02-04"))
    asked = {"authority": "sca", "nation": "scotland"}

    assert (
        date(2026, 6, 18)
        == periods.reasonable_grounds_target(
            day("2026-06-11"), book=before, **asked
        ).last_on
    )
    assert (
        date(2026, 6, 19)
        == periods.reasonable_grounds_target(
            day("2026-06-11"), book=after, **asked
        ).last_on
    )


def test_the_other_reading_counts_by_the_calendar_of_england_everywhere() -> None:
    """The guidance does not say whose bank holidays count; both are there to choose."""
    other = choosing("working-day-calendar@2009-04-01.2")
    asked = {"authority": "sca", "book": other}

    assert (
        date(2026, 4, 10)
        == periods.reasonable_grounds_target(
            day("2026-04-01"), nation="scotland", **asked
        ).last_on
    )
    assert (
        date(2026, 7, 16)
        == periods.reasonable_grounds_target(
            day("2026-07-09"), nation="northern_ireland", **asked
        ).last_on
    )


@pytest.mark.parametrize(
    ("concluded", "last_on"),
    [("2026-03-20", date(2026, 3, 31)), ("2026-09-01", date(2026, 9, 1)), (None, None)],
)
@pytest.mark.parametrize("nation", NATIONS)
def test_recovery_ends_on_the_later_of_minimum_and_decision(
    nation: str, concluded: str | None, last_on: date | None
) -> None:
    """Scenario 6; removal is barred alike in every nation."""
    period = periods.recovery_period(
        day("2026-03-02"),
        concluded=day(concluded) if concluded else None,
        nation=nation,
        book=BOOK,
    )

    assert last_on == period.last_on


@pytest.mark.parametrize(
    ("nation", "slavery", "concluded", "positive", "last_on"),
    [
        ("scotland", False, None, False, date(2026, 5, 30)),
        ("scotland", False, "2026-04-10", True, date(2026, 4, 10)),
        ("scotland", False, "2026-04-10", False, date(2026, 4, 10)),
        ("scotland", False, "2026-07-01", True, date(2026, 5, 30)),
        ("scotland", True, "2026-07-01", True, date(2026, 5, 31)),
        ("northern_ireland", False, "2026-03-20", True, date(2026, 4, 16)),
        ("northern_ireland", False, "2026-05-01", True, date(2026, 5, 1)),
        ("northern_ireland", False, "2026-04-10", False, date(2026, 4, 10)),
        ("northern_ireland", False, None, False, None),
        ("northern_ireland", True, None, False, None),
        ("england", False, "2026-03-20", True, date(2026, 3, 31)),
        ("wales", False, "2026-09-01", False, date(2026, 9, 1)),
        ("england", False, None, False, None),
    ],
)
def test_support_ends_otherwise_in_each_nation(
    nation: str,
    slavery: bool,
    concluded: str | None,
    positive: bool,
    last_on: date | None,
) -> None:
    """Scenario 7: the same decisions, and three laws."""
    period = periods.support_period(
        day("2026-03-02"),
        concluded=day(concluded) if concluded else None,
        positive=positive,
        slavery=slavery,
        nation=nation,
        book=BOOK,
    )

    assert last_on == period.last_on


@pytest.mark.parametrize(
    ("decided", "first_on"),
    [("2026-03-20", date(2026, 4, 1)), ("2026-03-31", date(2026, 4, 1)),
     ("2026-09-01", date(2026, 9, 1))],
)  # fmt: skip
def test_a_positive_inside_the_minimum_is_served_after_it(
    decided: str, first_on: date
) -> None:
    """It may be made on 20 March and is told from 1 April on."""
    found, rule = periods.first_day_to_serve(
        day(decided), started=day("2026-03-02"), nation="england", book=BOOK
    )

    assert first_on == found
    assert "service-of-decision@2023-01-30.1" == rule


@pytest.mark.parametrize(
    ("decided", "basis", "last_on", "rule"),
    [
        ("2016-05-01", ("guidance",), None, "2009-04-01.1"),
        ("2021-06-01", ("guidance",), date(2021, 9, 1), "2020-03-24.1"),
        ("2021-06-01", ("new_evidence",), None, "2020-03-24.1"),
        ("2021-06-01", ("guidance", "new_evidence"), None, "2020-03-24.1"),
        ("2024-02-21", ("guidance",), date(2024, 5, 21), "2020-03-24.1"),
        ("2024-02-22", ("guidance",), date(2024, 3, 23), "2024-02-22.1"),
        ("2026-01-31", ("new_evidence",), date(2026, 3, 2), "2024-02-22.1"),
    ],
)
def test_the_time_to_ask_is_that_of_the_day_of_the_decision(
    decided: str, basis: tuple[str, ...], last_on: date | None, rule: str
) -> None:
    """Scenario 20, and the days around 22 February 2024."""
    period, window = periods.reconsideration_window(
        day(decided), basis=basis, nation="england", book=BOOK
    )

    assert last_on == (period.last_on if period else None)
    assert f"reconsideration-window@{rule}" == window.id


@pytest.mark.parametrize(
    ("reading", "last_on"),
    [("2024-02-12.1", date(2024, 3, 15)), ("2024-02-12.2", date(2024, 3, 14))],
)
def test_the_limit_may_be_read_to_begin_ten_days_earlier(
    reading: str, last_on: date
) -> None:
    """Both dates and both wordings are in the file; one is in use."""
    earlier = choosing(f"reconsideration-window@{reading}")
    period, _ = periods.reconsideration_window(
        day("2024-02-14"), nation="england", book=earlier
    )

    assert period is not None
    assert last_on == period.last_on


def test_the_longer_of_two_windows_counts() -> None:
    """A request on both grounds has the time of the ground that has more."""
    rules = BOOK.rules
    window = rules.version("reconsideration-window@2024-02-22.1")
    uneven = replace(window, parameters={**window.parameters, "evidence_length": 60})
    rule = replace(rules.rule("reconsideration-window"), versions=(uneven,))
    line = replace(rule, timelines=dict.fromkeys(NATIONS, (uneven,)))
    book = replace(
        BOOK, rules=replace(rules, by_key={**rules.by_key, line.key: line}, _found={})
    )
    period, _ = periods.reconsideration_window(
        day("2026-01-31"), nation="england", book=book
    )

    assert period is not None
    assert (date(2026, 4, 1), 60) == (period.last_on, period.length)


def test_without_a_rule_of_the_day_there_is_no_last_day() -> None:
    """Before 2020 nothing said when a request is answered."""
    before = {"nation": "england", "book": BOOK}
    none = [
        periods.reconsideration_answer(day("2016-05-01"), **before),
        periods.place_of_safety(day("2016-05-01"), **before),
        periods.first_contact(day("2016-05-01"), **before),
        periods.panel_reading(day("2016-05-01"), decided=day("2016-05-01"), **before),
        periods.panel_reply(day("2023-05-01"), decided=day("2023-05-01"), **before),
    ]

    assert {None} == {period.last_on for period in none}
    assert {None} == {period.length for period in none}


def test_before_the_panels_a_child_s_target_was_the_common_one() -> None:
    """The panels' own target begins with the panels."""
    target = periods.reasonable_grounds_target(
        day("2021-05-28"), authority="devolved_panel", nation="england", book=BOOK
    )

    assert date(2021, 6, 7) == target.last_on


@pytest.mark.parametrize(
    ("born", "birthday"),
    [
        ("2008-09-01", date(2026, 9, 1)),
        ("2008-02-29", date(2026, 3, 1)),
        ("2008-02-28", date(2026, 2, 28)),
        ("2008-12-31", date(2026, 12, 31)),
    ],
)
def test_the_eighteenth_birthday(born: str, birthday: date) -> None:
    """Someone born on 29 February comes of age on 1 March."""
    assert birthday == periods.eighteenth_birthday(day(born))


def test_the_tasks_of_a_birthday() -> None:
    """At 100, 90 and 30 days before it and on the day; the pack is shared before."""
    plan = periods.adulthood(day("2008-09-01"), nation="england", book=BOOK)

    assert [
        (100, date(2026, 5, 24)),
        (90, date(2026, 6, 3)),
        (30, date(2026, 8, 2)),
        (0, date(2026, 9, 1)),
    ] == [(task.days_before, task.due_on) for task in plan.tasks]
    assert date(2026, 8, 31) == plan.pack_by
    assert "adulthood-tasks@2026-02-13.1" == plan.rule


def test_before_2026_no_pack_was_asked_for() -> None:
    """A birthday of 12 February 2026 has none, one of the 13th has."""
    last = periods.adulthood(day("2008-02-12"), nation="scotland", book=BOOK)
    first = periods.adulthood(day("2008-02-13"), nation="scotland", book=BOOK)

    assert last.pack_by is None
    assert date(2026, 2, 12) == first.pack_by


def test_a_birthday_is_not_guessed() -> None:
    """A birth date known to the year, and one that was erased, tell no birthday."""
    with pytest.raises(DayUnknown):
        periods.eighteenth_birthday(day("2008"))
    with pytest.raises(BirthDateUnknown):
        periods.eighteenth_birthday(None)


def test_a_draft_is_warned_about_and_then_gone() -> None:
    """Last saved on 2 March 2026: warned on the 23rd, gone after the 30th."""
    life = periods.draft_life(day("2026-03-02"), book=BOOK)

    assert date(2026, 3, 23) == life.warned_on
    assert date(2026, 3, 30) == life.last_on
    assert "draft-expiry@2020-03-01.1" == life.rule


@pytest.mark.parametrize(
    ("asked", "last_on"),
    [
        ("2026-01-31", date(2026, 2, 28)),
        ("2026-03-02", date(2026, 4, 2)),
        ("2024-01-30", date(2024, 2, 29)),
        ("2018-05-24", None),
    ],
)
def test_who_asks_for_their_data_is_answered_within_a_month(
    asked: str, last_on: date | None
) -> None:
    """The same day of the next month, or its last."""
    assert last_on == periods.subject_access(day(asked), book=BOOK).last_on


def test_what_is_not_known_to_the_day_is_not_counted() -> None:
    """Nothing guesses a day, a nation or a receipt."""
    with pytest.raises(DayUnknown):
        periods.recovery_minimum(day("2026-03"), nation="england", book=BOOK)
    with pytest.raises(NationNeeded):
        periods.exit_period(day("2026-03-02"), nation="unknown", book=BOOK)
    with pytest.raises(AnchorMissing):
        periods.exit_period(None, nation="england", book=BOOK)
    with pytest.raises(AnchorMissing):
        periods.move_on_minimum(None, nation="england", book=BOOK)
    with pytest.raises(AnchorTooVague):
        periods.panel_reading(
            day("2022-12-05"), decided=day("2022-12-05"), nation="england", book=BOOK
        )


def test_a_length_in_codes_cannot_be_counted() -> None:
    """A rule whose unit is no length is no period."""
    with pytest.raises(NoSuchValue):
        periods.last_day(
            date(2026, 3, 2), length=3, unit="code", inclusive=False, calendar=None
        )


@pytest.mark.parametrize(
    ("unit", "start", "last_on"),
    [
        ("calendar_days", "2026-01-30", date(2026, 2, 1)),
        ("calendar_months", "2026-03-01", date(2026, 5, 31)),
        ("calendar_months", "2026-01-31", date(2026, 4, 30)),
        ("working_days", "2026-01-30", date(2026, 2, 3)),
        ("working_days", "2026-01-31", date(2026, 2, 4)),
    ],
)
def test_a_day_that_counts_is_day_one(unit: str, start: str, last_on: date) -> None:
    """Counted in, the first day is day 1; a Saturday is none of three working days."""
    found = periods.last_day(
        date.fromisoformat(start),
        length=3,
        unit=unit,
        inclusive=True,
        calendar=BOOK.calendars.for_nation("england"),
    )

    assert last_on == found


def test_what_is_remembered_of_one_rulebook_is_forgotten_for_the_next() -> None:
    """A what-if never answers with the lengths of the law in force."""
    asked = {"nation": "england"}
    law = periods.support_length(day("2026-03-02"), book=BOOK, **asked)
    other = periods.support_length(day("2026-03-02"), book=SUPPORT_OF_45, **asked)
    again = periods.support_length(day("2026-03-02"), book=BOOK, **asked)

    assert (date(2026, 3, 31), date(2026, 4, 15)) == (law.last_on, other.last_on)
    assert law == again
