"""What happens to a referral once it is in: returned, completed, linked, rejected."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
