"""Revoking a positive conclusive decision that later proved flawed."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
