"""Support: asked for, offered, begun, extended, assessed, ended."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
