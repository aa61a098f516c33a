"""The root error: a stable code, a family and a message that helps."""

from typing import ClassVar

from opennrm.errors._families import FAMILIES, Family, Status


class OpenNRMError(Exception):
    """Anything that OpenNRM refuses or cannot do, said to the person concerned.

    A message says what was asked, what refused it (the rule version, the state,
    the date) and what to do next.
    It holds no personal data: codes, dates and references only.

    `code` names the error for ever: programs and the reference page rely on it.
    Every subclass gives its own; a subclass may inherit its `family`.
    """

    code: ClassVar[str] = "opennrm-error"
    family: ClassVar[Family] = Family.STORE

    @property
    def status(self) -> Status:
        """The exit and HTTP status of this error's family."""
        return FAMILIES[self.family]

    def as_json(self) -> dict[str, object]:
        """The error as plain values, for `--json` and the endpoints.

        Shape: `code`, `family`, `message`, `exit_status`; errors that carry
        more (all faults of a file) add to it.
        """
        return {
            "code": self.code,
            "family": self.family.value,
            "message": str(self),
            "exit_status": self.status.exit_status,
        }
