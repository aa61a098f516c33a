"""Two people, one decision: proposing, reviewing, serving, and waiting on request."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
