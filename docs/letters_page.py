"""The reference page of letters: who is told what, and a specimen of each."""

from collections.abc import Iterator

from markdown_rows import head, row

from opennrm.cases.notices import notices, texts
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.letters.composing import Letter, compose
from opennrm.letters.reading import load_texts
from opennrm.letters.specimens import specimen
from opennrm.letters.texts import Kind
from opennrm.rules.code_lists import Member

OPENING = """# Letters and notices

Every letter that the mechanism sends, after which fact, to whom, and a specimen in English.
Generated from the code lists `letter`, `recipient` and `letter_channel` and from the wording in the room `letters`; the people and decisions in the specimens are invented.

Nothing is served on a child: what would go to the person goes to those who keep the child's papers.
Nothing goes by a channel that nobody said was safe, to an address where the person was exploited, or to someone who is missing or has died.
Each letter goes once to each recipient for each fact it tells of.

A specimen shows the letter of a day in 2026; on another day the rules, the dates and the wording are those of that day.
"""

STANDARD = "all who are told of every decision"
SPECIAL = {
    "standard": STANDARD,
    "asked": "whoever was asked",
    "requester": "whoever had asked",
}


def letters() -> str:
    """The whole page, in the order of the list."""
    book = load_rulebook()
    lines = [OPENING, "## Languages", "", *languages()]
    lines += ["", "## Recipients", "", *recipients(book)]
    lines += ["", "## Channels", "", *channels(book)]
    lines += ["", "## Letters", "", *overview(book)]
    for member in book.codes.list("letter").members:
        lines += ["", f"### `{member.code}`", "", *described(member, book), ""]
        lines += list(shown(member, book))
    return "\n".join(lines) + "\n"


def languages() -> list[str]:
    """The languages, and whether a translator has checked each."""
    lines = head("code", "language", "own name", "written", "has", "checked")
    for language in load_texts().languages.values():
        checked = "the original"
        if language.is_draft:
            checked = "draft, to be checked by a translator"
        elif language.checked_on is not None:
            checked = f"by {language.checked_by} on {language.checked_on}"
        lines += [
            row(
                f"`{language.code}`",
                language.name,
                language.own_name,
                "right to left" if language.direction == "rtl" else "left to right",
                "whole letters"
                if language.whole
                else "summary sheets with the English letter",
                checked,
            )
        ]
    return lines


def recipients(book: Rulebook) -> list[str]:
    """Who is told, and when a case has such a recipient."""
    lines = head("recipient", "name", "told when", "of every decision")
    lines += [
        row(
            f"`{member.code}`",
            member.name,
            str(member.attributes["told_when"]).replace("_", " "),
            member.attributes.get("standard", "no"),
        )
        for member in book.codes.list("recipient").members
    ]
    return lines


def channels(book: Rulebook) -> list[str]:
    """How letters travel."""
    lines = head(
        "channel", "name", "between bodies", "to a person, where said to be safe"
    )
    lines += [
        row(
            f"`{member.code}`",
            member.name,
            member.attributes.get("between_bodies", "no"),
            member.attributes.get("needs_contact", "no"),
        )
        for member in book.codes.list("letter_channel").members
    ]
    return lines


def overview(book: Rulebook) -> list[str]:
    """All letters in one table."""
    lines = head("letter", "what", "after", "languages")
    lines += [
        row(
            f"[`{member.code}`](#{member.code})",
            member.name,
            ", ".join(f"`{fact}`" for fact in texts(member.attributes["after"])),
            ", ".join(texts(member.attributes["languages"])),
        )
        for member in book.codes.list("letter").members
    ]
    return lines


def described(member: Member, book: Rulebook) -> list[str]:
    """To whom, after what, and with what."""
    names = {one.code: one.name.lower() for one in book.codes.list("recipient").members}
    told = [
        SPECIAL.get(code) or names[code] for code in texts(member.attributes["tells"])
    ]
    after = " or ".join(f"`{fact}`" for fact in texts(member.attributes["after"]))
    condition = member.attributes.get("when")
    given = f" with `{condition}`" if condition else ""
    minute = texts(member.attributes.get("minute"))
    carried = (
        f" Carries the minute after {', '.join(f'`{m}`' for m in minute)}."
        if minute
        else ""
    )
    return [f"{member.name}. After {after}{given}. To: {'; '.join(told)}.{carried}"]


def shown(member: Member, book: Rulebook) -> Iterator[str]:
    """The specimen, set off from the page."""
    made = specimen(member.code, book=book)
    fact = next(r for r in made.case.history if r.version == made.about)
    due = [n for n in notices(made.case, fact, book=book) if n.letter == member.code]
    letter = compose(
        made.case,
        member.code,
        due[0].recipient,
        "en",
        made.about,
        book,
        on=made.on,
        details=made.details,
    )
    yield f"> *{letter.synthetic}*"
    for line in written(letter):
        yield ">"
        yield from (f"> {part}" for part in line.split("\n"))


def written(letter: Letter) -> Iterator[str]:
    """Each paragraph of the letter in Markdown."""
    for part in letter.parts:
        yield f"**{part.title}**"
        for passage in part.passages:
            if passage.kind is Kind.HEADING:
                yield f"*{passage.lines[0]}*"
            elif passage.kind is Kind.POINTS:
                yield "\n".join(f"- {line}" for line in passage.lines)
            else:
                yield from passage.lines
