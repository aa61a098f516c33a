"""Cases told in a few lines, for the tests of what is decided on them."""

from dataclasses import replace
from datetime import date

from opennrm.cases.fold import fold
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import all_of
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

BOOK = load_rulebook()
ASKED = "[first_responder, police, adult_safeguarding]"
REFERRED = "on: 2026-03-02, do: refer"
POSITIVE = (
    "on: 2026-03-05, as: first, do: decide reasonable grounds, "
    "with: {outcome: positive}"
)
NEGATIVE = "{outcome: negative, reasons: [credibility], reviewed_by: reviewer}"


def day(text):
    return PartialDate.parse(text)


def case_of(*events, people=""):
    """The case after these events, each the inside of a map of the story language."""
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    text = f"title: a case\n{people}events:\n{lines}"
    told = tell(parse_story(text, name="here"))
    return fold(told.history, born=told.born)


def asked(on):
    """A request to everyone who must be heard, with a day that passes the next day."""
    return (
        f"on: {on}, do: request information, with: {{asked_of: {ASKED}, due_on: {on}}}"
    )


def when(text, today=None):
    """A day in the two ways in which a command is given it."""
    return {"on": day(text), "today": date.fromisoformat(today or text)}


def without(*rules):
    """The rulebook of a mechanism that lacks these rules."""
    kept = {
        key: BOOK.rules.rule(key)
        for key in BOOK.rules.keys()  # noqa: SIM118 not a mapping
        if key not in rules
    }
    return replace(BOOK, rules=all_of(kept))


def reading(*versions):
    """The rulebook with these other readings in use."""
    return replace(BOOK, rules=BOOK.rules.choose(*versions))
