"""The key results in the publisher's words, over records of several shapes."""

import re
from datetime import date

import pytest

from opennrm.publications.release import make_release
from opennrm.rules.dates import Quarter

Q1 = Quarter.parse("2023-Q1")
QUARTERS = ("2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1")


def words(release):
    """The text of the bulletin without its marks, one space between words."""
    html = release.files["index.html"].decode()
    body = re.sub(r"<style.*?</style>|<svg.*?</svg>", " ", html, flags=re.DOTALL)
    text = re.sub(r"</?(data|span)[^>]*>", "", body)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def report(name, quarter):
    return {
        "referral": name,
        "received_on": Quarter.parse(quarter).first,
        "received_precision": "quarter",
        "received_quarter": quarter,
    }


@pytest.fixture(scope="module")
def record(invented, a_referral, a_decision):
    """Writes a record with so many referrals and reports in each quarter."""

    def write(referrals, reports=()):
        rows = [
            a_referral(f"{quarter}-{place}", quarter)
            for quarter, number in zip(QUARTERS, referrals, strict=True)
            for place in range(number)
        ]
        return invented.write(
            referrals=rows,
            exploitation=[
                {
                    "referral": row["referral"],
                    "exploitation_base": "labour",
                    "exploitation_base_label": "Labour",
                    "alone": True,
                }
                for row in rows
            ],
            notifications=[
                report(f"n-{quarter}-{place}", quarter)
                for quarter, number in zip(QUARTERS, reports, strict=False)
                for place in range(number)
            ],
            decisions=[
                a_decision(
                    rows[-1 - place]["referral"],
                    stage="conclusive_grounds",
                    outcome="positive" if place else "negative",
                    decided_on=date(2023, 3, 1),
                    days_from_receipt=40 + place,
                )
                for place in range(4)
            ],
        )

    return write


@pytest.fixture(scope="module")
def text(record):
    extract = record((50, 45, 45, 40, 40), reports=(2, 0, 0, 0, 3))
    return words(make_release(extract, Q1, software="test"))


def test_changes_are_similar_to_or_a_decrease_of(text):
    """Both comparators are this record's own counts."""
    assert (
        "In January to March 2023, 40 potential victims of modern slavery were"
        " referred to the National Referral Mechanism: similar to the previous quarter"
        " (40), and a decrease of 20% on the same quarter of the year before (50)."
    ) in text


def test_a_quarter_with_none_before_has_no_change_in_per_cent(text):
    """The words say that there were none."""
    assert (
        "3 reports of adults who did not consent to a referral were received under the"
        " Duty to Notify: the previous quarter had none, and an increase of 50% on the"
        " same quarter of the year before (2)."
    ) in text


def test_shares_come_with_their_counts(text):
    """Authority, location, first responder, decisions: the share and the count."""
    assert "By authority at referral: Single Competent Authority 100% (40)." in text
    assert "By location of exploitation: UK 100% (40)." in text
    assert "By first responder: Police 100% (40)." in text
    assert "4 conclusive grounds decisions were made; 75% were positive (3)." in text


def test_exploitation_is_told_alone_and_in_any_combination(text):
    """The two readings stand side by side, each labelled."""
    assert (
        "Among adults, the type most often recorded alone was labour (100%; 40); in any"
        " combination it was recorded for 100% (40)."
    ) in text


def test_times_are_told_with_their_base(text):
    """Four waits of 40 to 43 days: a half is rounded up, once."""
    assert (
        "The median time from referral to the conclusive grounds decisions made in"
        " January to March 2023 was 42 days, and the mean was 42 days, over 4"
        " decisions."
    ) in text


def test_the_caveats_stand_in_the_bulletin(text):
    """Undercount, better identification, revision, breaks, small numbers."""
    for said in (
        "They do not say how many people are exploited",
        "or that more first responders knew what to do",
        "are provisional",
        "From 1 October 2019 criminal exploitation",
        "The reasonable grounds test changed on 30 January 2023",
        "most cells count one person",
    ):
        assert said in text


def test_a_record_number_is_computed_and_told(record):
    """The highest of at least five quarters is called so, with the first of them."""
    extract = record((5, 6, 7, 8, 9))
    text = words(make_release(extract, Q1, software="test"))
    assert (
        "It is the highest number in any quarter of this record, which begins with"
        " January to March 2022."
    ) in text


def test_without_an_earlier_quarter_nothing_is_compared(record):
    """A record that begins with the period says so."""
    extract = record((0, 0, 0, 0, 5))
    text = words(make_release(extract, Q1, software="test"))
    assert "The record holds no earlier quarter to compare these referrals with" in text
    assert "the highest number" not in text
