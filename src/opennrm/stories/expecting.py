"""What a story must give, held against what its history gives.

Clocks are the real clocks, and rows the real rows of an extract.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from opennrm.cases.case import Case
from opennrm.cases.clocks import clocks
from opennrm.cases.fold import fold
from opennrm.cases.history import as_known
from opennrm.cases.notices import outstanding
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.extract.building import build_tables
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.rules.dates import london_day
from opennrm.stories.due import letter_due
from opennrm.stories.form import Expectation, nearest
from opennrm.stories.telling import StoryBroken, Told

_KEYS = ExtractKeys(pseudonym=b"stories" * 5, record=b"records" * 5)


def differences(told: Told, expectation: Expectation) -> Iterator[str]:
    """What is not as a story expects, each in one line; none when all is as told."""
    as_at = expectation.as_at
    book = load_rulebook(as_at, directory=told.rule_set)
    history = as_known(told.history, at=as_at)
    last: datetime = as_at or told.history[-1].recorded_at
    on = expectation.on or london_day(last)
    case = fold(history, born=told.born)
    for track, state in expectation.tracks.items():
        found = case.tracks[_known_track(case, track)]
        if found != state:
            yield f"track {track}: {state} expected, {found.value} found"
    read = {clock.name.value: clock for clock in clocks(case, on=on, book=book)}
    for name, expected in expectation.clocks.items():
        clock = read.get(name)
        for key, value in expected.items():
            found_value = _plain(getattr(clock, key, None)) if clock else "no clock"
            if found_value != _plain(value):
                yield f"clock {name} {key}: {value} expected, {found_value} found"
    if expectation.status is not None:
        stands = case.status.value if case.status else "reported"
        if stands != expectation.status:
            yield f"status: {expectation.status} expected, {stands} found"
    if expectation.letters is not None:
        yield from _letter_differences(case, expectation.letters, on=on, book=book)
    if expectation.table is not None:
        tables, _ = build_tables(
            [told.history], as_at=as_at, on=on, book=book, keys=_KEYS
        )
        if expectation.table not in tables:
            raise StoryBroken(
                f"There is no table {expectation.table!r}. "
                f"{nearest(expectation.table, list(tables))}"
            )
        yield from _row_differences(
            tables[expectation.table].to_pylist(), expectation.rows
        )


def _known_track(case: Case, name: str) -> Any:
    for track in case.tracks:
        if track == name:
            return track
    raise StoryBroken(
        f"There is no track {name!r}. {nearest(name, [t.value for t in case.tracks])}"
    )


def _letter_differences(
    case: Case, expected: tuple[Mapping[str, Any], ...], *, on: date, book: Rulebook
) -> Iterator[str]:
    """Letters still to be sent, held against those that a story expects."""
    left = [
        letter_due(case, notice, on=on, book=book)
        for notice in outstanding(case, book=book)
    ]
    for wanted in expected:
        found = next(
            (
                letter
                for letter in left
                if all(_plain(letter.get(k)) == _plain(v) for k, v in wanted.items())
            ),
            None,
        )
        if found is None:
            yield f"letter {dict(wanted)} expected, and it is not due"
        else:
            left.remove(found)
    for letter in left:
        yield f"letter {letter['letter']} to {letter['recipient']} is due, not expected"


def _row_differences(
    found: list[dict[str, Any]], expected: tuple[Mapping[str, Any], ...]
) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"{len(expected)} rows expected, {len(found)} found"
    for place, (row, wanted) in enumerate(zip(found, expected, strict=False), 1):
        for column, value in wanted.items():
            if column not in row:
                yield f"row {place}: there is no column {column}"
            elif _plain(row[column]) != _plain(value):
                yield (
                    f"row {place} {column}: {_plain(value)} expected, "
                    f"{_plain(row[column])} found"
                )


def _plain(value: Any) -> Any:
    """As YAML would write it, so that dates and codes compare as text."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)
