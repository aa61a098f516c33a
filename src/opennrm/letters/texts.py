"""The wording of letters: by letter, language and date, as values.

A version of a text holds from its date until the next one of that language. What was
once sent is found again for ever: by its id, or by the day of what it tells of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError


class NoSuchText(OpenNRMError):
    """A letter, a language or a version was asked for that has no wording."""

    code: ClassVar[str] = "no-such-text"
    family: ClassVar[Family] = Family.CALL


class Kind(StrEnum):
    """What a piece of a letter is."""

    HEADING = "heading"
    TEXT = "text"
    POINTS = "points"
    BLOCK = "block"
    REASONS = "reasons"


class Direction(StrEnum):
    """Which way a language is written."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of wording: its lines, and when it is said.

    Every one of `when` must hold and none of `unless`. A block names another wording of
    the same language, in force on the same day.
    """

    kind: Kind
    lines: tuple[str, ...]
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording, from one date on. `id` is letter.language@from.reading."""

    id: str
    starts_on: date
    reading: int
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that letters are written in, with the words around a letter.

    `whole` says that it has whole letters; the others have summary sheets, which go
    with the English letter. `checked_by` and `checked_on` are None until a translator
    has checked the wording; until then every page says so.
    """

    code: str
    name: str
    own_name: str
    direction: Direction
    whole: bool
    months: tuple[str, ...]
    day: str
    words: Mapping[str, str]
    reasons: Mapping[str, str]
    checked_by: str | None
    checked_on: date | None

    @property
    def is_draft(self) -> bool:
        """Whether a translator has still to check it. English is the original."""
        return self.code != "en" and self.checked_on is None

    def written(self, day: date) -> str:
        """A day in the words of the language."""
        return self.day.format(
            day=day.day, month=self.months[day.month - 1], year=day.year
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All wording, by language and by letter or block."""

    languages: Mapping[str, Language]
    letters: Mapping[tuple[str, str], tuple[Version, ...]]
    blocks: Mapping[tuple[str, str], tuple[Version, ...]]

    def language(self, code: str) -> Language:
        """One language.

        Raises: NoSuchText.
        """
        try:
            return self.languages[code]
        except KeyError:
            raise NoSuchText(
                f"Letters are not written in '{code}'. "
                f"Choose one of {', '.join(self.languages)}."
            ) from None

    def languages_of(self, letter: str) -> tuple[str, ...]:
        """The languages that a letter is written in, English first."""
        return tuple(code for code in self.languages if (letter, code) in self.letters)

    def letter(self, letter: str, language: str, *, on: date) -> Version:
        """The wording of a letter in force on a day.

        Raises: NoSuchText.
        """
        return _in_force(self.letters, letter, language, on)

    def block(self, block: str, language: str, *, on: date) -> Version:
        """The wording of a shared block in force on a day.

        Raises: NoSuchText.
        """
        return _in_force(self.blocks, block, language, on)

    def version(self, version_id: str) -> Version:
        """One wording of a letter by its id.

        Raises: NoSuchText.
        """
        for versions in self.letters.values():
            for version in versions:
                if version.id == version_id:
                    return version
        raise NoSuchText(
            f"There is no wording '{version_id}'. An id is the letter, the language, "
            "the date and the reading: withdrawal_confirmed.en@2009-04-01.1."
        )


def _in_force(
    held: Mapping[tuple[str, str], tuple[Version, ...]],
    name: str,
    language: str,
    on: date,
) -> Version:
    found = [v for v in held.get((name, language), ()) if v.starts_on <= on]
    if not found:
        raise NoSuchText(
            f"'{name}' has no wording in '{language}' for {on.isoformat()}. Choose "
            "another language, or check the date of what the letter tells of."
        )
    return found[-1]
