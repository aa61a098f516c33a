"""Where the person is: missing, found, gone abroad, dead."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
