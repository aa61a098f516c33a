"""The words of the desks: complete, and true to the history."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from opennrm.cases.case import State, Status, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.facts import FACTS, Outcome, Stage
from opennrm.cases.people import Role
from opennrm.cases.vocabulary import FieldKind, fields_of
from opennrm.paper.blocks import TimelineEntry
from opennrm.rules.codes import load_codes
from opennrm.services import corrections, reading
from opennrm.web import clocks, telling, words
from opennrm.web.accounts import actor_of
from opennrm.web.classes import FIELD_CLASSES
from opennrm.web.models import Account


@pytest.mark.parametrize(
    ("kinds", "worded"),
    [
        (Track, words.TRACKS),
        (State, words.STATES),
        (Status, words.STATUSES),
        (ClockName, words.CLOCKS),
        (ClockState, words.CLOCK_STATES),
        (Outcome, words.OUTCOMES),
        (Stage, words.STAGES),
    ],
)
def test_every_value_of_a_closed_set_has_its_words(kinds: type, worded: dict) -> None:
    """A new state cannot reach a page without words for it."""
    assert set(kinds) == set(worded)


def test_every_field_of_every_fact_is_told_from_lists_that_are_there() -> None:
    """A code is told by the label of its list, and the list exists."""
    lists = set(load_codes().keys())
    used = {
        field.list
        for name in FACTS
        for field in fields_of(name).values()
        if field.list is not None
    }
    assert set() == used - lists


def test_no_pointer_into_the_vault_is_ever_told() -> None:
    """Tokens are among what is left out, by their type."""
    assert FieldKind.TOKEN in telling.UNSAID


@pytest.mark.parametrize(
    ("left", "colour", "due_on"),
    [
        ("2 days overdue", "red", date(2024, 1, 10)),
        ("1 day overdue", "red", date(2024, 1, 11)),
        ("today", "yellow", date(2024, 1, 12)),
        ("in 1 day", "yellow", date(2024, 1, 13)),
        ("in 3 days", "grey", date(2024, 1, 15)),
        ("", "grey", None),
    ],
)
def test_a_due_date_says_how_far_off_it_is(
    left: str, colour: str, due_on: date | None
) -> None:
    """A caseworker need not count days; the colour only repeats the words."""
    today = date(2024, 1, 12)
    asked = {"clock": "reasonable_grounds_target", "today": today}
    assert left == clocks.left_words(due_on, **asked, suspended=False)
    assert colour == clocks.left_colour(due_on, **asked, suspended=False)
    assert "Suspended" == clocks.left_words(due_on, **asked, suspended=True)
    assert "grey" == clocks.left_colour(due_on, **asked, suspended=True)


def test_nobody_is_late_for_the_end_of_a_minimum_period() -> None:
    """The recovery period ends; there is no target that could be missed."""
    asked = {"clock": "recovery_minimum", "today": date(2024, 1, 12)}
    past = {"due_on": date(2024, 1, 10), "suspended": False, **asked}
    assert "ended" == clocks.left_words(**past)
    assert "grey" == clocks.left_colour(**past)


@pytest.mark.parametrize(
    ("said", "due_on", "unknown"),
    [
        ("10 January 2024", date(2024, 1, 10), None),
        ("Day not known", None, "day-unknown"),
        ("No clock running", None, None),
    ],
)
def test_a_due_date_that_cannot_be_told_says_so(
    said: str, due_on: date | None, unknown: str | None
) -> None:
    """A clock whose start is vague is unknown, which is not the same as none."""
    assert said == clocks.due_words(due_on, unknown)


def test_a_clock_that_has_stopped_says_when_it_was_due() -> None:
    """Met and missed clocks speak of the past; an unknown one says why."""
    met = Clock(
        name=ClockName.REASONABLE_GROUNDS_TARGET,
        state=ClockState.MET,
        due_on=date(2024, 1, 9),
        unit="working_days",
        length=5,
        elapsed=3,
    )
    unknown = Clock(
        name=ClockName.RECOVERY_MINIMUM, state=ClockState.UNKNOWN, unknown="Why."
    )
    ended = Clock(
        name=ClockName.RECOVERY_MINIMUM,
        state=ClockState.ENDED,
        due_on=date(2024, 2, 3),
    )
    running = Clock(
        name=ClockName.RECONSIDERATION_WINDOW,
        state=ClockState.RUNNING,
        due_on=date(2024, 2, 4),
    )
    shown = clocks.shown([met, unknown, ended, running])
    assert "Ended 3 February 2024" == shown[2].due
    assert "Runs to 4 February 2024" == shown[3].due
    assert "Was due 9 January 2024" == shown[0].due
    assert "decided after 3 of 5 working days" == shown[0].progress
    assert ("", "", "Why.") == (shown[1].due, shown[1].progress, shown[1].unknown)


def test_a_correction_stands_in_the_timeline_beside_what_it_replaces(
    cases: object,
) -> None:
    """The replaced entry stays readable, is marked, and the cause is told."""
    maker = actor_of(Account.objects.get(sign_in_name="decision-maker"))
    at = datetime(2024, 1, 12, 11, tzinfo=UTC)
    before = page_of(cases, maker, at)
    correct(cases, maker, at, before)
    entries = page_of(cases, maker, at).timeline
    titles = [(entry.title, entry.tag, entry.replaced) for entry in entries]
    assert ("Referral received", "Correction", False) == titles[0]
    assert ("Referral received", "Replaced", True) == titles[-1]
    told = {row.name: row.value for row in entries[0].details}
    assert "Why it was changed" in told


def test_a_first_responder_has_its_own_name_and_the_published_label(
    cases: object,
) -> None:
    """Where the statistics call it something else, both are told."""
    maker = actor_of(Account.objects.get(sign_in_name="decision-maker"))
    case = page_of(cases, maker, datetime(2024, 1, 12, 11, tzinfo=UTC)).read.case
    codes = load_codes()
    assert "Metropolitan Police Service" == telling.first_responder(case, codes)
    about = replace(case.about, first_responder_label="Police")
    told = "Metropolitan Police Service (published as Police)"
    other = replace(case, about=about)
    assert told == telling.first_responder(other, codes)
    assert told in [row.value for row in telling.about(other, codes)]


def page_of(cases: object, by: object, at: datetime) -> "Told":
    """The timeline of the fresh case, and the case behind it."""
    fresh = getattr(cases, "fresh")  # noqa: B009 - the fixture's class is the conftest's
    read = reading.case_page(reference=fresh, by=by, at=at)
    return Told(read, telling.timeline(read.history, load_codes()))


class Told:
    """A case page and its timeline."""

    def __init__(
        self, read: reading.CasePage, timeline: tuple[TimelineEntry, ...]
    ) -> None:
        self.read = read
        self.timeline = timeline


def correct(cases: object, by: object, at: datetime, told: Told) -> None:
    """Record that the referral was received a day earlier."""
    first = told.read.history[0]
    corrections.correct(
        case_id=first.case_id,
        after=told.read.case.version,
        version=first.version,
        fact=first.fact,
        occurred=type(first.occurred).on(date(2024, 1, 11)),
        cause="correction",
        by=by,
        at=at,
        command_id="corrected",
    )


def test_every_stored_field_of_the_desks_has_its_class() -> None:
    """A field that nobody has classed cannot be stored."""
    for model in apps.get_app_config("web").get_models():
        there = {field.name for field in model._meta.get_fields()}
        assert there == set(FIELD_CLASSES[model.__name__])


def test_roles_have_their_words() -> None:
    """Every role can be named."""
    assert set(Role) == set(words.ROLES)
