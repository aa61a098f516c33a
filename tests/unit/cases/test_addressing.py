"""Who is told what, by which channel, and what is refused; beside the stories."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from opennrm.cases.addressing import (
    WAYS,
    AlreadyTold,
    LetterToAChild,
    NoSuchLetter,
    NothingToTell,
    NotInThatLanguage,
    NotTheirs,
    OutOfReach,
    PlaceOfExploitation,
    TextNotOfThisLetter,
    UnsafeChannel,
    deliver_letter,
    issue_letter,
)
from opennrm.cases.dating import NotYetHappened
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    ConsentRecorded,
    ContactRecorded,
    DeathRecorded,
    DecisionServed,
    GuardianAppointed,
    GuardianEnded,
    LetterIssued,
    WentMissing,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.notices import notices, outstanding
from opennrm.cases.reaching import NotAWayToReach, record_contact, safe_channels
from opennrm.cases.rulebook import load_rulebook
from opennrm.letters.specimens import specimen
from opennrm.rules.code_lists import UnknownCode
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()


def case_of(letter, *facts, child=False, **of):
    """A specimen's case with more facts, the last of them today."""
    made = specimen(letter, book=BOOK, child=child, **of)
    history = list(made.case.history)
    for fact in facts:
        version = history[-1].version + 1
        day = history[-1].occurred.first + timedelta(days=1)
        history.append(
            RecordedFact(
                case_id=made.case.case_id,
                version=version,
                position=version,
                fact=fact,
                occurred=PartialDate.on(day),
                recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
                by="user-1",
                organisation="sca",
                command_id=f"more-{version}",
            )
        )
    return fold(history)


def contact(whose="person", *channels, **changed):
    fields = {"language": "en", "place_of_exploitation": False, **changed}
    return ContactRecorded(whose=whose, channels=channels or None, **fields)


def send(case, letter, recipient, **more):
    day = case.history[-1].occurred.first
    given = {"on": PartialDate.on(day), "today": day, "book": BOOK, **more}
    [new] = issue_letter(case, letter=letter, recipient=recipient, **given)
    return new.fact


NEGATIVE = "reasonable_grounds_negative"


def test_nothing_is_safe_until_someone_says_so():
    """A channel never recorded is not a channel."""
    case = case_of(NEGATIVE)
    assert () == safe_channels(case, "person", book=BOOK)
    with pytest.raises(UnsafeChannel, match="safe: none"):
        send(case, NEGATIVE, "person")


def test_the_last_word_on_a_channel_counts():
    """What was safe in March may not be in April."""
    case = case_of(NEGATIVE, contact("person", "post", "email"), contact("person"))
    assert () == safe_channels(case, "person", book=BOOK)


def test_each_recipient_has_channels_of_their_own():
    case = case_of(NEGATIVE, contact("person", "post"))
    assert ("post",) == safe_channels(case, "person", book=BOOK)
    assert () == safe_channels(case, "representative", book=BOOK)


def test_bodies_write_by_secure_transfer_first():
    case = case_of(NEGATIVE)
    assert ("secure_transfer", "portal") == safe_channels(case, "police", book=BOOK)
    fact = send(case, "police_decision_notice", "police")
    assert ("secure_transfer", "en") == (fact.channel, fact.language)


def test_a_place_of_exploitation_makes_every_channel_unsafe():
    case = case_of(NEGATIVE, contact("person", "post", place_of_exploitation=True))
    assert () == safe_channels(case, "person", book=BOOK)
    with pytest.raises(PlaceOfExploitation):
        send(case, NEGATIVE, "person", channel="post")


def test_a_child_has_no_safe_channel_at_all():
    case = case_of(NEGATIVE, contact("person", "post"), child=True)
    assert () == safe_channels(case, "person", book=BOOK)
    with pytest.raises(LetterToAChild):
        send(case, NEGATIVE, "person", channel="post")


@pytest.mark.parametrize(
    "fact", [DeathRecorded(source="police"), WentMissing(reported_to_police=True)]
)
def test_nothing_goes_to_the_dead_or_the_missing(fact):
    case = case_of(NEGATIVE, contact("person", "post"), fact)
    assert () == safe_channels(case, "person", book=BOOK)
    with pytest.raises(OutOfReach):
        send(case, NEGATIVE, "person")
    told = {n.recipient for n in outstanding(case, book=BOOK)}
    assert "person" not in told


