"""The four nations whose rules and bank holidays differ."""

from typing import ClassVar

from opennrm.errors import Family, OpenNRMError

NATIONS = ("england", "wales", "scotland", "northern_ireland")

# Stored where nobody said which nation it was; asked about, they are no nation.
NOT_KNOWN = frozenset(
    {
        "unknown",
        "not_recorded",
        "not_applicable",
        "suppressed",
        "not_specified_or_unknown",
    }
)


class UnknownNation(OpenNRMError):
    """A nation was named that is none of the four."""

    code: ClassVar[str] = "unknown-nation"
    family: ClassVar[Family] = Family.CALL


class NationNeeded(OpenNRMError):
    """The answer differs between the nations, and none was named."""

    code: ClassVar[str] = "nation-needed"
    family: ClassVar[Family] = Family.REFUSED


def known_nation(nation: str | None) -> str | None:
    """The nation, or None where it is not known.

    Raises: UnknownNation for a word that is neither.
    """
    if nation is None or nation in NOT_KNOWN:
        return None
    if nation in NATIONS:
        return nation
    raise UnknownNation(
        f"'{nation}' is not a nation of the United Kingdom. "
        f"Use one of {', '.join(NATIONS)}."
    )
