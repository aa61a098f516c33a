"""Composing: the words of the day, with their dates, and no gap."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from opennrm.cases.facts import LetterIssued
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import load_rulebook
from opennrm.letters.composing import (
    DetailMissing,
    compose,
    made_again,
    text_version,
)
from opennrm.letters.plain import to_text
from opennrm.letters.specimens import specimen
from opennrm.letters.texts import NoSuchText
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()


def composed(letter, *, recipient="person", language="en", **of):
    made = specimen(letter, book=BOOK, **of)
    return compose(
        made.case,
        letter,
        recipient,
        language,
        made.about,
        BOOK,
        on=made.on,
        details=made.details,
    )


def words(letter, **of):
    """The text on one line, spaces within numbers made plain."""
    text = to_text(composed(letter, **of))
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize(
    ("received_on", "said"),
    [
        (date(2023, 1, 16), "The decision maker suspects but cannot prove"),
        (date(2023, 2, 13), "based on objective factors but falling short"),
        (date(2023, 7, 31), "all available general and specific evidence having been"),
    ],
)
def test_a_letter_quotes_the_test_of_its_day(received_on, said):
    """Scenario 9: a letter of 2023, made today, has the test of 2023."""
    assert said in words("reasonable_grounds_negative", received_on=received_on)


@pytest.mark.parametrize(
    ("received_on", "said"),
    [
        (date(2016, 5, 2), "There is no last day for asking."),
        (
            date(2021, 5, 30),
            "ask by 1 September 2021. If you have new information, you ",
        ),
        (date(2026, 1, 29), "Ask by 2 March 2026. That is the last day."),
    ],
)
def test_a_negative_says_until_when_it_may_be_asked_about(received_on, said):
    """Scenario 20: the window of the day of the decision, as a date."""
    assert said in words("reasonable_grounds_negative", received_on=received_on)


def test_in_2016_the_person_could_not_ask():
    """The letter says who could."""
    said = words("reasonable_grounds_negative", received_on=date(2016, 5, 2))
    assert "You cannot ask yourself. Your first responder" in said
    assert "You can ask yourself." not in said


def test_the_exception_is_told_from_the_day_on_which_it_began():
    """Scenario 21: before 17 September 2025 there is none."""
    before = words("reasonable_grounds_negative", received_on=date(2025, 9, 10))
    after = words("reasonable_grounds_negative", received_on=date(2025, 9, 15))
    assert "such as France" not in before
    assert "such as France" in after


def test_a_negative_carries_its_reasons_and_its_minute():
    """Scenario 16: the minute goes with a negative, and never with a positive."""
    negative = composed("reasonable_grounds_negative")
    assert "The reasons in full" == negative.parts[-1].title
    assert "Parts of the account could not be accepted." in to_text(negative)
    positive = composed("reasonable_grounds_positive")
    assert "This paragraph stands for" not in to_text(positive)
    assert 1 == len(positive.parts)


def test_a_negative_without_its_minute_is_not_written():
    """A letter is refused rather than sent with a gap."""
    made = specimen("conclusive_grounds_negative", book=BOOK)
    with pytest.raises(DetailMissing, match="carries the reasoned minute"):
        compose(
            made.case,
            "conclusive_grounds_negative",
            "person",
            "en",
            made.about,
            BOOK,
            on=made.on,
            details=replace(made.details, minute=()),
        )


def test_the_police_get_the_minute_of_the_first_decision():
    """Of the second they get the outcome alone."""
    notice = composed("police_decision_notice", recipient="police")
    assert "The reasons in full" == notice.parts[-1].title


@pytest.mark.parametrize(
    ("nation", "said", "unsaid"),
    [
        ("england", "0800 808 3733", "TARA"),
        ("scotland", "Court of Session", "0800 808 3733"),
        ("northern_ireland", "Belfast and Lisburn Women's Aid", "0800 808 3733"),
    ],
)
def test_help_is_that_of_the_nation(nation, said, unsaid):
    """A number that does not help there is not given."""
    text = words("reasonable_grounds_negative", nation=nation)
    assert said in text
    assert unsaid not in text


def test_before_the_helpline_no_number_of_it_is_given():
    """Shared blocks are dated as letters are."""
    assert "08000 121 700" not in words(
        "reasonable_grounds_positive", received_on=date(2012, 3, 1)
    )


def test_a_letter_on_a_child_is_written_to_whoever_keeps_the_papers():
    """It says so first, and that it is not to be handed to the child."""
    text = words("reasonable_grounds_positive", recipient="guardian", child=True)
    assert "Do not post it or hand it to the child." in text
    assert "The local authority looks after your safety" in text
    assert "act for that person" in words(
        "reasonable_grounds_positive", recipient="representative"
    )


def test_welsh_goes_before_the_english_letter_and_says_that_it_is_a_draft():
    """Until a translator has checked it, the English letter counts."""
    letter = composed("reasonable_grounds_negative", language="cy")
    assert ["cy", "en", "en"] == [part.language for part in letter.parts]
    assert "Draft translation, to be checked by a translator." in letter.parts[0].draft
    assert () == letter.parts[1].draft
    assert "Gofynnwch erbyn 3 Ebrill 2026." in words(
        "reasonable_grounds_negative", language="cy"
    )


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("sq", "3 prill 2026"),
        ("vi", "ngày 3 tháng 4 năm 2026"),
        ("ar", "3 أبريل 2026"),
        ("ti", "3 ሚያዝያ 2026"),
        ("ro", "3 aprilie 2026"),
    ],
)
def test_a_summary_tells_the_last_day_in_its_language(language, day):
    """The day that matters most is never left to the English letter alone."""
    letter = composed("reasonable_grounds_negative", language=language)
    said = " ".join(line for p in letter.parts[0].passages for line in p.lines)
    assert day in said
    assert "08000\N{NO-BREAK SPACE}121\N{NO-BREAK SPACE}700" in said


def test_the_subject_tells_nothing():
    """What a telephone may show on its screen names no mechanism and no decision."""
    for letter in ("reasonable_grounds_negative", "conclusive_grounds_positive"):
        assert (
            "A letter for you. Reference EXAMPLE-2026-0001" == composed(letter).subject
        )


def test_words_of_the_writer_go_where_they_are_announced():
    """What is asked for in particular follows the sentence that announces it."""
    made = specimen("information_request", book=BOOK)
    letter = compose(
        made.case,
        "information_request",
        "police",
        "en",
        made.about,
        BOOK,
        on=made.on,
        details=replace(made.details, asked=("The record of the visit of May.",)),
    )
    assert ("The record of the visit of May.",) == letter.parts[0].passages[1].lines


def test_an_invented_letter_says_so():
    """Every page of a synthetic home is marked."""
    assert "Synthetic data" in words("move_on")


def test_a_letter_is_told_only_of_what_calls_for_it():
    """A positive cannot be written of a negative."""
    made = specimen("reasonable_grounds_negative", book=BOOK)
    with pytest.raises(DetailMissing, match="does not call for it"):
        compose(
            made.case,
            "reasonable_grounds_positive",
            "person",
            "en",
            made.about,
            BOOK,
            on=made.on,
            details=made.details,
        )


def issued(made, letter, named, language="en"):
    return RecordedFact(
        case_id=made.case.case_id,
        version=99,
        position=99,
        fact=LetterIssued(
            letter=letter,
            recipient="person",
            channel="post",
            language=language,
            about=made.about,
            text_version=named,
        ),
        occurred=PartialDate.on(made.on + timedelta(days=3)),
        recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
        by="user-1",
        organisation="sca",
        command_id="letter",
    )


@pytest.mark.parametrize(
    "named",
    [
        "reasonable_grounds_negative@2026-03-04",
        "reasonable_grounds_negative.en@2009-04-01.1",
    ],
)
def test_a_letter_made_again_is_the_letter_that_was_sent(named):
    """With its own date, and the wording that its record names."""
    made = specimen("reasonable_grounds_negative", book=BOOK)
    fact = issued(made, "reasonable_grounds_negative", named)
    again = made_again(made.case, fact, BOOK, details=made.details)
    assert date(2026, 3, 7) == again.written_on
    assert (
        text_version("reasonable_grounds_negative", "en", on=date(2026, 3, 4))
        == again.text_version
    )


@pytest.mark.parametrize(
    "named",
    ["withdrawal_confirmed@2026-03-04", "reasonable_grounds_negative.en@2001-01-01.1"],
)
def test_a_wording_that_is_not_there_is_refused(named):
    """A letter is never made again in other words."""
    made = specimen("reasonable_grounds_negative", book=BOOK)
    fact = issued(made, "reasonable_grounds_negative", named)
    with pytest.raises(NoSuchText):
        made_again(made.case, fact, BOOK, details=made.details)


def test_reasons_without_words_are_refused():
    """A negative with no reason that can be said is not sent."""
    made = specimen("reasonable_grounds_negative", book=BOOK)
    told = made.case.history[made.about - 1]
    bare = replace(told, fact=replace(told.fact, reasons=("not_recorded",)))
    case = replace(made.case, history=(*made.case.history[:-1], bare))
    with pytest.raises(DetailMissing, match="not_recorded"):
        compose(
            case,
            "reasonable_grounds_negative",
            "person",
            "en",
            made.about,
            BOOK,
            on=made.on,
            details=made.details,
        )


def test_in_the_month_of_a_change_no_length_of_support_is_promised():
    """The day of September 2019 on which the rule changed is not known."""
    said = words("conclusive_grounds_positive", received_on=date(2019, 7, 10))
    assert "Move-on support lasts at least" not in said
    later = words("conclusive_grounds_positive", received_on=date(2026, 7, 10))
    assert "Move-on support lasts at least 45 days" in later


@pytest.mark.parametrize(
    ("received_on", "due"), [(date(2025, 6, 2), False), (date(2026, 1, 5), True)]
)
def test_a_disqualified_person_is_told_whether_the_second_decision_is_due(
    received_on, due
):
    """Scenario 23: from 17 December 2025 it still is."""
    said = words("disqualification_decided", received_on=received_on)
    assert due == ("We will still make the second decision" in said)
