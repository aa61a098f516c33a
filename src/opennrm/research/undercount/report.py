"""The report on an undercount: a page and lines for a terminal, never one number."""

import json
from math import isfinite
from pathlib import Path
from typing import ClassVar, Final

from markupsafe import Markup

from opennrm.errors import Family, OpenNRMError
from opennrm.paper import blocks, documents, tables
from opennrm.paper.documents import Document, Section
from opennrm.paper.tables import Column, Entry, PrintedTable, Row
from opennrm.research.undercount.estimates import (
    Estimate,
    IntervalKind,
    Method,
    Undercount,
)
from opennrm.research.undercount.plain import as_json
from opennrm.research.undercount.resampling import Limits

PAGE: Final = "index.html"
RESULTS: Final = "results.json"

WORDS: Final = {
    Method.MAIN_EFFECTS: "Main effects: lists are independent",
    Method.STEPWISE_0_001: "Stepwise, p below 0.001",
    Method.STEPWISE_0_02: "Stepwise, p below 0.02",
    Method.STEPWISE_0_05: "Stepwise, p below 0.05",
    Method.BEST_BIC_PAIRWISE: "Best BIC of all pairwise models",
    Method.BEST_BIC_HIERARCHICAL: "Best BIC of all hierarchical models",
    Method.THRESHOLD_PROPER: "Bayesian thresholding, proper prior",
    Method.THRESHOLD_IMPROPER: "Bayesian thresholding, improper prior",
    Method.LATENT_CLASS: "Bayesian latent class",
}
INTERVAL_WORDS: Final = {
    IntervalKind.BCA: "BCa bootstrap, choice repeated",
    IntervalKind.PERCENTILE: "percentile bootstrap, choice repeated",
    IntervalKind.PROFILE: "profile likelihood, choice taken as known",
    IntervalKind.POSTERIOR: "posterior",
}

NEVER_ONE_NUMBER: Final = (
    "There is no one answer here. For the United Kingdom in 2013, defensible methods"
    " put the total anywhere from about 11,000 to 25,000, on the same lists."
)
DO_NOT_USE: Final = (
    "When the lists send people to each other by rule: overlaps then measure the rule.",
    "When people were matched across lists by name alone, or not at all.",
    "When a list does not try to find the population in question.",
    "To compare years or places whose lists were kept in different ways.",
    "To say how many were missed by any one organisation.",
    "When the methods below differ by more than the decision at hand can bear.",
)
KNOWN_LIMITS: Final = (
    "In the published simulation of 2021 the nominal 95 % interval covered the truth in"
    " 90 % of tables by BCa, and in 61 % when the chosen model was taken as known;"
    " our own simulation gave 90 % and 75 %.",
    "The published criticism (Whitehead and others, 2021; Binette and Steorts, 2022) is"
    " that results hang on how lists are merged, on which are left out and on what is"
    " assumed of overlaps; the tables below let that be seen.",
)


class ReportUnwritable(OpenNRMError):
    """The folder for a report cannot be written."""

    code: ClassVar[str] = "report-unwritable"
    family: ClassVar[Family] = Family.PUBLICATIONS


