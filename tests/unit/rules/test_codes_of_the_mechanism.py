"""Codes that the rules name, and the first and last days of codes."""

from collections.abc import Iterable
from datetime import date

import pytest

from opennrm.rules.codes import load_codes
from opennrm.rules.loading import load_rules
from opennrm.rules.versions import RuleVersion

RULES = load_rules()
CODES = load_codes()


def _parts(version: RuleVersion, *names: str) -> Iterable[str]:
    """The codes in these parameters, which join several by +."""
    for name in names:
        text = version.parameter(name) if version.applies else None
        yield from str(text).split("+") if text is not None else ()


@pytest.mark.parametrize(
    ("key", "listed", "parameters", "plain"),
    [
        ("first-receiver", "competent_authority", (), ()),
        ("regional-pilot", "police_force", (), ()),
        ("decision-stages", "stage", (), ()),
        ("information-before-negative", "information_source",
         ("adult", "child", "supported"), ()),
        ("support-extension", "requester", ("asker",), ()),
        ("first-contact", "requester", ("then",), ()),
        ("support-entry", "support_kind", ("before_decision",), ("any",)),
        ("panel-quorum", "agency",
         ("assurance", "multi_disciplinary", "devolved", "multi_agency"), ()),
        ("leave-kind", "leave_kind", (), ()),
        ("leave-kind", "leave_ground", ("grounds",), ()),
        ("guardianship", "guardian_service", (), ()),
        ("child-papers", "requester", (), ()),
        ("police-recording", "police_record",
         ("on_receipt", "positive_uk", "otherwise"), ()),
        ("police-force-limbs", "police_force_limb", (), ()),
        ("victims-covered", "finding", (), ()),
    ],
)  # fmt: skip
def test_rules_speak_in_recorded_codes(
    key: str, listed: str, parameters: tuple[str, ...], plain: tuple[str, ...]
) -> None:
    """What a rule names can be recorded on the day on which the rule begins."""
    codes = CODES.list(listed)
    for version in RULES.rule(key).versions:
        values = () if isinstance(version.value, int) else version.codes
        named = set(_parts(version, *parameters)) if parameters else set(values)
        for code in named - set(plain):
            assert codes.member(code).in_force(version.starts_on), version.id


def test_pilot_authorities_are_those_of_the_code_list() -> None:
    """Who decided in the pilots is recorded as a competent authority."""
    for pilot in RULES.rule("regional-pilot").versions:
        named = {
            *_parts(pilot, "reasonable_grounds_authority"),
            *_parts(pilot, "conclusive_grounds_authority"),
        } - {"by_nationality"}
        for code in named:
            assert code in CODES.list("competent_authority")


@pytest.mark.parametrize(
    ("key", "code", "last_without", "first_with"),
    [
        ("support_kind", "place_of_safety", "2021-01-03", "2021-01-04"),
        ("support_kind", "reach_in", "2021-01-03", "2021-01-04"),
        ("disqualification_ground", "public_order", "2023-01-29", "2023-01-30"),
        ("disqualification_ground", "bad_faith", "2023-01-29", "2023-01-30"),
        ("leave_kind", "temporary_permission", "2023-01-29", "2023-01-30"),
        ("panel_kind", "multi_disciplinary", "2015-08-02", "2015-08-03"),
        ("panel_kind", "assurance", "2019-04-28", "2019-04-29"),
        ("panel_kind", "devolved", "2021-05-31", "2021-06-01"),
        ("guardian_service", "guardianship_scotland", "2023-03-31", "2023-04-01"),
        ("support_provider", "salvation_army", "2011-06-30", "2011-07-01"),
    ],
)
def test_a_code_begins_on_its_day(
    key: str, code: str, last_without: str, first_with: str
) -> None:
    """Nothing is recorded under a code before there was such a thing."""
    member = CODES.list(key).member(code)

    assert not member.in_force(date.fromisoformat(last_without))
    assert member.in_force(date.fromisoformat(first_with))


@pytest.mark.parametrize(
    ("key", "code", "last_with", "first_without"),
    [
        ("negative_reason", "improper_claim", "2023-01-29", "2023-01-30"),
        ("panel_kind", "assurance", "2022-12-31", "2023-01-01"),
        ("guardian_mode", "post_18_worker", "2024-02-29", "2024-03-01"),
        ("support_end", "improper_claim", "2023-01-29", "2023-01-30"),
        ("support_provider", "poppy_project", "2011-06-30", "2011-07-01"),
    ],
)
def test_a_code_ends_with_its_day(
    key: str, code: str, last_with: str, first_without: str
) -> None:
    """After its last day a code is no longer recorded."""
    member = CODES.list(key).member(code)

    assert member.in_force(date.fromisoformat(last_with))
    assert not member.in_force(date.fromisoformat(first_without))


def test_there_are_seven_areas_of_recovery() -> None:
    """Those of the core outcome set."""
    assert 7 == len(CODES.list("outcome_area").members)
