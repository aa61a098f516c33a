"""Tiny invented extracts, and members that do not depend on the code lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opennrm.extract.reading import Extract, open_extract
from opennrm.extract.schema import extract_schema
from opennrm.extract.writing import write_extract
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Span
from opennrm.statistics.measures import Dimension

ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"


@dataclass
class ListedHere:
    """Members of two small lists, for dimensions that a test divides by."""

    lists: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: {
            "age_at_exploitation": {"adult": ADULT, "child": CHILD},
            "gender": {"male": "Male", "female": "Female", "other": "Other"},
            "nation": {"england": "England", "wales": "Wales"},
        }
    )

    def in_force(self, dimension: Dimension, span: Span) -> tuple[str, ...]:
        late = {"other"} if span.last < Quarter.parse("2019-Q4") else set()
        return tuple(code for code in self.codes(dimension) if code not in late)

    def label(self, dimension: Dimension, code: str) -> str | None:
        found = dimension.titles.get(code)
        return found or self.lists.get(dimension.key, {}).get(code)

    def codes(self, dimension: Dimension) -> tuple[str, ...]:
        return tuple(self.lists.get(dimension.key, dimension.titles))

    def counted_as(self, dimension: Dimension, code: str) -> str:
        assert dimension.key
        return {"unsure": "other"}.get(code, code)


class Invented:
    """Writes invented extracts: rows in, a folder out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def write(
        self,
        *,
        referrals: Iterable[Mapping[str, Any]] = (),
        decisions: Iterable[Mapping[str, Any]] = (),
        exploitation: Iterable[Mapping[str, Any]] = (),
        notifications: Iterable[Mapping[str, Any]] = (),
        changes: Iterable[Mapping[str, Any]] = (),
        kind: str = "synthetic",
        cut_off: datetime = datetime(2023, 7, 1, 12, tzinfo=UTC),
        as_at: datetime | None = datetime(2023, 7, 2, tzinfo=UTC),
        log_position: int = 100,
    ) -> Extract:
        given: dict[str, Iterable[Mapping[str, Any]]] = {
            "referrals": referrals,
            "decisions": decisions,
            "exploitation": exploitation,
            "notifications": notifications,
            "changes": changes,
        }
        directory = self._folder / f"extract-{next(self._numbers)}"
        tables = {
            name: pa.Table.from_pylist(
                [dict(row) for row in given.get(name, ())], schema=schema.arrow
            )
            for name, schema in extract_schema().tables.items()
        }
        write_extract(
            directory,
            tables,
            kind=kind,
            as_at=as_at,
            cut_off=cut_off,
            log_position=log_position,
            log_digest=f"{log_position:064x}",
            cases=tables["referrals"].num_rows,
            rules="0" * 64,
            pseudonym_key="1" * 64,
            software="test",
        )
        return open_extract(directory)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    return Invented(tmp_path_factory.mktemp("invented"))


@pytest.fixture
def listed() -> ListedHere:
    return ListedHere()


_QUARTER_STARTS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


def referral(
    name: str, quarter: str | None = "2023-Q1", **columns: Any
) -> dict[str, Any]:
    """One referral, an adult man unless told otherwise."""
    year, number = (quarter or "2023-Q1").split("-")
    known = {
        "referral": name,
        "received_on": date(int(year), _QUARTER_STARTS[number], 1),
        "received_quarter": quarter,
        "recorded_on": date(int(year), _QUARTER_STARTS[number], 2),
        "age_at_exploitation": "adult",
        "age_at_exploitation_label": ADULT,
        "gender": "male",
        "gender_label": "Male",
        "nationality": "albanian",
        "nationality_label": "Albanian",
        "nationality_group": "other",
        "exploitation_type": "labour",
        "exploitation_type_label": "Labour",
        "first_responder_type": "police",
        "first_responder_type_label": "Police",
        "first_responder": "essex_police",
        "first_responder_label": "Essex Police",
        "nation": "england",
        "location_of_exploitation": "uk",
        "location_of_exploitation_label": "UK",
        "authority_at_referral": "sca",
        "authority_now": "sca",
    }
    return {**known, **columns}


def decision(
    name: str, quarter: str | None = "2023-Q1", **columns: Any
) -> dict[str, Any]:
    """One reasonable grounds decision, positive and current unless told otherwise."""
    year, number = (quarter or "2023-Q1").split("-")
    known = {
        "referral": name,
        "stage": "reasonable_grounds",
        "decision_number": 1,
        "outcome": "positive",
        "decided_on": date(int(year), _QUARTER_STARTS[number], 20),
        "decided_precision": "day",
        "decided_quarter": quarter,
        "current": True,
        "days_from_receipt": 10,
        "age_at_exploitation": "adult",
        "age_at_exploitation_label": ADULT,
        "gender": "male",
        "gender_label": "Male",
    }
    return {**known, **columns}


@pytest.fixture(scope="session")
def a_referral() -> Callable[..., dict[str, Any]]:
    return referral


@pytest.fixture(scope="session")
def a_decision() -> Callable[..., dict[str, Any]]:
    return decision


Rows = Sequence[tuple[Any, ...]]


def as_rows(table: Any) -> Rows:
    """The rows of a table as plain tuples, the value last."""
    return [(*row.members, row.cell.data) for row in table]


@pytest.fixture(scope="session")
def rows_of() -> Callable[..., Rows]:
    return as_rows