def write_report(found: Undercount, folder: Path, *, name: str) -> None:
    """Write the page and the results that a program reads into a folder.

    Raises: ReportUnwritable when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PAGE).write_text(as_page(found, name=name), "utf-8", newline="\n")
        written = json.dumps(as_json(found), ensure_ascii=False, indent=2)
        (folder / RESULTS).write_text(f"{written}\n", "utf-8", newline="\n")
    except OSError as cause:
        raise ReportUnwritable(
            f"The report was asked for in {folder}, which cannot be written"
            f" ({cause.strerror}). Choose another folder."
        ) from cause


def as_page(found: Undercount, *, name: str) -> str:
    """The report as a standalone HTML page; the same bytes for the same results."""
    return documents.render(
        Document(
            title="The uncounted, by several methods",
            banner=None,
            kicker="Multiple systems estimation",
            lead=_lead(found),
            facts=(
                ("Table", name),
                ("Lists", ", ".join(found.lists)),
                ("Observed", f"{found.observed:,}"),
                ("Seed and draws", f"{found.seed}; {found.draws:,}"),
            ),
            sections=(
                Section(title="Before you read a number", body=_before(found)),
                Section(title="Estimates side by side", body=_estimates(found)),
                Section(title="Every interval", body=_intervals(found)),
                *_notes(found),
                *_sensitivity(found),
                Section(title="What is assumed", body=blocks.bullets(found.assumes)),
                Section(title="When not to use this", body=blocks.bullets(DO_NOT_USE)),
                Section(title="Known limits", body=blocks.bullets(KNOWN_LIMITS)),
            ),
        )
    )


def as_text(found: Undercount) -> str:
    """The estimates and what to know of them, for a terminal."""
    lines = [_lead(found), ""]
    width = max(len(words) for words in WORDS.values())
    for each in found.estimates:
        told = _range(each.limits) if each.limits else ""
        number = _number(each.point) if each.point is not None else "no estimate"
        lines.append(
            f"{WORDS[each.method]:<{width}}  {number:>12}  {told:<22} "
            f" {each.model or ''}".rstrip()
        )
    lines += ["", NEVER_ONE_NUMBER, ""]
    lines += [f"Note: {each}" for each in found.findings]
    for each in found.estimates:
        told_of = [each.reason] if each.reason else list(each.notes)
        lines += [f"{WORDS[each.method]}: {note}" for note in told_of]
    lines += ["", *(f"Assumes: {each}" for each in found.assumes)]
    lines.append(f"Seed {found.seed}, {found.draws:,} draws.")
    return "\n".join(lines)


def _lead(found: Undercount) -> str:
    points = found.points
    if not points:
        return f"{found.observed:,} people observed; no method has an estimate."
    return (
        f"{found.observed:,} people observed on {len(found.lists)} lists. The methods"
        f" put the total between {_number(min(points))} and {_number(max(points))}."
    )


def _before(found: Undercount) -> Markup:
    parts = [blocks.warning(NEVER_ONE_NUMBER)]
    if found.findings:
        parts.append(blocks.bullets(found.findings))
    return blocks.joined(*parts)


def _estimates(found: Undercount) -> Markup:
    return tables.render(
        PrintedTable(
            caption="Estimated total, observed and unseen, by method",
            columns=(
                Column(label="Method"),
                Column(label="Total", numeric=True),
                Column(label="95 % interval", numeric=True),
                Column(label="Model"),
            ),
            rows=tuple(
                Row(
                    entries=(
                        Entry(text=WORDS[each.method]),
                        Entry(
                            text="none" if each.point is None else _number(each.point)
                        ),
                        Entry(text=_range(each.limits) if each.limits else "none"),
                        Entry(text=each.model or "no overlaps chosen"),
                    )
                )
                for each in found.estimates
            ),
        )
    )


def _intervals(found: Undercount) -> Markup:
    return tables.render(
        PrintedTable(
            caption="Intervals at 95 %, by method and by how they were made",
            columns=(
                Column(label="Method"),
                Column(label="Made by"),
                Column(label="Interval", numeric=True),
            ),
            rows=tuple(
                Row(
                    entries=(
                        Entry(text=WORDS[each.method]),
                        Entry(text=INTERVAL_WORDS[interval.kind]),
                        Entry(text=_range(interval.limits)),
                    )
                )
                for each in found.estimates
                for interval in each.intervals
            ),
        )
    )


def _notes(found: Undercount) -> tuple[Section, ...]:
    told = [
        f"{WORDS[each.method]}. {note}"
        for each in found.estimates
        for note in _told_of(each)
    ]
    return (
        (Section(title="Notes by method", body=blocks.bullets(told)),) if told else ()
    )


def _told_of(each: Estimate) -> list[str]:
    notes = [each.reason] if each.reason else list(each.notes)
    if each.never_seen:
        notes.append(f"At minus infinity: {', '.join(each.never_seen)}.")
    return notes


def _sensitivity(found: Undercount) -> tuple[Section, ...]:
    if not found.variations:
        return ()
    methods = [method for method, _ in found.variations[0].points]
    table = PrintedTable(
        caption="The total with a list left out, or two made one",
        columns=(
            Column(label="Lists"),
            Column(label="Observed", numeric=True),
            *(Column(label=WORDS[method], numeric=True) for method in methods),
        ),
        rows=tuple(
            Row(
                entries=(
                    Entry(text=each.change),
                    Entry(text=f"{each.observed:,}"),
                    *(
                        Entry(text="none" if point is None else _number(point))
                        for _, point in each.points
                    ),
                )
            )
            for each in found.variations
        ),
    )
    return (Section(title="If the lists were others", body=tables.render(table)),)


def _number(value: float) -> str:
    return f"{value:,.0f}" if isfinite(value) else "no limit"


def _range(limits: Limits) -> str:
    return f"{_number(limits.lower)} to {_number(limits.upper)}"
