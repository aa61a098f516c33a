"""Composing a letter: from a case and one of its facts to the words that are sent.

Values in, values out. Names, addresses and the reasoned minute come from the caller,
who has them from the vault; nothing of them is kept. The wording is the one in force
on the day of what the letter tells of, so that a letter made again reads the same.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case
from opennrm.cases.facts import LetterIssued
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.notices import calls_for, event_of, texts
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.letters.reading import load_texts
from opennrm.letters.texts import (
    Direction,
    Kind,
    Language,
    NoSuchText,
    Piece,
    Texts,
    Version,
)
from opennrm.letters.values import Telling, decision_told, value

_GAP: Final = re.compile(r"\{([a-z_]+)\}")
_IN_A_NUMBER: Final = re.compile(r"(?<=[0-9]) (?=[0-9])")
_KEPT_TOGETHER: Final = "\N{NO-BREAK SPACE}"
_ENGLISH: Final = "en"


class DetailMissing(OpenNRMError):
    """The letter needs something that neither the case nor the caller gave."""

    code: ClassVar[str] = "letter-detail-missing"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who writes. The name is neutral: it stands on the envelope as well."""

    name: str
    address: tuple[str, ...]
    telephone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What only the vault and the office know: given for one letter, never stored.

    `minute` is the reasoned minute, a paragraph a line; `asked` what exactly is asked
    for, or other words of the writer. `synthetic` marks a letter about invented people.
    """

    name: str
    address: tuple[str, ...] = ()
    reference: str
    office: Office
    minute: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A heading, a paragraph or a list of points, every gap filled."""

    kind: Kind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A letter, a summary sheet or the minute, in one language.

    `draft` says, in English and in the language, that a translator has not checked it.
    """

    language: str
    direction: Direction
    title: str
    passages: tuple[Passage, ...]
    draft: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter ready to be written out as text, page or PDF.

    The first part is in the language asked for, the English letter follows where that
    is another. `subject` is what an e-mail may show: nothing of the case.
    `closing` is the place of the English letter among the parts: the contact ends it.
    """

    letter: str
    recipient: str
    language: str
    text_version: str
    written_on: date
    subject: str
    name: str
    address: tuple[str, ...]
    office: Office
    head: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    closing: int
    contact: str
    synthetic: str | None


def compose(
    case: Case,
    letter: str,
    recipient: str,
    language: str,
    about: int,
    book: Rulebook,
    *,
    on: date,
    details: Details,
    text_version: str | None = None,
) -> Letter:
    """The letter that tells a recipient of one fact of a case.

    Dates: the wording is that of the day of the fact, the letter is dated `on`.
    Raises: DetailMissing; NoSuchText; and what the rules raise where they do not tell.
    """
    held = load_texts()
    told = next((r for r in case.history if r.version == about), None)
    member = book.codes.list("letter").member(letter)
    if told is None or not calls_for(member, told):
        raise DetailMissing(
            f"The letter '{letter}' was to tell of fact {about} of the case, which "
            "does not call for it. Name the number of a fact that does."
        )
    carries = event_of(told) in texts(member.attributes.get("minute"))
    spoken = held.language(language)
    wording = _wording(held, letter, language, told, text_version)
    if carries and not details.minute:
        raise DetailMissing(
            f"The letter '{letter}' carries the reasoned minute, and none was given. "
            "Take the minute of the decision from the vault."
        )
    telling = Telling(
        case=case,
        told=told,
        decision=decision_told(case, told),
        recipient=recipient,
        language=spoken,
        reference=details.reference,
        written_on=on,
        book=book,
        minute=carries,
    )
    to_another = member.attributes["audience"] == "person" and recipient != "person"
    parts = [_part(telling, held, wording, to_another=to_another)]
    if language != _ENGLISH:
        english = held.language(_ENGLISH)
        parts.append(
            _part(
                replace(telling, language=english),
                held,
                _wording(held, letter, _ENGLISH, told, None),
                to_another=to_another,
            )
        )
    if details.asked:
        parts[-1] = _with(parts[-1], details.asked)
    if carries:
        parts.append(_minute(held.language(_ENGLISH), details))
    english = held.language(_ENGLISH)
    return Letter(
        letter=letter,
        recipient=recipient,
        language=language,
        text_version=wording.id,
        written_on=on,
        subject=_said(english, "subject", telling),
        name=details.name,
        address=details.address,
        office=details.office,
        head=(
            (english.words["date"], english.written(on)),
            (english.words["reference"], details.reference),
        ),
        parts=tuple(parts),
        closing=len(parts) - (2 if carries else 1),
        contact=english.words["contact"].format(
            telephone=details.office.telephone, email=details.office.email
        ),
        synthetic=english.words["synthetic"] if details.synthetic else None,
    )


