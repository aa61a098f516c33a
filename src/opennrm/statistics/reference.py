"""The reference page of measures, dimensions, breaks and tables, as Markdown text."""

from opennrm.statistics.measures import (
    Break,
    Catalogue,
    DeclaredTable,
    Dimension,
    Measure,
)


def measures_page(catalogue: Catalogue) -> str:
    """Every measure with its definition, and what it may be divided by."""
    lines = [
        "# Measures",
        "",
        "A measure is declared as data: what one unit is, which date places it in a"
        " quarter, which decisions count, and what is left out and why.",
        "`opennrm table MEASURE --by A,B --where K=V` counts it.",
        "A count or a time is exact; it is rounded once, to a whole number and half"
        " away from zero, when it is printed for a reader.",
        "A share is a whole per cent of all units of the period, unknown ones"
        " included.",
        "This page is generated from the declarations.",
        "",
        _row("measure", "title", "unit", "counting rule"),
        _row("---", "---", "---", "---"),
        *(
            _row(
                f"[{each.key}](#{each.key})",
                each.title,
                each.unit,
                each.decision_rule.value,
            )
            for each in catalogue.measures.values()
        ),
    ]
    for measure in catalogue.measures.values():
        lines += ["", *_measure(measure)]
    lines += ["", "## Dimensions", ""]
    lines += [_row("dimension", "meaning", "prints", "members", "adds up", "note")]
    lines += [_row(*["---"] * 6)]
    lines += [_dimension(each) for each in catalogue.dimensions.values()]
    lines += ["", "## Breaks in series", ""]
    lines += [
        "A change across a break is refused unless the break is named.",
        "Without dimensions, the whole measure is broken.",
        "",
        _row("break", "first quarter after", "measures", "dimensions", "what changed"),
        _row(*["---"] * 5),
        *(_break(each) for each in catalogue.breaks.values()),
        "",
        "## Tables of a release",
        "",
        "A complete table has a row for every member in force over its quarters, zeros"
        " included; the others have the rows that are not zero.",
        "A table is addressed by its key, which never changes; the number is printed.",
        "",
        _row("number", "key", "title", "measure", "by", "complete"),
        _row(*["---"] * 6),
        *(_table(each) for each in catalogue.tables.values()),
    ]
    return "\n".join(lines) + "\n"


def _measure(measure: Measure) -> list[str]:
    lines = [
        f"## {measure.key}",
        "",
        f"{measure.title}.",
        "",
        _row("", ""),
        _row("---", "---"),
        _row("one unit", measure.one_unit),
        _row("unit", measure.unit),
        _row("population", measure.population),
        _row("dated by", f"{measure.dated_by.meaning} (`{measure.dated_by.day}`)"),
        _row("counting rule", f"`{measure.decision_rule.value}`: {measure.rule_text}"),
        _row("table of the extract", f"`{measure.table}`"),
    ]
    if measure.of is not None:
        lines.append(_row(measure.counting.value, f"of `{measure.of}`"))
    for exclusion in measure.exclusions:
        state = "is present" if exclusion.when_present else "is absent"
        column = ".".join(one for one in (exclusion.through, exclusion.column) if one)
        lines.append(
            _row(
                f"left out: `{exclusion.key}`",
                f"{exclusion.reason} (`{column}` {state})",
            )
        )
    lines.append(
        _row("divided by", ", ".join(f"`{one}`" for one in measure.dimensions))
    )
    lines += [_row("note", note) for note in (*measure.record_notes, *measure.notes)]
    lines += [
        _row("source", f"{each.title}, read on {each.read_on}")
        for each in measure.sources
    ]
    return lines


def _dimension(dimension: Dimension) -> str:
    members = f"`{dimension.code_list}`" if dimension.code_list else ""
    if not members:
        members = ", ".join(f"`{code}`" for code in dimension.titles)
    return _row(
        f"`{dimension.key}`",
        dimension.meaning,
        "label" if dimension.prints_label else "code",
        members,
        "yes" if dimension.adds_up else "no",
        dimension.note,
    )


def _break(each: Break) -> str:
    return _row(
        f"`{each.key}`",
        each.quarter.text,
        ", ".join(f"`{one}`" for one in each.measures),
        ", ".join(f"`{one}`" for one in each.dimensions),
        f"{each.text} Source: {each.source.title}.",
    )


def _table(table: DeclaredTable) -> str:
    return _row(
        str(table.number),
        f"`{table.key}`",
        table.title,
        f"`{table.measure}`",
        ", ".join(f"`{one}`" for one in table.by),
        "yes" if table.complete else "no",
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
