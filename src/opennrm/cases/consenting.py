"""The ledger of consents, each for one purpose and each withdrawable."""

from opennrm.cases.ways import Way

WAYS: dict[str, Way] = {}