def test_a_letter_names_its_fact_its_language_and_its_text():
    """Without being told, it is the last fact that calls for it, in their language."""
    case = case_of(NEGATIVE, contact("person", "email", language="ti"))
    fact = send(case, NEGATIVE, "person")
    assert ("ti", 3) == (fact.language, fact.about)
    assert f"{NEGATIVE}@2026-03-04" == fact.text_version
    named = f"{NEGATIVE}.en@2026-03-04"
    assert named == send(case, NEGATIVE, "person", text_version=named).text_version


@pytest.mark.parametrize(
    "named",
    [
        "information_request.en@2026-03-04",
        f"{NEGATIVE}.en@1",
        f"{NEGATIVE}@2026-03-04, to A. Person of 1 Road",
    ],
)
def test_only_a_wording_of_the_letter_is_kept_as_its_text(named):
    """What else is given may be a text, and is not repeated."""
    case = case_of(NEGATIVE, contact("person", "email"))
    with pytest.raises(TextNotOfThisLetter) as refused:
        send(case, NEGATIVE, "person", text_version=named)
    assert "Person of" not in str(refused.value)


def test_a_body_is_not_reached_where_bodies_do_not_write():
    """An address that was recorded for a force carries no minute to it."""
    case = case_of(NEGATIVE, contact("police", "email", "telephone", "portal"))
    assert ("portal", "secure_transfer") == safe_channels(case, "police", book=BOOK)
    with pytest.raises(UnsafeChannel):
        send(case, "police_decision_notice", "police", channel="email")


def test_a_language_without_the_letter_gives_english_and_cannot_be_asked_for():
    case = case_of(NEGATIVE, contact("person", "email", language="so"))
    assert "en" == send(case, NEGATIVE, "person").language
    with pytest.raises(NotInThatLanguage, match="cy, sq"):
        send(case, NEGATIVE, "person", language="so")


def test_a_body_that_the_rules_do_not_tell_is_refused_with_who_they_do():
    case = case_of(NEGATIVE)
    with pytest.raises(NotTheirs, match="It goes to first responder"):
        send(case, "decision_notice", "immigration_casework")
    grown = case_of("referral_notice", DeathRecorded(source="police"))
    with pytest.raises(NotTheirs, match="It goes to support provider"):
        send(grown, "referral_notice", "guardian")


def test_immigration_casework_is_told_of_a_live_matter():
    made = specimen(NEGATIVE, book=BOOK)
    first, *rest = made.case.history
    held = replace(first.fact, routing_circumstance="immigration_detention")
    case = fold([replace(first, fact=held), *rest])
    told = {n.recipient for n in notices(case, case.history[2], book=BOOK)}
    assert "immigration_casework" in told


def test_a_letter_goes_once_to_each_recipient():
    case = case_of(NEGATIVE, contact("person", "post"))
    sent = send(case, NEGATIVE, "person")
    later = case_of(NEGATIVE, contact("person", "post"), sent)
    with pytest.raises(AlreadyTold):
        send(later, NEGATIVE, "person")
    assert NEGATIVE not in {n.letter for n in outstanding(later, book=BOOK)}


def test_a_decision_that_was_served_may_still_be_told_to_others():
    case = case_of(NEGATIVE, DecisionServed(decision=3))
    assert 3 == send(case, "decision_notice", "first_responder").about


def test_information_is_asked_of_those_whom_the_fact_names():
    """Who has no recipient of their own, such as a medical expert, gets no letter."""
    made = specimen("information_request", book=BOOK)
    asked = made.case.history[-1]
    fact = replace(
        asked.fact, asked_of=("police", "medical_expert", "childrens_services")
    )
    case = fold([*made.case.history[:-1], replace(asked, fact=fact)])
    due = notices(case, case.history[-1], book=BOOK)
    assert ["police", "local_authority"] == [n.recipient for n in due]


def test_a_letter_that_nothing_calls_for_is_refused():
    case = case_of(NEGATIVE, contact("person", "post"))
    with pytest.raises(NothingToTell, match="outcome positive"):
        send(case, "reasonable_grounds_positive", "person")
    with pytest.raises(NothingToTell, match="fact 1 of the case"):
        send(case, NEGATIVE, "person", about=1)


def test_a_letter_of_tomorrow_is_refused():
    case = case_of(NEGATIVE, contact("person", "post"))
    with pytest.raises(NotYetHappened):
        send(case, NEGATIVE, "person", on=PartialDate.on(date(2027, 1, 1)))


def test_unknown_words_are_refused():
    case = case_of(NEGATIVE, contact("person", "post"))
    for letter, recipient, channel in (
        ("no_such", "person", "post"),
        (NEGATIVE, "nobody", "post"),
        (NEGATIVE, "person", "pigeon"),
    ):
        with pytest.raises(UnknownCode):
            send(case, letter, recipient, channel=channel)


