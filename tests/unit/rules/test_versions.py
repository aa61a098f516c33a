"""Picking a version: anchors, nations, as-at, readings, and the refusals."""

from pathlib import Path

import pytest

from opennrm.rules.dates import PartialDate, as_at
from opennrm.rules.loading import load_rules
from opennrm.rules.nations import NationNeeded, UnknownNation
from opennrm.rules.versions import (
    AnchorMissing,
    AnchorTooVague,
    NoSuchValue,
    NotInForce,
    Rules,
    UnknownRule,
)

HEAD = """\
rule: waiting-time
question: How long may it wait?
anchor: referral-received
nations: [england, scotland]
unit: calendar_days
covers_from: 2009-04-01
last_review: 2026-11-22
versions:
"""


def version(starts: str, value: str = "45", **keys: str) -> str:
    told = {"published": starts, "read_on": "2026-11-22", **keys}
    lines = [f"  - from: {starts}", f"    value: {value}"]
    lines += [f"    {key}: {text}" for key, text in told.items()]
    lines.append("    source: {title: A, paragraph: b, url: 'https://example.org'}")
    return "\n".join(lines) + "\n"


def rules(folder: Path, *versions: str) -> Rules:
    text = HEAD + "".join(versions)
    (folder / "waiting-time.yaml").write_text(text, encoding="utf-8")
    return load_rules(folder)


def picked(of: Rules, on: str, nation: str | None = "england") -> str:
    anchors = {"referral-received": PartialDate.parse(on)}
    return of.in_force("waiting-time", anchors=anchors, nation=nation).id


def test_a_span_within_one_version_needs_no_day(tmp_path: Path) -> None:
    """A quarter that lies in one version picks it; one that does not refuses."""
    known = rules(tmp_path, version("2009-04-01"), version("2022-12-13", "30"))

    assert "waiting-time@2009-04-01.1" == picked(known, "2022-Q3")
    assert "waiting-time@2022-12-13.1" == picked(known, "2023-Q1")
    with pytest.raises(AnchorTooVague, match=r"2009-04-01\.1 or .*2022-12-13\.1"):
        picked(known, "2022-Q4")


def test_a_span_that_begins_before_the_rule_is_open(tmp_path: Path) -> None:
    """The first version may not have begun within the span."""
    known = rules(tmp_path, version("2009-04-01"))

    with pytest.raises(AnchorTooVague, match="or none before it"):
        picked(known, "2009")


def test_a_start_known_to_the_month_is_open_within_it(tmp_path: Path) -> None:
    """By the month's last day the new version has begun; before that it may have."""
    known = rules(tmp_path, version("2009-04-01"), version("2022-12", "none"))

    assert "waiting-time@2009-04-01.1" == picked(known, "2022-11-30")
    assert "waiting-time@2022-12.1" == picked(known, "2022-12-31")
    with pytest.raises(AnchorTooVague, match="known only to December 2022"):
        picked(known, "2022-12-30")


def test_before_its_first_version_a_rule_is_not_in_force(tmp_path: Path) -> None:
    """The message names the first version and the anchor."""
    known = rules(tmp_path, version("2009-04-01"))

    with pytest.raises(
        NotInForce, match=r"first version is waiting-time@2009-04-01\.1"
    ):
        picked(known, "2009-03-31")


def test_a_rule_says_nothing_of_other_nations(tmp_path: Path) -> None:
    """A nation outside the rule is not in force; a word that is none is refused."""
    known = rules(tmp_path, version("2009-04-01"))

    with pytest.raises(NotInForce, match="says nothing of Wales"):
        picked(known, "2010-01-01", "wales")
    with pytest.raises(UnknownNation, match="'france' is not a nation"):
        picked(known, "2010-01-01", "france")


def test_a_rule_of_all_nations_names_none_of_them() -> None:
    """An unknown nation is answered where all nations agree, else it is needed."""
    known = load_rules()
    anchors = {"reasonable-grounds-decided": PartialDate.parse("2026-03-02")}

    for nation in (None, "not_recorded", "unknown"):
        found = known.in_force("recovery-minimum", anchors=anchors, nation=nation)
        assert "recovery-minimum@2023-01-30.1" == found.id
    with pytest.raises(NationNeeded, match="in Scotland"):
        known.in_force("support-minimum", anchors=anchors, nation="not_recorded")


def test_an_answer_for_one_nation_is_not_given_for_all() -> None:
    """What was asked before does not change what is answered."""
    known = load_rules()
    anchors = {"reasonable-grounds-decided": PartialDate.parse("2026-03-03")}

    known.in_force("support-minimum", anchors=anchors, nation="scotland")

    with pytest.raises(NationNeeded):
        known.in_force("support-minimum", anchors=anchors, nation=None)


