"""A table as plain values: for JSON and for tidy CSV."""

import csv
import io

from opennrm.statistics.cells import Row, Table


def table_as_json(table: Table) -> dict[str, object]:
    """A table as one JSON document.

    Shape: `rows` has one entry a row: its members by dimension, `value`, and where
        the measure is a time `base`, the number of decisions behind it.
    """
    told = table.provenance
    return {
        "measure": table.measure.key,
        "title": table.title,
        "unit": table.measure.unit,
        "by": list(table.dimensions),
        "where": dict(table.where),
        "rows": [_row(table, row) for row in table],
        "kind": told.kind,
        "as_at": told.as_at.isoformat() if told.as_at else None,
        "cut_off": told.cut_off.isoformat() if told.cut_off else None,
        "log_position": told.log_position,
        "extract": told.extract,
        "counting_rule": table.measure.decision_rule.value,
        "adds_up": table.adds_up,
        "excluded": [
            {"exclusion": each.key, "count": each.count, "reason": each.reason}
            for each in table.excluded
        ],
        "notes": list(table.notes),
    }


def _row(table: Table, row: Row) -> dict[str, object]:
    told: dict[str, object] = dict(zip(table.dimensions, row.members, strict=True))
    told["value"] = row.cell.data
    if not table.measure.is_count:
        told["base"] = row.cell.base
    if row.cell.mark is not None:
        told["mark"] = row.cell.mark.value
    return told


def kind_column(kind: str) -> dict[str, str]:
    """The column that tells data of a record that is not live, and its value.

    A row is often copied without the page that says what it is.
    """
    return {} if kind == "live" else {"data": kind.replace("_", " ")}


def table_as_csv(table: Table) -> str:
    """A table as tidy CSV: one figure a line, its members as published.

    Shape: one column a dimension, then `value` (exact, unrounded), `unit`, `base`
        where the measure is a time, and `mark`; where the record is not a live one
        `data` comes last and says so on each row.
    """
    kind = kind_column(table.provenance.kind)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    with_base = not table.measure.is_count
    writer.writerow(
        [
            *table.dimensions,
            "value",
            "unit",
            *(["base"] if with_base else []),
            "mark",
            *kind,
        ]
    )
    for row in table:
        value = row.cell.data
        writer.writerow(
            [
                *("" if member is None else member for member in row.members),
                "" if value is None else value,
                table.measure.unit,
                *([row.cell.base] if with_base else []),
                row.cell.mark.value if row.cell.mark else "",
                *kind.values(),
            ]
        )
    return out.getvalue()
