"""Rules, calendars and code lists of one moment, handed to the decision functions."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from opennrm.rules.calendars import Calendars, load_calendars
from opennrm.rules.codes import Codes, load_codes
from opennrm.rules.loading import load_rules
from opennrm.rules.manifests import Manifest
from opennrm.rules.rule_sets import load_rule_set
from opennrm.rules.versions import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What was in force and announced by a moment.

    `about` says which rule set it is, where that is not the baseline.
    """

    rules: Rules
    calendars: Calendars
    codes: Codes
    about: Manifest | None = None

    @property
    def title(self) -> str | None:
        """What the rule set is called; None for the baseline."""
        return self.about.title if self.about else None

    @property
    def illustrative(self) -> bool:
        """Whether what follows from it must be marked as not the law."""
        return self.about is not None and self.about.illustrative

    @property
    def banner(self) -> str | None:
        """What stands above all that is printed under it; None for the baseline."""
        return self.about.banner if self.about else None

    @property
    def nations(self) -> tuple[str, ...]:
        """The nations that its rules are for."""
        return self.rules.nations

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


@lru_cache(maxsize=64)
def load_rulebook(
    as_at: datetime | None = None, *, directory: Path | None = None
) -> Rulebook:
    """The rules, calendars and code lists as known at a moment.

    Without a directory they are the project's own; with one, those of its rule set.
    Dates: rule versions by `published`, holidays by `announced_on`; all for None.
    Raises: FaultyRuleSet with every fault of every file of the directory.
    """
    if directory is None:
        return Rulebook(
            rules=load_rules(as_at=as_at),
            calendars=load_calendars(as_at=as_at),
            codes=load_codes(),
        )
    found = load_rule_set(directory)
    return Rulebook(
        rules=found.rules_at(as_at),
        calendars=found.calendars_at(as_at),
        codes=found.codes,
        about=found.about,
    )
