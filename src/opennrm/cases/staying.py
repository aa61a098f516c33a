"""Permission to stay, voluntary return and onward referral."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
