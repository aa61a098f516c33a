"""What the fields of a story hold that no fact of the vocabulary explains.

Some are the story's own, some are used by a command and kept nowhere; and some hold
of a command what the vocabulary cannot say of its fact.
"""

from typing import Final

NO_FACT_HOLDS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("refer", "born_on"): (
        "date",
        "the birth date; it goes to the vault and never into a fact",
    ),
    ("convene panel", "lead_social_worker"): (
        "an id, or the word none",
        "who leads on the child, and may not chair; needed for a devolved panel",
    ),
    ("inform police", "exploited_in"): (
        "a list of places",
        "where the exploitation was; the force of the first that leads to one has the "
        "case, and the others are sent a copy",
    ),
    ("inform police", "lives_in"): (
        "a place",
        "where the person lives; it counts where no place of exploitation is known",
    ),
    ("inform police", "encountered_at"): (
        "a place",
        "where the person was encountered; it counts where neither other place is "
        "known",
    ),
    ("correct", "fact"): ("label", "the `as` of the event whose fact is corrected"),
    ("correct", "cause"): ("`code(change_cause)`", "why it is corrected"),
    ("correct", "with"): (
        "map",
        "the fields of the fact that change, by their names; the others stay",
    ),
    ("correct", "occurred"): (
        "date",
        "when it happened, where that is corrected; without it the date stays",
    ),
    ("withdraw fact", "fact"): (
        "label",
        "the `as` of the event whose fact never happened",
    ),
    ("withdraw fact", "cause"): ("`code(change_cause)`", "why it is withdrawn"),
}
"""The kind and the meaning of a field, by its command."""

ALSO: Final[dict[tuple[str, str], str]] = {
    ("convene panel", "agencies"): "one for each member, in the order of the members",
    ("serve decision", "received_on"): (
        "not before `on`, and not after `recorded`, which is `on` where a story gives "
        "none"
    ),
}
"""What else a story must know of a field."""