def test_without_the_anchor_no_version_is_picked() -> None:
    """The message names the fact to be recorded."""
    with pytest.raises(AnchorMissing, match="Record referral-received first"):
        load_rules().in_force("competent-authority", anchors={}, nation="england")


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    """A slip of the pen is told what was meant; nonsense is told to look."""
    known = load_rules()

    with pytest.raises(UnknownRule, match="Did you mean recovery-minimum"):
        known.rule("recovery-minimun")
    with pytest.raises(UnknownRule, match="See the list"):
        known.rule("zzz")
    with pytest.raises(
        UnknownRule, match=r"Did you mean recovery-minimum@2022-12-13\.1"
    ):
        known.version("recovery-minimum@2022-12-13.9")


def test_as_at_leaves_out_what_was_not_yet_public(tmp_path: Path) -> None:
    """On the day of publication a version is known, the day before it is not."""
    later = version("2022-12-13", "30", published="2022-12-10")
    rules(tmp_path, version("2009-04-01"), later)

    before = load_rules(tmp_path, as_at=as_at("2022-12-09"))
    after = load_rules(tmp_path, as_at=as_at("2022-12-10"))

    assert "waiting-time@2009-04-01.1" == picked(before, "2023-01-01")
    assert "waiting-time@2022-12-13.1" == picked(after, "2023-01-01")
    assert before.as_at == as_at("2022-12-09")


def test_published_in_a_month_counts_from_its_last_day(tmp_path: Path) -> None:
    """What was public at some day of a month was public at its end."""
    later = version("2022-12-13", "30", published="2022-12")
    rules(tmp_path, version("2009-04-01"), later)

    before = load_rules(tmp_path, as_at=as_at("2022-12-30"))
    after = load_rules(tmp_path, as_at=as_at("2022-12-31"))

    assert "waiting-time@2009-04-01.1" == picked(before, "2023-01-01")
    assert "waiting-time@2022-12-13.1" == picked(after, "2023-01-01")


def test_before_anything_was_public_no_version_is_known(tmp_path: Path) -> None:
    """As at a moment before the first publication the rule has no version."""
    rules(tmp_path, version("2009-04-01"))

    known = load_rules(tmp_path, as_at=as_at("2009-03-01"))

    with pytest.raises(NotInForce, match="No version is known"):
        picked(known, "2010-01-01")


def test_a_corrected_reading_takes_the_place_of_the_one_it_corrects(
    tmp_path: Path,
) -> None:
    """From its publication on; as at an earlier moment the first reading stands."""
    corrected = version(
        "2009-04-01",
        "40",
        reading="2",
        replaces="2009-04-01.1",
        reason="it was misread",
        published="2020-01-01",
    )
    known = rules(tmp_path, version("2009-04-01"), corrected)
    earlier = load_rules(tmp_path, as_at=as_at("2019-12-31"))

    assert "waiting-time@2009-04-01.2" == picked(known, "2010-01-01")
    assert "waiting-time@2009-04-01.1" == picked(earlier, "2010-01-01")
    assert 45 == known.version("waiting-time@2009-04-01.1").number


def test_only_an_alternative_can_be_chosen() -> None:
    """A version in use, or a corrected one, is not a setting."""
    with pytest.raises(NoSuchValue, match="is not an alternative reading"):
        load_rules().choose("recovery-minimum@2022-12-13.1")


def test_values_are_read_as_what_they_are() -> None:
    """A length has a number, codes have codes, and none has neither."""
    known = load_rules()
    length = known.version("recovery-minimum@2022-12-13.1")
    none = known.version("duty-to-notify@2009-04-01.1")
    code = known.version("conclusive-grounds-standard@2009-04-01.1")

    assert 30 == length.number
    assert () == none.codes
    assert ("balance_of_probabilities",) == code.codes
    with pytest.raises(NoSuchValue, match="its value is none"):
        _ = none.number
    with pytest.raises(NoSuchValue, match="its value is 'balance"):
        _ = code.number
    with pytest.raises(NoSuchValue, match="It has: counting, ends"):
        length.parameter("colour")
    with pytest.raises(NoSuchValue, match="It has: none"):
        none.parameter("colour")


def test_each_version_ends_where_the_next_begins() -> None:
    """The timeline of a nation has no gap."""
    line = load_rules().rule("recovery-minimum").timelines["england"]

    assert [one.ends_before for one in line] == [*(v.starts_on for v in line[1:]), None]


def test_the_names_of_all_rules_are_in_order() -> None:
    """A list of rules reads alphabetically."""
    names = load_rules().keys()

    assert sorted(names) == list(names)
    assert "reasonable-grounds-test" in names