def made_again(
    case: Case, issued: RecordedFact, book: Rulebook, *, details: Details
) -> Letter:
    """A letter that was issued before, as it was: its wording, date and language.

    Of the case it reads what came before the letter. For a letter as it was sent, even
    where a fact was corrected since, fold the history as at `issued.recorded_at`.
    """
    fact = issued.fact
    assert isinstance(fact, LetterIssued)
    assert fact.about is not None, "every letter that is issued tells of a fact"
    before = [r for r in case.history if r.version < issued.version]
    return compose(
        fold(before, born=case.born),
        fact.letter,
        fact.recipient,
        fact.language,
        fact.about,
        book,
        on=issued.occurred.day_for("A letter"),
        details=details,
        text_version=fact.text_version,
    )


def text_version(letter: str, language: str, *, on: date) -> str:
    """The id of the wording that tells of something that happened on a day."""
    return load_texts().letter(letter, language, on=on).id


def _wording(
    held: Texts, letter: str, language: str, told: RecordedFact, named: str | None
) -> Version:
    """The wording named, or the one of the day of what is told.

    A letter may be named with the day alone (`letter@day`): then that day picks it.
    """
    if named is not None and named.startswith(f"{letter}.{language}@"):
        return held.version(named)
    if named is not None and not named.startswith(f"{letter}@"):
        raise NoSuchText(
            f"'{named}' is not a wording of '{letter}' in '{language}'. "
            "Name one of that letter and language, or none."
        )
    return held.letter(letter, language, on=told.occurred.day_for("A letter"))


def _part(telling: Telling, held: Texts, wording: Version, *, to_another: bool) -> Part:
    language = telling.language
    passages = list(_passages(telling, held, wording))
    if to_another and language.whole:
        word = "for_a_child" if telling.case.is_child else "for_another"
        lines = (_filled(telling, language.words[word]),)
        passages.insert(0, Passage(kind=Kind.TEXT, lines=lines))
    english = held.language(_ENGLISH)
    draft: tuple[str, ...] = ()
    if language.is_draft:
        draft = (
            english.words["draft"],
            language.words["draft"],
            language.words["english_counts"],
        )
    return Part(
        language=language.code,
        direction=language.direction,
        title=_filled(telling, wording.title),
        passages=tuple(passages),
        draft=draft,
    )


def _passages(telling: Telling, held: Texts, wording: Version) -> list[Passage]:
    made: list[Passage] = []
    for piece in wording.pieces:
        if not _is_said(telling, piece):
            continue
        if piece.kind is Kind.BLOCK:
            block = held.block(
                piece.lines[0],
                telling.language.code,
                on=telling.told.occurred.day_for("A letter"),
            )
            made.extend(_passages(telling, held, block))
        elif piece.kind is Kind.REASONS:
            text = (_filled(telling, piece.lines[0]),)
            made.append(Passage(kind=Kind.TEXT, lines=text))
            made.append(Passage(kind=Kind.POINTS, lines=_reasons(telling)))
        else:
            lines = tuple(_filled(telling, line) for line in piece.lines)
            made.append(Passage(kind=piece.kind, lines=lines))
    return made


def _is_said(telling: Telling, piece: Piece) -> bool:
    return all(telling.holds(flag) for flag in piece.when) and not any(
        telling.holds(flag) for flag in piece.unless
    )


def _reasons(telling: Telling) -> tuple[str, ...]:
    """Why a decision is negative, in whole sentences of the language."""
    codes = getattr(telling.told.fact, "reasons", None) or ()
    words = telling.language.reasons
    missing = [code for code in codes if code not in words]
    if missing or not codes:
        raise DetailMissing(
            "The letter gives reasons, and there are no words in "
            f"'{telling.language.code}' for {', '.join(missing) or 'none'}. "
            "Record the reasons, and word them in the language's file."
        )
    return tuple(words[code] for code in codes)


def _filled(telling: Telling, line: str) -> str:
    def fill(gap: re.Match[str]) -> str:
        found = value(telling, gap[1])
        if found is None:
            raise DetailMissing(
                f"The letter about {telling.told.name} names '{gap[1]}', which the "
                "case does not hold. Record it, or correct the fact that it tells of."
            )
        return found

    # A telephone number stays on one line, and in its order among right-to-left words.
    return _IN_A_NUMBER.sub(_KEPT_TOGETHER, _GAP.sub(fill, line))


def _said(language: Language, word: str, telling: Telling) -> str:
    return language.words[word].format(reference=telling.reference)


def _with(part: Part, lines: tuple[str, ...]) -> Part:
    """The part with the writer's own words after its first passage."""
    own = Passage(kind=Kind.POINTS, lines=lines)
    return replace(part, passages=(*part.passages[:1], own, *part.passages[1:]))


def _minute(language: Language, details: Details) -> Part:
    """The reasons in full, as the decision maker wrote them."""
    return Part(
        language=language.code,
        direction=language.direction,
        title=language.words["minute_title"],
        passages=tuple(Passage(kind=Kind.TEXT, lines=(p,)) for p in details.minute),
    )
