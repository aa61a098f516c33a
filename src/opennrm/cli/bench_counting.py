"""What counting costs: the fold of many histories, and a release of five quarters."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import Final
from uuid import UUID

from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    ConclusiveGroundsDecided,
    Consent,
    Fact,
    InformationReceived,
    InformationRequested,
    Outcome,
    ReasonableGroundsDecided,
    ReconsiderationAccepted,
    ReconsiderationRequested,
    ReferralReceived,
    Stage,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import History, RecordedFact
from opennrm.cases.rulebook import load_rulebook
from opennrm.cli.bench_timing import Row, best, fresh_record, row, timed
from opennrm.cli.bench_writing import made_up_cells
from opennrm.cli.cells import published
from opennrm.cli.import_ import IMPORTER
from opennrm.cli.main import main
from opennrm.home import Home, Kind
from opennrm.rules.dates import PartialDate
from opennrm.sources.cells import read_cells

FACTS: Final = 1_200_000
FACTS_A_SECOND: Final = 100_000
RELEASE_SECONDS: Final = 5
PERIOD: Final = "2023-Q2"
REPEATS: Final = 3
AT: Final = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
_HISTORIES: Final = 2_000
_PARTS: Final = 10


def measure_fold(_: Home, __: Path | None) -> list[Row]:
    """The fold of 1.2 million facts, in histories as a register holds them."""
    held = list(_histories())
    facts = sum(len(history) for history in held)
    rounds = -(-FACTS // (_PARTS * facts))
    runs = []
    for _part in range(_PARTS):
        with timed() as took:
            for history in chain.from_iterable(repeat(held, rounds)):
                fold(history)
        runs += took
    folded = _PARTS * rounds * facts
    spent = sum(run.cpu for run in runs)
    rate, quickest = folded / spent, folded / _PARTS / best(runs).cpu
    return [
        row(
            f"Fold of {folded:,} facts in {_PARTS * rounds * len(held):,} histories,"
            " one core",
            measured=f"{spent:.1f} s CPU; in the least disturbed tenth"
            f" {quickest:,.0f} facts a second",
            against="nothing; it reads no disk",
            result=f"{rate:,.0f} facts a second",
            bar=f"at least {FACTS_A_SECOND:,}",
            met=rate >= FACTS_A_SECOND,
        )
    ]


def measure_release(home: Home, given: Path | None) -> list[Row]:
    """A whole release from the extract of five quarters."""
    from opennrm.services import imports

    path = given or made_up_cells(home.path.parent / "cells.csv")
    fresh_record(home, Kind.PUBLISHED_CELLS)
    read = read_cells(path, at=AT, codes=load_rulebook().codes)
    cells = [published(cell) for cell in read.cells]
    imports.record_cells(cells=cells, by=IMPORTER, at=AT)
    folder = home.path.parent
    extract = folder / "extract"
    _command("extract", "--home", str(home.path), "--out", str(extract))
    runs = []
    for number in range(REPEATS):
        with timed() as took:
            _command(
                "release",
                "build",
                "--period",
                PERIOD,
                "--from",
                str(extract),
                "--out",
                str(folder / f"release-{number}"),
            )
        runs += took
    quickest = best(runs)
    return [
        row(
            f"Release of {PERIOD} from the extract of {len(read.quarters)} quarters"
            f" ({read.people:,} referrals): bulletin, tables, charts, manifest",
            measured=f"{quickest.wall:.2f} s ({quickest.cpu:.2f} s CPU);"
            f" the first {runs[0].wall:.2f} s",
            against="nothing",
            result=f"{quickest.wall:.2f} s",
            bar=f"at most {RELEASE_SECONDS} s",
            met=runs[0].wall <= RELEASE_SECONDS,
        )
    ]


def _command(*words: str) -> None:
    """Run a command of our own here, its words kept from the report."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        main.main(list(words), standalone_mode=False)


_REFERRED: Final = ReferralReceived(
    first_responder="kent_police",
    first_responder_label="Kent Police",
    first_responder_type="police",
    first_responder_type_label="Police",
    nation="england",
    age_at_exploitation="adult",
    age_at_exploitation_label="Adult (18 or over)",
    gender="female",
    gender_label="Female",
    nationality=("vietnamese",),
    nationality_label="Vietnamese",
    exploitation_types=("labour",),
    exploitation_type_label="Labour",
    location_of_exploitation="uk",
    location_of_exploitation_label="UK",
    police_force="kent",
    police_force_limb="not_recorded",
    county_lines=Answer.NO,
    channel="synthetic",
    under_18_now=Answer.NO,
    nrm_consent=Consent.GIVEN,
    support_wanted=Answer.YES,
    routing_circumstance="not_recorded",
)
_TEST: Final = "reasonable-grounds-test@2023-07-24.1"


def _decided(outcome: Outcome, follows: int | None = None) -> Fact:
    refused = outcome is Outcome.NEGATIVE
    return ReasonableGroundsDecided(
        outcome=outcome,
        reasons=("credibility",) if refused else None,
        decided_by="user-2",
        reviewed_by="user-3" if refused else None,
        authority="sca",
        rule=_TEST,
        follows_reconsideration=follows,
    )


def _histories() -> Iterator[History]:
    """Histories of three to nine facts, mixed by a fixed seed."""
    rng = random.Random(1_200_000)  # noqa: S311 - a mix, not a secret
    assigned = AuthorityAssigned(
        authority="sca", rule="competent-authority@2021-11-08.1"
    )
    asked = InformationRequested(
        stage=Stage.REASONABLE_GROUNDS, asked_of=("police",), due_on=None
    )
    answered = InformationReceived(
        stage=Stage.REASONABLE_GROUNDS, received_from=("police",), answered=True
    )
    requested = ReconsiderationRequested(
        decision=3,
        basis=("new_evidence",),
        requested_by="legal_representative",
        exceptional_circumstances=False,
        rule="reconsideration-window@2016-01-01.1",
    )
    conclusive = ConclusiveGroundsDecided(
        outcome=Outcome.POSITIVE,
        finding="trafficking",
        decided_by="user-2",
        authority="sca",
        rule="conclusive-grounds-standard@2009-04-01.1",
    )
    positive, negative = _decided(Outcome.POSITIVE), _decided(Outcome.NEGATIVE)
    shapes: list[list[Fact]] = [
        [assigned, positive],
        [assigned, positive, conclusive],
        [assigned, asked, answered, positive, conclusive],
        [
            assigned,
            negative,
            requested,
            ReconsiderationAccepted(request=4),
            _decided(Outcome.POSITIVE, follows=5),
            conclusive,
        ],
    ]
    for number in range(_HISTORIES):
        first = AT - timedelta(days=rng.randrange(900, 1_500))
        told: list[Fact] = [replace(_REFERRED, subject=UUID(int=number))]
        told += rng.choice(shapes)
        yield [
            RecordedFact(
                case_id=UUID(int=number + 1),
                version=version,
                position=10 * number + version,
                fact=fact,
                occurred=PartialDate.on(_day(first, version)),
                recorded_at=first + timedelta(days=9 * version),
                by="user-2",
                organisation="sca",
                command_id=f"command-{number}-{version}",
            )
            for version, fact in enumerate(told, start=1)
        ]


def _day(first: datetime, version: int) -> date:
    return (first + timedelta(days=9 * version)).date()
