"""Panels: who sits, what they may vote on, and what their outcome means."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
