"""The root of every error of OpenNRM, and what its family means to a caller."""

from opennrm.errors._families import FAMILIES, Family, Status
from opennrm.errors._faults import Fault, FaultsFound
from opennrm.errors._root import OpenNRMError

__all__ = ["FAMILIES", "Family", "Fault", "FaultsFound", "OpenNRMError", "Status"]
