"""Every command that may be given on a case, by the words for it.

Stories, services and pages all find a command here, so that none of them knows more
ways than another. Receiving is not here: there is no case yet to give it on.
"""

from types import ModuleType
from typing import ClassVar, Final

from opennrm.cases import (
    addressing,
    ages,
    consenting,
    disqualifying,
    grounds,
    guardians,
    informing,
    intake,
    panels,
    pausing,
    policing,
    reconsidering,
    reviewing,
    revoking,
    routing,
    staying,
    supporting,
    whereabouts,
)
from opennrm.cases.case import Case
from opennrm.cases.transitions import why_not
from opennrm.cases.ways import Way
from opennrm.errors import Family, OpenNRMError

FAMILIES: Final[dict[str, tuple[ModuleType, ...]]] = {
    "intake": (intake, routing),
    "decisions": (informing, grounds, reviewing, panels, revoking),
    "looking_again": (reconsidering, disqualifying),
    "pauses_and_ends": (pausing, consenting),
    "support": (supporting, guardians, staying),
    "the_person": (policing, ages, whereabouts),
    "letters": (addressing,),
}
"""The modules that hold the commands, by the side of the case that they are about."""

COMMANDS: Final[dict[str, Way]] = {
    words: way
    for modules in FAMILIES.values()
    for module in modules
    for words, way in module.WAYS.items()
}
"""The words of every command on a case, with what decides it."""

FAMILY_OF: Final[dict[str, str]] = {
    words: family
    for family, modules in FAMILIES.items()
    for module in modules
    for words in module.WAYS
}


class UnknownCommand(OpenNRMError):
    """A command was named that nobody can give."""

    code: ClassVar[str] = "unknown-command"
    family: ClassVar[Family] = Family.CALL


def way_of(words: str) -> Way:
    """The way of a command.

    Raises: UnknownCommand.
    """
    try:
        return COMMANDS[words]
    except KeyError:
        raise UnknownCommand(
            f"There is no command {words!r}. Known: {', '.join(COMMANDS)}."
        ) from None


def open_to(case: Case) -> tuple[str, ...]:
    """The words of every command that the tracks of a case allow now.

    What a rule of the day or a permission adds is said when the command is given.
    """
    return tuple(
        words for words, way in COMMANDS.items() if why_not(case, way.command) is None
    )
