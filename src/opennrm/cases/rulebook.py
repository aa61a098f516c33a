"""Rules, calendars and code lists of one moment, handed to the decision functions."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from opennrm.rules.calendars import Calendars
from opennrm.rules.codes import Codes
from opennrm.rules.dates import end_of_london_day, london_day
from opennrm.rules.manifests import Manifest
from opennrm.rules.rule_sets import RuleSet, baseline, load_rule_set
from opennrm.rules.versions import Rules

# Before the first rule nothing was known, whatever day is asked about.
_BEGINNING = date(1900, 1, 1)


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


def load_rulebook(
    as_at: datetime | None = None, *, directory: Path | None = None
) -> Rulebook:
    """The rules, calendars and code lists as known at a moment.

    Without a directory they are the project's own; with one, those of its rule set.
    Dates: rule versions by `published`, holidays by `announced_on`; all for None.
    Raises: FaultyRuleSet with every fault of every file of the directory.
    """
    if as_at is None:
        return _known_on(None, directory)
    days = _days_of_news(directory)
    place = bisect_right(days, london_day(as_at))
    # Nothing new was known between two such days, so one rulebook serves both.
    return _known_on(days[place - 1] if place else date.min, directory)


@lru_cache(maxsize=256)
def _known_on(day: date | None, directory: Path | None) -> Rulebook:
    found = _rule_set(directory)
    as_at = None if day is None else end_of_london_day(max(day, _BEGINNING))
    return Rulebook(
        rules=found.rules_at(as_at),
        calendars=found.calendars_at(as_at),
        codes=found.codes,
        about=found.about,
    )


@lru_cache(maxsize=16)
def _days_of_news(directory: Path | None) -> tuple[date, ...]:
    """The days on which a rule was published or a holiday announced or withdrawn."""
    found = _rule_set(directory)
    published = {one.published.last for one in found.rules.by_id.values()}
    told = {
        day
        for file in found.calendar_files
        for holiday in file.holidays
        for day in (holiday.announced_on, holiday.withdrawn_on)
        if day is not None
    }
    return tuple(sorted(published | told))


def _rule_set(directory: Path | None) -> RuleSet:
    return baseline() if directory is None else load_rule_set(directory)
