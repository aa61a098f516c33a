"""What holds of every letter: no gap, no code in its prose, and never to harm."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opennrm.cases.addressing import issue_letter
from opennrm.cases.codec import decode, encode
from opennrm.cases.facts import (
    ContactRecorded,
    FoundAgain,
    GuardianAppointed,
    GuardianEnded,
    LetterIssued,
    SupportRequested,
    WentMissing,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.notices import notices, outstanding
from opennrm.cases.rulebook import load_rulebook
from opennrm.cases.transitions import Refused
from opennrm.letters.composing import compose
from opennrm.letters.plain import to_text
from opennrm.letters.reading import load_texts
from opennrm.letters.specimens import specimen
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
TEXTS = load_texts()
LETTERS = {member.code: member for member in BOOK.codes.list("letter").members}
RECIPIENTS = [member.code for member in BOOK.codes.list("recipient").members]
CHANNELS = [member.code for member in BOOK.codes.list("letter_channel").members]
NATIONS = ["england", "wales", "scotland", "northern_ireland"]
NEGATIVES = [code for code in LETTERS if code.endswith("_negative")]
DAYS = st.dates(date(2009, 4, 1), date(2026, 11, 1))
CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|[a-z]@\d{4}|None\b")


@settings(max_examples=400, deadline=None)
@given(
    letter=st.sampled_from(sorted(LETTERS)),
    language=st.sampled_from(sorted(TEXTS.languages)),
    nation=st.sampled_from(NATIONS),
    child=st.booleans(),
    received_on=DAYS,
    chosen=st.integers(0, 9),
)
def test_every_letter_to_everyone_it_is_for_is_whole(
    letter, language, nation, child, received_on, chosen
):
    """In each of its languages, of any day, in each nation, of adults and children."""
    assume(language in TEXTS.languages_of(letter))
    made = specimen(
        letter, book=BOOK, received_on=received_on, nation=nation, child=child
    )
    told = next(r for r in made.case.history if r.version == made.about)
    due = [n for n in notices(made.case, told, book=BOOK) if n.letter == letter]
    assume(due)
    notice = due[chosen % len(due)]
    assert not (child and notice.recipient == "person" and not _of_age(letter))
    written = compose(
        made.case,
        letter,
        notice.recipient,
        language,
        made.about,
        BOOK,
        on=made.on,
        details=made.details,
    )
    text = to_text(written)
    assert "{" not in text
    assert "}" not in text
    assert [] == CODE.findall(text)
    assert all(passage.lines and all(passage.lines) for passage in _passages(written))
    assert all(part.title and part.passages for part in written.parts)
    assert "slavery" not in written.subject.lower()
    assert notice.minute == ("THE REASONS IN FULL" in text)
    if letter in NEGATIVES:
        _names_reasons_and_the_last_day(text)
    if TEXTS.language(language).is_draft:
        assert "Draft translation, to be checked by a translator." in text


def _of_age(letter):
    return letter == "adulthood_consent"


def _passages(written):
    return [passage for part in written.parts for passage in part.passages]


def _names_reasons_and_the_last_day(text):
    said = " ".join(text.split())
    assert "These are the reasons, in short: * " in said
    assert "judicial review" in said
    assert re.search(
        r"Ask by \d+ \w+ \d{4}\.|ask by \d+ \w+ \d{4}\.|There is no last day", said
    )


CONTACTS = st.builds(
    ContactRecorded,
    whose=st.sampled_from(["person", "representative", "named_person", "police"]),
    channels=st.none() | st.lists(st.sampled_from(CHANNELS), min_size=1).map(tuple),
    language=st.sampled_from(["en", "cy", "so", "ar"]),
    place_of_exploitation=st.booleans(),
)
STEPS = st.one_of(
    CONTACTS,
    st.just(WentMissing(reported_to_police=True)),
    st.just(FoundAgain()),
    st.just(SupportRequested(kind="safe_house", requested_by="first_responder")),
    st.just(
        GuardianAppointed(
            service="independent_child_trafficking_guardian", mode="direct_worker"
        )
    ),
    st.just(GuardianEnded(reason="other")),
    st.tuples(
        st.sampled_from(RECIPIENTS),
        st.sampled_from([None, *CHANNELS]),
        st.sampled_from([None, "en", "cy", "ar", "so"]),
    ),
)


@settings(max_examples=200, deadline=None)
@given(
    letter=st.sampled_from(sorted(LETTERS)),
    child=st.booleans(),
    steps=st.lists(STEPS, max_size=14),
)
def test_no_letter_of_any_history_does_harm(letter, child, steps):
    """Never to a child, an unsafe channel or a place of exploitation; each once."""
    made = specimen(letter, book=BOOK, child=child)
    history = list(made.case.history)
    for step in steps:
        day = history[-1].occurred.first + timedelta(days=20)
        if isinstance(step, tuple):
            recipient, channel, language = step
            try:
                new = issue_letter(
                    fold(history),
                    letter=letter,
                    recipient=recipient,
                    channel=channel,
                    language=language,
                    on=PartialDate.on(day),
                    today=day,
                    book=BOOK,
                )[0].fact
            except Refused:
                continue
        else:
            new = step
        history.append(_recorded(history, new, day))
    _nobody_was_harmed(history, child=child)
    case = fold(history)
    sent = {(r.fact.recipient, r.fact.about) for r in case.recorded(LetterIssued)}
    due = {
        (n.recipient, n.about)
        for n in outstanding(case, book=BOOK)
        if n.letter == letter
    }
    assert set() == sent & due


def _recorded(history, fact, day):
    version = len(history) + 1
    return RecordedFact(
        case_id=history[0].case_id,
        version=version,
        position=version,
        fact=fact,
        occurred=PartialDate.on(day),
        recorded_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        by="user-1",
        organisation="sca",
        command_id=f"c-{version}",
    )


def _nobody_was_harmed(history, *, child):
    """Read again from the bare facts, without the code that decided."""
    said, gone, told = {}, False, set()
    adult = not child
    for recorded in history:
        fact = recorded.fact
        match fact:
            case ContactRecorded():
                safe = () if fact.place_of_exploitation else fact.channels or ()
                said[fact.whose] = set(safe)
            case WentMissing() | FoundAgain():
                gone = isinstance(fact, WentMissing)
            case LetterIssued():
                assert (fact.recipient, fact.about) not in told
                told.add((fact.recipient, fact.about))
                personal = ("person", "representative", "named_person")
                if fact.recipient in personal:
                    assert fact.channel in said.get(fact.recipient, set())
                if fact.recipient == "person":
                    assert not gone
                    assert adult
                assert decode(*_stored(recorded)) == fact
        adult = adult or recorded.name == "adulthood-reached@1"


def _stored(recorded):
    return recorded.name, encode(recorded.fact)
