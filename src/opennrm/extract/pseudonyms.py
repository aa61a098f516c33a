"""Pseudonyms of cases: keyed, stable inside one home, and nothing by themselves.

Whoever lacks the key can neither compute a pseudonym from a case id nor go back. What
remains is pseudonymous, not anonymous: the rows still tell about one person each.
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractKeys:
    """The two secrets of an extract: never stored in it, named only by digest."""

    pseudonym: bytes
    record: bytes

    @property
    def digest(self) -> str:
        """What the manifest says of the keys."""
        both = hashlib.sha256(b"opennrm extract keys\0" + self.pseudonym + self.record)
        return both.hexdigest()

    def pseudonym_of(self, case_id: UUID) -> str:
        """The stable pseudonym of a case: 128 bits, in 32 hexadecimal digits."""
        return hmac.digest(self.pseudonym, case_id.bytes, "sha256")[:16].hex()

    def record_key_of(self, case_id: UUID) -> int:
        """The number from 0 to 255 that cell-key noise is drawn by."""
        return hmac.digest(self.record, case_id.bytes, "sha256")[0]
