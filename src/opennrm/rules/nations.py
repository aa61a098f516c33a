"""Nations: the parts of a state whose rules and bank holidays differ."""

from typing import ClassVar

from opennrm.errors import Family, OpenNRMError

# Those of the baseline, the United Kingdom. A rule set of another state has its own.
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
    """A nation was named that is none of the rule set's."""

    code: ClassVar[str] = "unknown-nation"
    family: ClassVar[Family] = Family.CALL


class NationNeeded(OpenNRMError):
    """The answer differs between the nations, and none was named."""

    code: ClassVar[str] = "nation-needed"
    family: ClassVar[Family] = Family.REFUSED


def known_nation(nation: str | None, nations: tuple[str, ...] = NATIONS) -> str | None:
    """The nation, or None where it is not known.

    Raises: UnknownNation for a word that is neither that nor one of `nations`.
    """
    if nation is None or nation in NOT_KNOWN:
        return None
    if nation in nations:
        return nation
    state = " of the United Kingdom" if nations == NATIONS else " of this rule set"
    raise UnknownNation(
        f"'{nation}' is not a nation{state}. Use one of {', '.join(nations)}."
    )
