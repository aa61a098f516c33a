"""What a command might be given on a case: plausible values, and some that are not.

The generator of random lives asks here. Codes are drawn from the code lists; where a
step only goes through with some of them, those are drawn most of the time.
"""

from datetime import timedelta

from tests.property.mechanism_fitting import (
    AGENCIES,
    ASKED,
    BOOK,
    FACT_OF,
    MEMBERS,
    OTHER_CASE,
    Fitting,
)

from opennrm.cases.commands import COMMANDS
from opennrm.cases.vocabulary import FieldKind, fields_of

__all__ = ["AGENCIES", "BOOK", "FACT_OF", "MEMBERS", "Values"]


class Values(Fitting):
    """Values for one command on one case, on one day, as chance has it."""

    def __init__(self, life, rng, on):
        self.life, self.rng, self.on = life, rng, on
        self.case = life.case

    def of(self, words):
        """The fields of a command; each may be overridden where chance rarely fits."""
        fact = FACT_OF.get(words) or self.life.fact_of(words)
        told = fields_of(fact)
        values = {}
        for name, parameter in COMMANDS[words].fields.items():
            optional = parameter.default is not parameter.empty
            if optional and self.rng.random() < 0.4:
                continue
            values[name] = self.any(told[name]) if name in told else ASKED[name]
        if self.rng.random() < 0.9:
            values |= self.fitting(words)
        return {name: value for name, value in values.items() if value != ()}

    def any(self, field):
        """Any value of the field's kind."""
        rng = self.rng
        match field.kind:
            case FieldKind.CODE:
                return rng.choice(self.codes(field.list))
            case FieldKind.CODES:
                codes = self.codes(field.list)
                return rng.sample(codes, min(len(codes), rng.randint(1, 2)))
            case FieldKind.BOOLEAN:
                return rng.random() < 0.6
            case FieldKind.ANSWER:
                return rng.choice(["yes", "no", "not_asked"])
            case FieldKind.DAY | FieldKind.DATE:
                days = rng.choice([-20, -1, 0, 1, 2, 7, 28, 60])
                return (self.on + timedelta(days=days)).isoformat()
            case FieldKind.VERSION:
                return rng.choice(self.case.history).version
            case FieldKind.CASE:
                return OTHER_CASE
            case FieldKind.ACTORS:
                return list(MEMBERS)
            case FieldKind.TEXT:
                return "text@2026-04-27"
            case _:
                return rng.choice(["reviewer", "caseworker", "chair"])

    def codes(self, key):
        return [member.code for member in BOOK.codes.list(key).members]

    def fitting(self, words):
        """What makes the command go through more often."""
        make = getattr(self, words.replace(" ", "_").replace("-", "_"), None)
        return make() if make else {}
