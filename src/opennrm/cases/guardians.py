"""Independent guardians and guardianship services for children."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
