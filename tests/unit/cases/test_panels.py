"""Panels beyond the stories: what nobody who is permitted could try, and views."""

import pytest
from tests.unit.cases.decided_cases import (
    BOOK,
    NEGATIVE,
    asked,
    case_of,
    day,
    when,
    without,
)

from opennrm.cases.convening import PanelNotOfThisCase, convene_panel
from opennrm.cases.deciding_panels import deciding_panel, panel_needed
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.panels import (
    NotOnThePanel,
    conclude_panel,
    declare_conflict,
    panels,
    vote,
)
from opennrm.cases.serving import serve_decision
from opennrm.cases.sittings import is_assured, quorum

PEOPLE = "people:\n" + "".join(
    f"  {who}: {{role: panel_member, organisation: not_recorded}}\n"
    for who in ("carer", "detective", "nurse", "chair")
)
CHILD = (
    "on: 2026-03-02, do: refer, with: {under_18_now: 'yes', nrm_consent: not_needed, "
    "local_authority: hull_city_council, age_at_exploitation: child, "
    "born_on: 2010-05-01}"
)
CALLED = (
    "on: 2026-03-20, as: panel, do: convene panel, with: {kind: devolved, "
    "stage: reasonable_grounds, members: [carer, detective, nurse], "
    "agencies: [social_care, police, health], chair: chair, papers_on: 2026-03-20, "
    "sits_on: 2026-03-27, lead_social_worker: none}"
)
NURSE = "on: 2026-03-27, by: nurse, do: vote, with: {panel: panel, vote: positive}"
STEPS_BACK = "on: 2026-03-27, by: nurse, do: declare conflict, with: {panel: panel}"


def panel_of(*events):
    case = case_of(CHILD, CALLED, *events, people=PEOPLE)
    return case, panels(case)[-1]


def test_a_conflict_voids_the_vote_already_cast():
    _, before = panel_of(NURSE)
    _, after = panel_of(NURSE, STEPS_BACK)

    assert {"nurse": "positive"} == before.votes
    assert {} == after.votes
    assert {"health", "independent_chair"} == before.sitting
    assert {"independent_chair"} == after.sitting


@pytest.mark.parametrize("act", [declare_conflict, vote, conclude_panel])
@pytest.mark.parametrize("who", ["nurse", "stranger"])
def test_nobody_acts_on_a_panel_who_is_not_on_it_or_stepped_back(act, who):
    case, panel = panel_of(STEPS_BACK)
    more = {
        vote: {"vote": "positive", "book": BOOK},
        conclude_panel: {"outcome": "no_decision", "book": BOOK},
    }.get(act, {})
    with pytest.raises(NotOnThePanel):
        act(case, panel=panel.version, by=who, **more, **when("2026-03-27"))


def test_a_chair_with_a_conflict_does_not_conclude():
    case, panel = panel_of(
        "on: 2026-03-27, by: chair, do: declare conflict, with: {panel: panel}"
    )
    assert "independent_chair" not in panel.sitting
    with pytest.raises(NotOnThePanel):
        conclude_panel(
            case,
            panel=panel.version,
            outcome="no_decision",
            by="chair",
            book=BOOK,
            **when("2026-03-27"),
        )


def test_each_panel_keeps_its_own_votes():
    """What was done on an earlier panel is not read into a later one."""
    case = case_of(
        CHILD,
        CALLED,
        NURSE,
        STEPS_BACK,
        "on: 2026-03-27, by: chair, do: conclude panel, "
        "with: {panel: panel, outcome: no_decision}",
        CALLED.replace("as: panel", "as: again").replace(
            "on: 2026-03-20, as", "on: 2026-03-27, as"
        ),
        people=PEOPLE,
    )
    first, second = panels(case)

    assert ("no_decision", {}, {"nurse"}) == (
        first.outcome,
        first.votes,
        first.conflicted,
    )
    assert (None, {}, set()) == (second.outcome, second.votes, second.conflicted)
    assert second == deciding_panel(case, Stage.REASONABLE_GROUNDS)
    assert deciding_panel(case, Stage.CONCLUSIVE_GROUNDS) is None


def test_a_mechanism_without_a_quorum_has_no_panels():
    book = without("panel-quorum")
    case = case_of(CHILD)
    assert quorum(case, "devolved", sits_on=day("2026-03-27").day, book=book) is None
    with pytest.raises(PanelNotOfThisCase, match="know no such panel"):
        convene_panel(
            case,
            kind="devolved",
            stage=Stage.REASONABLE_GROUNDS,
            members=("carer",),
            agencies=("social_care",),
            chair="chair",
            papers_on=day("2026-03-20").day,
            sits_on=day("2026-03-27").day,
            lead_social_worker="none",
            book=book,
            **when("2026-03-20"),
        )


def test_one_decision_maker_decides_where_no_rule_has_a_panel():
    case = case_of("on: 2026-03-02, do: refer")
    for book in (BOOK, without("decision-panel", "regional-pilot")):
        assert [None] * 4 == [
            panel_needed(case, stage, outcome=outcome, on=day("2026-03-05"), book=book)
            for stage in Stage
            for outcome in Outcome
        ]


TO_2021 = (
    "on: 2021-02-01, do: refer",
    "on: 2021-02-05, do: decide reasonable grounds, with: {outcome: positive}",
    asked("2021-05-24"),
)
ASSURANCE = {
    "kind": "assurance",
    "stage": Stage.CONCLUSIVE_GROUNDS,
    "members": ("detective",),
    "agencies": ("police",),
    "chair": "chair",
    "papers_on": day("2021-06-02").day,
    "sits_on": day("2021-06-08").day,
    "book": BOOK,
}


def test_a_positive_decision_is_not_assured():
    case = case_of(
        *TO_2021,
        "on: 2021-06-01, do: decide conclusive grounds, "
        "with: {outcome: positive, finding: trafficking}",
    )
    with pytest.raises(PanelNotOfThisCase, match="positive decision"):
        convene_panel(case, **ASSURANCE, **when("2021-06-02"))


def test_a_mechanism_without_assurance_serves_a_negative_at_once():
    case = case_of(
        *TO_2021,
        f"on: 2021-06-01, do: decide conclusive grounds, with: {NEGATIVE}",
    )
    decision = case.decisions[-1]
    book = without("assurance-panel", "service-of-decision")

    assert not is_assured(case, decision)
    assert serve_decision(
        case, decision=decision.version, book=book, **when("2021-06-02")
    )