def test_someone_named_is_told_while_the_adult_agrees_to_it():
    """The last word of the adult counts."""

    def consent(answer):
        return ConsentRecorded(
            purpose="decision_recipient",
            answer=answer,
            text_version="1",
            language="en",
            interpreter=False,
        )

    yes = case_of(NEGATIVE, consent("given"))
    told = [n.recipient for n in notices(yes, yes.history[2], book=BOOK)]
    assert ["person", "named_person"] == told[:2]
    no = case_of(NEGATIVE, consent("given"), consent("refused"))
    told = [n.recipient for n in notices(no, no.history[2], book=BOOK)]
    assert "named_person" not in told


def test_who_says_no_to_support_at_18_is_not_told_of_to_a_provider():
    """Scenario 24: they stay in the mechanism, and nothing goes to support."""
    yes = AdulthoodReached(stays=Answer.YES, support_consent=Answer.YES)
    no = AdulthoodReached(stays=Answer.YES, support_consent=Answer.NO)
    for fact, told in ((yes, True), (no, False)):
        case = case_of("referral_notice", fact, child=True)
        assert told == (
            "support_provider"
            in {n.recipient for n in notices(case, case.history[-1], book=BOOK)}
        )


@pytest.mark.parametrize(("answer", "told"), [("given", True), ("withdrawn", False)])
def test_a_provider_is_told_while_the_person_agrees_to_support(answer, told):
    consent = ConsentRecorded(
        purpose="support",
        answer=answer,
        text_version="1",
        language="en",
        interpreter=False,
    )
    case = case_of(NEGATIVE, consent)
    due = notices(case, case.history[2], book=BOOK)
    assert told == ("support_provider" in {n.recipient for n in due})


def test_a_guardian_has_the_papers_while_the_guardianship_lasts():
    appointed = GuardianAppointed(
        service="independent_child_trafficking_guardian", mode="direct_worker"
    )
    held = case_of(NEGATIVE, appointed, child=True)
    told = {n.recipient for n in notices(held, held.history[2], book=BOOK)}
    assert "guardian" in told
    over = case_of(NEGATIVE, appointed, GuardianEnded(reason="other"), child=True)
    told = {n.recipient for n in notices(over, over.history[2], book=BOOK)}
    assert "guardian" not in told


def test_who_had_asked_is_answered():
    """An answer goes to the body that asked, and a person's answer to the person."""
    case = case_of("delay_notice")
    told = notices(case, case.history[-1], book=BOOK)
    assert [("delay_answer", "person"), ("delay_notice", "support_provider")] == [
        (n.letter, n.recipient) for n in told
    ]


def test_a_letter_carries_the_minute_where_the_list_says_so():
    case = case_of(NEGATIVE)
    carried = {n.letter: n.minute for n in notices(case, case.history[2], book=BOOK)}
    assert {
        NEGATIVE: True,
        "decision_notice": False,
        "police_decision_notice": True,
    } == carried


def record(case, **fields):
    day = case.history[-1].occurred.first
    given = {"on": PartialDate.on(day), "today": day, "book": BOOK, **fields}
    [new] = record_contact(case, **given)
    return new.fact


def test_a_contact_says_which_channels_are_safe():
    case = case_of(NEGATIVE)
    fact = record(case, whose="person", channels=("post",), language="vi")
    assert contact("person", "post", language="vi") == fact
    assert record(case, whose="person").channels is None


def test_channels_between_bodies_lead_to_no_person():
    case = case_of(NEGATIVE)
    with pytest.raises(NotAWayToReach, match="only bodies use it"):
        record(case, whose="person", channels=("secure_transfer",))
    assert record(case, whose="police", channels=("secure_transfer",)).channels


def test_delivery_is_recorded_once_of_the_letter_named():
    case = case_of(NEGATIVE, contact("person", "post"))
    case = case_of(NEGATIVE, contact("person", "post"), send(case, NEGATIVE, "person"))
    day = case.history[-1].occurred.first
    given = {"on": PartialDate.on(day), "today": day}
    [new] = deliver_letter(case, **given)
    assert case.history[-1].version == new.fact.letter
    with pytest.raises(NoSuchLetter, match="letter 1"):
        deliver_letter(case, letter=1, **given)
    done = case_of(
        NEGATIVE,
        contact("person", "post"),
        case.last(LetterIssued).fact,
        new.fact,
    )
    with pytest.raises(NoSuchLetter):
        deliver_letter(done, **given)


def test_the_words_of_stories_lead_here():
    assert {"record contact", "issue letter", "deliver letter"} == set(WAYS)
    assert "contact" == WAYS["record contact"].text
