"""Disqualification: considered, decided, quashed."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
