"""Reading the calibration file strictly: all of its faults at once."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import ClassVar

from opennrm.errors import FaultsFound
from opennrm.rules.dates import Quarter, UnreadableDate
from opennrm.rules.reading import Faults, Section, read
from opennrm.synth.calibration import (
    Calibration,
    Counts,
    FigureSource,
    Observed,
    Parameter,
    Shares,
)

DATA = resources.files("opennrm.synth") / "data"
COUNTS = (
    "referrals",
    "notifications",
    "reasonable_grounds_decisions",
    "conclusive_grounds_decisions",
)
# Each block of shares with its columns; in the first ones they add up to all.
WHOLES = {
    "age_at_exploitation": ("adult", "child", "unknown"),
    "location_of_exploitation": ("uk", "overseas", "both", "unknown"),
    "gender": ("female", "male"),
    "first_responder_type": ("government_agency", "police", "local_authority", "ngo"),
    "exploitation": (
        "sexual",
        "domestic",
        "criminal",
        "organ_harvesting",
        "labour",
        "not_specified",
    ),
    "nation": ("england", "wales", "scotland", "northern_ireland"),
    "needs_assessment": ("agreed", "agreed_in_part", "not_agreed"),
}
RATES = {
    "nationality": ("uk", "albanian", "vietnamese", "eritrean", "sudanese", "somali"),
    "reasonable_grounds_positive": ("adult", "child", "unknown"),
    "conclusive_grounds_positive": ("adult", "child", "unknown"),
    "immigration_authority": ("ieca",),
    "county_lines": ("flagged",),
    "insufficient_information": ("insufficient",),
    "leaving_while_waiting": ("leaving",),
    "leaving_at_once": ("leaving",),
    "taken_first": ("oldest", "children", "newest"),
}
PARAMETERS = (
    "reconsideration_requested_after_reasonable_grounds",
    "reconsideration_requested_after_conclusive_grounds",
    "reconsideration_accepted",
    "reconsideration_positive",
    "conclusive_positive_after_reconsideration",
    "reconsideration_out_of_time",
    "resumed_after_suspension",
    "suspended_of_leaving",
    "transferred",
    "information_requested",
    "notification_upgraded",
    "recorded_late",
    "corrected",
    "recorded_in_error",
    "other_gender",
    "nationality_not_known",
    "age_in_doubt",
    "grown_up",
    "oldest_first_reasonable_grounds",
    "desk_margin",
    "referred_again",
    "first_decision_served",
    "assurance_disagreed",
    "support_emergency",
    "support_declined",
    "support_offered_apart",
    "support_left_early",
    "support_extended",
    "needs_assessed",
    "guardian_appointed",
    "guardian_direct_worker",
    "age_assessed",
    "age_found_adult",
    "leaves_at_18",
    "support_wanted_at_18",
    "police_followed",
    "police_contact_refused",
    "police_outcome",
    "decision_recipient_named",
    "missing_and_followed",
    "returned_home",
    "died",
    "disqualification_considered",
    "disqualified",
    "disqualification_quashed",
    "leave_considered",
    "leave_granted",
)
OBSERVED = (
    "awaiting_conclusive_grounds",
    "awaiting_any_decision",
    "mean_days_to_conclusive_grounds",
    "median_days_to_conclusive_grounds",
    "mean_days_to_reasonable_grounds",
)
_BLOCKS = ("counts", "shares", "parameters", "observed")
# Published shares are rounded, so a whole may miss 100 by this much.
_ROUNDING = 0.6


class FaultyCalibration(FaultsFound):
    """A file of figures for the invented register was refused."""

    code: ClassVar[str] = "faulty-calibration"


@lru_cache(maxsize=4)
def load_calibration(path: Path | None = None) -> Calibration:
    """The calibration figures, the shipped ones without a path.

    Raises: FaultyCalibration, with every fault, its line and its key.
    """
    if path is None:
        with resources.as_file(DATA / "calibration.yaml") as shipped:
            return _load(shipped)
    return _load(path)


def _load(path: Path) -> Calibration:
    faults = Faults()
    top = read(path, faults)
    made = _calibration(top) if top is not None else None
    if faults.found or made is None:
        raise FaultyCalibration("The calibration file was refused.", faults.found)
    return made


def _calibration(top: Section) -> Calibration:
    top.only(("version", "read_on", "licence", "sources", *_BLOCKS))
    if top.text("version") not in (None, "1"):
        top.fault("version", "this version is not known", "Write version: 1.")
    sources = {key: _source(key, section) for key, section in _blocks(top, "sources")}
    known = tuple(sources)
    counts = {
        name: _counts(name, section, known)
        for name, section in _blocks(top, "counts", COUNTS)
    }
    shares = {
        name: _shares(name, section, known)
        for name, section in _blocks(top, "shares", [*WHOLES, *RATES])
    }
    parameters = {
        name: _parameter(name, section, known)
        for name, section in _blocks(top, "parameters", PARAMETERS)
    }
    observed = {
        name: _observed(name, section, known)
        for name, section in _blocks(top, "observed", OBSERVED)
    }
    return Calibration(
        read_on=top.day("read_on") or date.min,
        licence=top.text("licence") or "",
        sources=sources,
        counts=counts,
        shares=shares,
        parameters=parameters,
        observed=observed,
    )


def _blocks(
    top: Section, key: str, wanted: Iterable[str] | None = None
) -> list[tuple[str, Section]]:
    """The named mappings under one key; exactly the wanted ones where they are."""
    section = top.section(key)
    if section is None:
        return []
    names = list(section.values)
    if wanted is not None:
        names = list(wanted)
        section.only(names)
    found = [(name, section.section(name)) for name in names]
    return [(name, block) for name, block in found if block is not None]


def _source(key: str, section: Section) -> FigureSource:
    section.only(("title", "table", "vintage", "url"))
    url = section.text("url") or ""
    if url and not url.startswith("https://"):
        section.fault("url", f"'{url}' is not a web address", "Write it from https://.")
    return FigureSource(
        key=key,
        title=section.text("title") or "",
        table=section.text("table") or "",
        vintage=section.text("vintage") or "",
        url=url,
    )


def _named_sources(section: Section, known: tuple[str, ...]) -> tuple[str, ...]:
    named = section.some_of("sources", known)
    if not named:
        section.fault("sources", "no source is named", "Name one of `sources`.")
    return named


def _derived(section: Section, periods: Iterable[str]) -> dict[str, str]:
    """What is said of the periods that no publication gives."""
    if not section.has("derived"):
        return {}
    derived = section.section("derived")
    if derived is None:
        return {}
    derived.only(periods)
    return {period: derived.text(period) or "" for period in derived.values}


def _counts(name: str, section: Section, known: tuple[str, ...]) -> Counts:
    section.only(("meaning", "sources", "derived", "values"))
    by_quarter: dict[Quarter, int] = {}
    values = section.section("values")
    for key in values.values if values else ():
        assert values is not None
        quarter, count = _quarter(values, key), values.integer(key)
        if quarter is None or count is None:
            continue
        if by_quarter and max(by_quarter).next() != quarter:
            what = f"{quarter} does not follow {max(by_quarter)}"
            values.fault(key, what, "Give every quarter, in order.")
        by_quarter[quarter] = count
    return Counts(
        name=name,
        meaning=section.text("meaning") or "",
        sources=_named_sources(section, known),
        derived=_derived(section, values.values if values else ()),
        by_quarter=by_quarter,
    )


def _shares(name: str, section: Section, known: tuple[str, ...]) -> Shares:
    section.only(("meaning", "columns", "sources", "derived", "values"))
    columns = WHOLES.get(name) or RATES[name]
    if section.texts("columns") != columns:
        what = "the columns are not those that the generator reads"
        section.fault("columns", what, f"Write [{', '.join(columns)}].")
    since: dict[Quarter, tuple[float, ...]] = {}
    values = section.section("values")
    for key in values.values if values else ():
        assert values is not None
        first = _period(values, key)
        row = numbers(values, key, len(columns), most=100)
        if first is None or row is None:
            continue
        total = sum(row)
        if name in WHOLES:
            if abs(total - 100) > _ROUNDING:
                values.fault(key, f"the shares add up to {total:g}", "Make them 100.")
            row = [100 * part / total for part in row] if total else row
        elif name in ("nationality", "taken_first") and total > 100:
            values.fault(key, f"the shares add up to {total:g}", "Make them less.")
        since[first] = tuple(part / 100 for part in row)
    return Shares(
        name=name,
        meaning=section.text("meaning") or "",
        columns=columns,
        sources=_named_sources(section, known),
        derived=_derived(section, values.values if values else ()),
        since=since,
    )


def _parameter(name: str, section: Section, known: tuple[str, ...]) -> Parameter:
    section.only(("value", "unit", "meaning", "sources", "derived", "assumption"))
    assumption = section.optional_text("assumption")
    if (assumption is None) == (not section.has("sources")):
        what = "either sources or an assumption says where it comes from"
        section.fault("value", what, "Give one of the two.")
    row = numbers(section, "value", 1, most=100)
    return Parameter(
        name=name,
        value=row[0] / 100 if row else 0.0,
        unit=section.text("unit") or "",
        meaning=section.text("meaning") or "",
        sources=section.some_of("sources", known),
        derived=section.optional_text("derived"),
        assumption=assumption,
    )


def _observed(name: str, section: Section, known: tuple[str, ...]) -> Observed:
    section.only(("meaning", "unit", "sources", "values"))
    on: dict[date, int] = {}
    values = section.section("values")
    for key in values.values if values else ():
        assert values is not None
        count = values.integer(key)
        try:
            on[date.fromisoformat(key)] = count or 0
        except ValueError:
            values.fault(key, f"'{key}' is not a day", "Write it as 2024-12-31.")
    return Observed(
        name=name,
        meaning=section.text("meaning") or "",
        unit=section.text("unit") or "",
        sources=_named_sources(section, known),
        on=on,
    )


def _quarter(section: Section, key: str) -> Quarter | None:
    try:
        return Quarter.parse(key)
    except UnreadableDate:
        section.fault(key, f"'{key}' is not a quarter", "Write it as 2023-Q1.")
        return None


def _period(section: Section, key: str) -> Quarter | None:
    """The first quarter of a period: a quarter itself, or a year."""
    return _quarter(section, f"{key}-Q1" if key.isdigit() else key)


def numbers(
    section: Section, key: str, length: int, *, most: float
) -> list[float] | None:
    """So many numbers from 0 to a most, one text or a list; None after a fault."""
    listed = section.texts_are_listed(key)
    texts = section.texts(key) if listed else (section.text(key) or "",)
    try:
        row = [float(text) for text in texts]
    except ValueError:
        row = []
    if len(row) != length or not all(0 <= part <= most for part in row):
        what = f"{length} numbers from 0 to {most:g} are wanted"
        section.fault(key, what, "Write them as [71.2, 28.8].")
        return None
    return row
