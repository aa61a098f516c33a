"""The invented extracts of the statistics tests, and a small release made of them."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

_PATH = Path(__file__).parents[1] / "statistics" / "conftest.py"
_SPEC = spec_from_file_location("invented_extracts", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
_EXTRACTS = module_from_spec(_SPEC)
_SPEC.loader.exec_module(_EXTRACTS)

invented = _EXTRACTS.invented
a_referral = _EXTRACTS.a_referral
a_decision = _EXTRACTS.a_decision

CHILD = {
    "age_at_exploitation": "child",
    "age_at_exploitation_label": "Child (17 or under)",
    "exploitation_type": "criminal",
    "exploitation_type_label": "Criminal",
}


@pytest.fixture(scope="session")
def rows(a_referral, a_decision):
    """Referrals of two quarters with a decision each, as rows to write."""
    referrals = [
        *(a_referral(f"a{place}", "2022-Q4") for place in range(4)),
        *(a_referral(f"b{place}") for place in range(3)),
        *(a_referral(f"c{place}", **CHILD) for place in range(2)),
    ]
    exploitation = [
        {
            "referral": row["referral"],
            "exploitation_base": row["exploitation_type"],
            "exploitation_base_label": row["exploitation_type_label"],
            "alone": True,
        }
        for row in referrals
    ]
    decisions = [
        a_decision(
            row["referral"], row["received_quarter"], days_from_receipt=place + 1
        )
        for place, row in enumerate(referrals)
    ]
    return {
        "referrals": referrals,
        "exploitation": exploitation,
        "decisions": decisions,
    }
