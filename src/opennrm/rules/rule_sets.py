"""Rule sets: a reform laid over the baseline, or the mechanism of another state.

A rule set is a directory: `ruleset.yaml` says what it is, and `rules`, `codes` and
`calendars` hold its files. Laid over the baseline it states what differs; without a
base it is a whole mechanism, which says of every rule and list of the baseline
whether it has it. Every version and calendar of a rule set ends in `+` and its name,
so that nothing recorded or printed under it can be taken for the law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from opennrm.errors import Family, FaultsFound, OpenNRMError
from opennrm.rules.calendars import (
    CalendarFile,
    Calendars,
    known_on,
    own_calendar_files,
)
from opennrm.rules.codes import Codes, load_codes
from opennrm.rules.dates import london_day
from opennrm.rules.loading import load_rules
from opennrm.rules.manifests import MANIFEST, Base, Manifest, read_manifest
from opennrm.rules.overlaid_calendars import overlay_calendars
from opennrm.rules.overlaid_codes import overlay_codes
from opennrm.rules.overlaid_rules import overlay_rules
from opennrm.rules.reading import Faults, Section, read
from opennrm.rules.versions import Rules, known_by
from opennrm.rules.whole_mechanisms import (
    mechanism_calendars,
    mechanism_codes,
    mechanism_rules,
)

_SHIPPED = Path(__file__).parent / "data"
_KINDS = ("reforms", "mechanisms")
_FOLDERS = ("rules", "codes", "calendars")


class FaultyRuleSet(FaultsFound):
    """The files of a rule set were refused; none of them is used."""

    code: ClassVar[str] = "faulty-rule-set"
    family: ClassVar[Family] = Family.RULES


class UnknownRuleSet(OpenNRMError):
    """A rule set was named that is neither shipped nor a directory."""

    code: ClassVar[str] = "unknown-rule-set"
    family: ClassVar[Family] = Family.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules, calendars and code lists of a reform or of another mechanism.

    `about` is None for the baseline itself.
    """

    about: Manifest | None
    rules: Rules
    calendar_files: tuple[CalendarFile, ...]
    codes: Codes

    def rules_at(self, as_at: datetime | None) -> Rules:
        """The rules as published by a moment; all for None."""
        return self.rules if as_at is None else known_by(self.rules, as_at)

    def calendars_at(self, as_at: datetime | None) -> Calendars:
        """The calendars as announced by a moment, a London day; all for None."""
        day = None if as_at is None else london_day(as_at)
        return known_on(self.calendar_files, day, self.rules.nations)


def shipped_rule_sets() -> Mapping[str, Path]:
    """The rule sets that come with the project, by their short names."""
    found = {
        path.parent.name: path.parent
        for kind in _KINDS
        for path in (_SHIPPED / kind).glob(f"*/{MANIFEST}")
    }
    return MappingProxyType(dict(sorted(found.items())))


def rule_set_directory(asked: str, *, beside: Path | None = None) -> Path:
    """The directory of a rule set: a short name, or a path from `beside` on.

    Raises: UnknownRuleSet, with the nearest of the shipped names.
    """
    shipped = shipped_rule_sets()
    if asked in shipped:
        return shipped[asked]
    directory = (beside or Path()) / asked
    if directory.is_dir():
        return directory
    near = get_close_matches(asked, shipped, 3) or list(shipped)
    raise UnknownRuleSet(
        f"'{asked}' is neither a directory nor a rule set that comes with the "
        f"project. Those are: {', '.join(near)}."
    )


@lru_cache(maxsize=1)
def baseline() -> RuleSet:
    """The rule set of the United Kingdom, as it was and as it is."""
    return RuleSet(
        about=None,
        rules=load_rules(),
        calendar_files=own_calendar_files(),
        codes=load_codes(),
    )


def load_rule_set(directory: Path) -> RuleSet:
    """The rule set that a directory holds, read once in a run.

    Raises: FaultyRuleSet with every fault of every file.
    """
    return _load(directory.resolve())


@lru_cache(maxsize=16)
def _load(directory: Path) -> RuleSet:
    faults = Faults()
    _check_layout(directory, faults)
    section = read(directory / MANIFEST, faults) if _has_manifest(directory) else None
    about = read_manifest(section, baseline().rules.nations) if section else None
    found = _read(directory, about, section, faults) if about and section else None
    if found is None or faults.found:
        asked = f"The rule set in {directory.name} was refused."
        raise FaultyRuleSet(asked, faults.found)
    return found


def _has_manifest(directory: Path) -> bool:
    return (directory / MANIFEST).is_file()


def _check_layout(directory: Path, faults: Faults) -> None:
    """Nothing lies in a rule set that would be passed over in silence."""
    if not _has_manifest(directory):
        what = f"'{MANIFEST}' is missing"
        faults.add(directory.name, 0, MANIFEST, what, "Say there what the set is.")
    for path in sorted(directory.iterdir()):
        if path.is_dir() and path.name in _FOLDERS:
            for inner in sorted(path.iterdir()):
                if inner.suffix != ".yaml":
                    what = "it is not a YAML file (*.yaml)"
                    named = f"{path.name}/{inner.name}"
                    faults.add(named, 0, "", what, "Rename it, or remove it.")
        elif path.name not in (MANIFEST, "README.md"):
            what = f"a rule set holds no '{path.name}'"
            do = f"Use {MANIFEST}, {', '.join(_FOLDERS)}; a README.md may explain."
            faults.add(path.name, 0, "", what, do)


def _read(
    directory: Path, about: Manifest, section: Section, faults: Faults
) -> RuleSet:
    files = {folder: _files(directory, folder, faults) for folder in _FOLDERS}
    known = baseline()
    if about.base is Base.BASELINE:
        return RuleSet(
            about=about,
            rules=overlay_rules(known.rules, files["rules"], mark=about.mark),
            calendar_files=overlay_calendars(
                known.calendar_files, files["calendars"], mark=about.mark
            ),
            codes=Codes(by_key=overlay_codes(known.codes.by_key, files["codes"])),
        )
    return RuleSet(
        about=about,
        rules=mechanism_rules(known.rules, files["rules"], about, section),
        calendar_files=mechanism_calendars(files["calendars"], about, faults),
        codes=Codes(
            by_key=mechanism_codes(known.codes.by_key, files["codes"], about, section)
        ),
    )


def _files(
    directory: Path, folder: str, faults: Faults
) -> tuple[tuple[str, Section], ...]:
    """The YAML files of one folder with their names, those that can be read."""
    read_all = (
        (path.stem, read(path, faults, within=folder))
        for path in sorted((directory / folder).glob("*.yaml"))
    )
    return tuple((stem, one) for stem, one in read_all if one is not None)
