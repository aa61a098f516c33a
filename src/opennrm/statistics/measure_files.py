"""Reading one declared measure: every fault is kept with its line and key."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from opennrm.rules.reading import Section
from opennrm.statistics.measures import (
    Binding,
    Counting,
    Dating,
    DecisionRule,
    Dimension,
    Exclusion,
    Measure,
    Source,
)

_UNITS: Final = ("referrals", "decisions", "reports", "days")
_MEASURE_KEYS: Final = (
    "measure",
    "title",
    "unit",
    "noun",
    "table",
    "one_unit",
    "counting",
    "of",
    "dated_by",
    "population",
    "decision_rule",
    "rule_text",
    "only",
    "exclusions",
    "dimensions",
    "notes",
    "record_notes",
    "sources",
)


def read_measure(
    section: Section, stem: str, dimensions: Mapping[str, Dimension]
) -> Measure:
    """The measure that a file declares; what is faulty in it is kept as faults."""
    section.only(_MEASURE_KEYS)
    key = section.text("measure")
    if key is not None and key != stem:
        section.fault("measure", f"'{key}' is not the file's name", f"Write '{stem}'.")
    counting = Counting(section.one_of("counting", tuple(Counting)) or Counting.ROWS)
    of = section.optional_text("of")
    if (of is None) != (counting is Counting.ROWS):
        section.fault(
            "of",
            f"'of' and counting: {counting} do not go together",
            "A median or mean names its column in 'of'; a count has none.",
        )
    noun = section.texts("noun")
    if len(noun) != 2:
        section.fault("noun", "'noun' is not two words", "Write [referral, referrals].")
    rule = section.one_of("decision_rule", tuple(DecisionRule))
    return Measure(
        key=stem,
        title=section.text("title") or "",
        unit=section.one_of("unit", _UNITS) or "",
        noun=(noun[0], noun[-1]) if noun else ("", ""),
        table=section.text("table") or "",
        one_unit=section.text("one_unit") or "",
        counting=counting,
        of=of,
        dated_by=_dating(section),
        population=section.text("population") or "",
        decision_rule=DecisionRule(rule or DecisionRule.NOT_APPLICABLE),
        rule_text=section.text("rule_text") or "",
        only=words_by_key(section.section("only") if section.has("only") else None),
        exclusions=_exclusions(section),
        dimensions=_bindings(section, dimensions),
        notes=section.texts("notes"),
        record_notes=(
            section.texts("record_notes") if section.has("record_notes") else ()
        ),
        sources=tuple(read_source(each) for each in section.sections("sources")),
    )


def _dating(section: Section) -> Dating:
    inner = section.section("dated_by")
    if inner is None:
        return Dating(day="", quarter="", meaning="")
    inner.only(("day", "quarter", "meaning"))
    return Dating(
        day=inner.text("day") or "",
        quarter=inner.text("quarter") or "",
        meaning=inner.text("meaning") or "",
    )


def _exclusions(section: Section) -> tuple[Exclusion, ...]:
    """The declared exclusions; a measure without any says so with an empty list."""
    if (
        section.texts_are_listed("exclusions")
        and not section.values["exclusions"].value
    ):
        return ()
    found: list[Exclusion] = []
    for entry in section.sections("exclusions"):
        entry.only(("exclusion", "column", "left_out_when", "reason"))
        through, column = _column(entry.text("column") or "")
        when = entry.one_of("left_out_when", ("present", "absent"))
        found.append(
            Exclusion(
                key=entry.text("exclusion") or "",
                column=column,
                when_present=when == "present",
                through=through,
                reason=entry.text("reason") or "",
            )
        )
    return tuple(found)


def _bindings(
    section: Section, dimensions: Mapping[str, Dimension]
) -> Mapping[str, Binding]:
    inner = section.section("dimensions")
    found: dict[str, Binding] = {}
    if inner is None:
        return MappingProxyType(found)
    inner.only(dimensions)
    for key in inner.values:
        columns = inner.texts(key)
        dimension = dimensions.get(key)
        wanted = 2 if dimension is not None and dimension.prints_label else 1
        if len(columns) != wanted:
            inner.fault(
                key,
                f"'{key}' names {len(columns)} columns, not {wanted}",
                "Write [code, label], or [code] where no label is printed.",
            )
            continue
        through, code = _column(columns[0])
        label = _column(columns[1])[1] if wanted == 2 else None
        found[key] = Binding(code=code, label=label, through=through)
    return MappingProxyType(found)


def _column(text: str) -> tuple[str | None, str]:
    """`table.column`, or a column of the measure's own table."""
    through, dot, column = text.rpartition(".")
    return (through if dot else None), column


def read_source(section: Section | None) -> Source:
    """Where a definition was read, and on which day."""
    if section is None:
        return Source(title="", read_on="")
    section.only(("title", "read_on"))
    read_on = section.day("read_on")
    return Source(
        title=section.text("title") or "",
        read_on=read_on.isoformat() if read_on else "",
    )


def words_by_key(section: Section | None) -> Mapping[str, str]:
    """The texts of a mapping, none without one."""
    if section is None:
        return MappingProxyType({})
    return MappingProxyType({key: section.text(key) or "" for key in section.values})
