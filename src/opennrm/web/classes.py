"""What kind of information each stored field of the desks holds.

The same classes as the record's own (`store.classes`); a test allows no gap.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from opennrm.store.classes import FieldClass

FIELD_CLASSES: Final[Mapping[str, Mapping[str, FieldClass]]] = MappingProxyType(
    {
        "Account": {
            "id": FieldClass.OPERATIONAL,
            "password": FieldClass.OPERATIONAL,
            "last_login": FieldClass.OPERATIONAL,
            "actor": FieldClass.OPERATIONAL,
            # A member of staff signs in with it; it is in no log and no export.
            "sign_in_name": FieldClass.OPERATIONAL,
            "role": FieldClass.OPERATIONAL,
            "organisation": FieldClass.PUBLIC,
            "is_active": FieldClass.OPERATIONAL,
        }
    }
)
