"""Age: assessed, prepared for, and reached."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
