"""The questions of a step: its fields, asked in the shape that each of them has.

Fields and whether they are needed come from the command itself, what they hold from the
vocabulary, and what may be chosen from the code lists of the day and from the case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Parameter
from typing import Final, get_type_hints

from opennrm.cases.case import Case
from opennrm.cases.facts import NAMES, Answer
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.cases.vocabulary import Field, FieldKind, fields_of
from opennrm.cases.ways import Way
from opennrm.rules.codes import Codes
from opennrm.web import telling, words

Choices = tuple[tuple[str, ...], ...]

_FEW: Final = 5
_TEXT: Final = "text_of_it"
# Choices that say that nothing is known are for imports, not for what is done here.
_NOT_CHOSEN: Final = frozenset({"not_recorded", "unknown", "suppressed"})
_YES_NO: Final[Choices] = (("yes", "Yes", ""), ("no", "No", ""))
# The facts that a field may point to, by its name.
_POINTS_TO: Final = {
    "decision": ("reasonable-grounds-decided", "conclusive-grounds-decided"),
    "request": ("reconsideration-requested", "decision-delay-requested"),
    "panel": ("panel-convened",),
    "proposal": ("decision-proposed",),
    "letter": ("letter-issued",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form.

    Shape: `shape` is radios, select, checkboxes, date, textarea or text; `choices`
        are (value, label), and for radios (value, label, hint).
    """

    name: str
    title: str
    hint: str
    shape: str
    needed: bool
    kind: FieldKind
    choices: Choices = ()


def questions(
    way: Way,
    case: Case,
    *,
    today: date,
    codes: Codes,
    colleagues: Sequence[tuple[str, str]],
) -> tuple[Question, ...]:
    """What a command asks of the person who gives it, in its own order."""
    told: dict[str, Field] = {}
    for row in TRANSITIONS:
        if row.command is way.command:
            told |= fields_of(row.fact)
    hints = get_type_hints(way.decide)
    asked = [
        _question(
            told.get(name) or _unnamed(name, hints[name]),
            needed=field.default is Parameter.empty,
            case=case,
            today=today,
            codes=codes,
            colleagues=colleagues,
        )
        for name, field in way.fields.items()
    ]
    if way.text is not None:
        asked.append(_text_question(way.text))
    return tuple(asked)


def _question(
    field: Field,
    *,
    needed: bool,
    case: Case,
    today: date,
    codes: Codes,
    colleagues: Sequence[tuple[str, str]],
) -> Question:
    choices: Choices = ()
    shape = _SHAPES.get(field.kind, "text")
    hint = "" if needed else "Leave it empty where it does not apply."
    if field.kind in (FieldKind.CODE, FieldKind.CODES) and field.list is not None:
        choices = tuple(_members(codes, field.list, today))
        if field.kind is FieldKind.CODE and needed and len(choices) <= _FEW:
            shape, choices = "radios", tuple((*one, "") for one in choices)
    elif field.kind is FieldKind.BOOLEAN:
        choices = _YES_NO
    elif field.kind is FieldKind.ANSWER:
        choices = tuple(
            (one.value, telling.code_words(codes, "answer", one.value), "")
            for one in Answer
            if one not in (Answer.NOT_ASKED, Answer.NOT_RECORDED)
        )
    elif field.kind is FieldKind.ACTOR:
        choices = tuple(colleagues)
    elif field.kind is FieldKind.VERSION:
        choices = tuple(_facts(case, field.name))
    elif field.kind is FieldKind.ACTORS:
        hint = "The ids of the people, with a comma between them."
    elif field.kind is FieldKind.CASE:
        hint = "The reference of the other case, such as NRM-ABCD-EFGH-JKLM."
    if field.meaning and not hint:
        hint = f"{field.meaning[0].upper()}{field.meaning[1:]}."
    return Question(
        name=field.name,
        title=words.field(field.name),
        hint=hint,
        shape=shape,
        needed=needed,
        kind=field.kind,
        choices=choices,
    )


_SHAPES: Final = {
    FieldKind.CODE: "select",
    FieldKind.CODES: "checkboxes",
    FieldKind.BOOLEAN: "radios",
    FieldKind.ANSWER: "radios",
    FieldKind.ACTOR: "select",
    FieldKind.VERSION: "select",
    FieldKind.DAY: "date",
    FieldKind.DATE: "date",
}


def _unnamed(name: str, hint: object) -> Field:
    """A field that the command takes and no fact keeps."""
    kind = FieldKind.BOOLEAN if hint is bool else FieldKind.TEXT
    return Field(name=name, kind=kind, list=None, may_be_absent=True, meaning="")


def _text_question(name: str) -> Question:
    title = "Minute: the reasons in words" if name == "minute" else words.field(name)
    return Question(
        name=_TEXT,
        title=title,
        hint="Kept encrypted with the person’s other details, never in the log.",
        shape="textarea",
        needed=False,
        kind=FieldKind.TOKEN,
    )


def _members(codes: Codes, key: str, today: date) -> Iterator[tuple[str, str]]:
    for member in codes.list(key).members:
        if member.in_force(today) and member.code not in _NOT_CHOSEN:
            yield member.code, member.name


def _facts(case: Case, name: str) -> Iterator[tuple[str, str]]:
    """Earlier facts that a field may point to, the last first."""
    kinds = _POINTS_TO.get(name)
    for recorded in reversed(case.history):
        kind = NAMES[type(recorded.fact)].partition("@")[0]
        if kinds is None or kind in kinds:
            day = telling.date_words(recorded.occurred)
            yield str(recorded.version), f"{words.fact(recorded.name)}, {day}"
