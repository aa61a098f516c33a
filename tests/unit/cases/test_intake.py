"""Intake beyond the stories: which case may be kept, and which report be followed."""

from datetime import date
from uuid import UUID

import pytest

from opennrm.cases.dating import OutOfOrder
from opennrm.cases.fold import fold
from opennrm.cases.linking import (
    LinkedToItself,
    NoSuchReport,
    NotToBeKept,
    link_duplicate,
    link_of,
    require_keepable,
    require_report,
)
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

BOOK = load_rulebook()
OTHER = UUID("00000000-0000-4000-8000-0000000000d2")
REFERRED = "on: 2024-05-01, do: refer"
REPORTED = "on: 2024-05-01, do: notify"
LINKED = f"on: 2024-05-02, do: link duplicate, with: {{kept: {OTHER}, kind: duplicate}}"
ANEW = (
    f"on: 2024-05-02, do: link duplicate, "
    f"with: {{kept: {OTHER}, kind: re_referral, wholly_earlier: true}}"
)
UNLINKED = f"on: 2024-05-03, do: unlink duplicate, with: {{kept: {OTHER}}}"
REJECTED = "on: 2024-05-02, do: reject referral, with: {reason: sent_in_error}"


def case_of(*events):
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    told = tell(parse_story(f"title: intake\nevents:\n{lines}", name="here"))
    return fold(told.history, born=told.born)


def test_a_case_is_not_linked_to_itself():
    case = case_of(REFERRED)

    with pytest.raises(LinkedToItself):
        link_duplicate(
            case,
            kept=case.case_id,
            kind="duplicate",
            on=PartialDate.parse("2024-05-02"),
            today=date(2024, 5, 2),
            book=BOOK,
        )


def test_the_link_that_stands_is_told_until_it_is_taken_back():
    anew = link_of(case_of(REFERRED, ANEW))

    assert link_of(case_of(REFERRED)) is None
    assert anew is not None
    assert (OTHER, "re_referral", True) == (anew.kept, anew.kind, anew.wholly_earlier)
    assert link_of(case_of(REFERRED, LINKED, UNLINKED)) is None
    assert link_of(case_of(REFERRED, ANEW, UNLINKED)) is None


@pytest.mark.parametrize(
    "events", [(REPORTED,), (REFERRED, LINKED), (REFERRED, REJECTED)]
)
def test_only_a_referral_that_stands_by_itself_is_kept(events):
    with pytest.raises(NotToBeKept):
        require_keepable(case_of(*events))


def test_a_case_that_is_not_there_is_refused_in_the_same_words():
    with pytest.raises(NotToBeKept) as absent:
        require_keepable(None)
    with pytest.raises(NotToBeKept) as report:
        require_keepable(case_of(REPORTED))

    assert str(absent.value) == str(report.value)
    require_keepable(case_of(REFERRED))
    require_keepable(case_of(REFERRED, ANEW))


def test_a_referral_follows_a_report_that_came_before_it():
    report = case_of(REPORTED)

    require_report(report, received=PartialDate.parse("2024-05-01"))
    with pytest.raises(OutOfOrder):
        require_report(report, received=PartialDate.parse("2024-04-30"))
    for other in (None, case_of(REFERRED)):
        with pytest.raises(NoSuchReport):
            require_report(other, received=PartialDate.parse("2024-05-02"))
