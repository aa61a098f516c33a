"""Rules, calendars and code lists of one moment, handed to the decision functions."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from opennrm.rules.calendars import Calendars, load_calendars
from opennrm.rules.codes import Codes, load_codes
from opennrm.rules.loading import load_rules
from opennrm.rules.versions import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What was in force and announced by a moment."""

    rules: Rules
    calendars: Calendars
    codes: Codes

    @property
    def digest(self) -> str:
        """What an extract's manifest says of the rulebook: equal for equal content."""
        told = [
            *(
                repr(version)
                for key in self.rules.keys()  # noqa: SIM118 not a mapping
                for version in self.rules.rule(key).versions
            ),
            *(
                f"{nation} {one.version} {one.holidays}"
                for nation, one in self.calendars.by_nation.items()
            ),
            *(
                repr(member)
                for key in self.codes.keys()  # noqa: SIM118 not a mapping
                for member in self.codes.list(key).members
            ),
        ]
        return sha256("\n".join(told).encode()).hexdigest()


@lru_cache(maxsize=32)
def load_rulebook(as_at: datetime | None = None) -> Rulebook:
    """The shipped rules, calendars and code lists as known at a moment.

    Dates: rule versions by `published`, holidays by `announced_on`; all for None.
    """
    return Rulebook(
        rules=load_rules(as_at=as_at),
        calendars=load_calendars(as_at=as_at),
        codes=load_codes(),
    )
