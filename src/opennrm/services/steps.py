"""Any command on a case, by its words: the one way in that all of them share.

The table in `cases.commands` says what decides it and whom it asks; here it gets its
transaction, its access record and its message. A text that comes with it is sealed
beside the person's other documents, and the fact points to it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.cases.case import Case
from opennrm.cases.commands import way_of
from opennrm.cases.history import History, NewFact
from opennrm.cases.linking import require_keepable
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command, NotPermitted
from opennrm.cases.ways import FieldsNotThose
from opennrm.rules.dates import PartialDate
from opennrm.services import access
from opennrm.services.writing import Asked, Done, decide_on, keep_beside, with_token
from opennrm.store.vault import ItemKind


def take(
    *,
    words: str,
    case_id: UUID,
    after: int,
    on: PartialDate,
    values: Mapping[str, Any],
    text: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Carry out a command on a case that someone has read up to version `after`.

    `words` are those of `cases.commands`, and `values` the command's fields. `text`,
    where the command may have one, goes to the vault.

    Raises: UnknownCommand; FieldsNotThose; NotPermitted; StaleCase; CommandReused; and
        the refusals of the decision. Then nothing is stored.
    """
    way = way_of(words)
    if text is not None and way.text is None:
        raise FieldsNotThose(
            f"To {words} was refused: a text was given with it, and it has none. "
            "Leave the text out, or record it where it belongs."
        )
    asked = Asked(
        command=way.command,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "words": words,
            "case_id": case_id,
            "after": after,
            "on": on,
            "text": text,
            **{f"with.{name}": value for name, value in values.items()},
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        if way.command is Command.LINK_DUPLICATE:
            require_keepable(_other(values.get("kept"), by=by))
        facts = way.facts(
            case, values, on=on, today=asked.today, book=asked.book, by=by.id
        )
        if text is None or way.text is None:
            return facts
        token = keep_beside(history, ItemKind.NARRATIVE, {way.text: text}, at=at)
        return with_token(facts, way.text, token)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def _other(case_id: object, *, by: Actor) -> Case | None:
    """Another case that a command names; None where this person cannot read it."""
    try:
        _, case = access.case_for(UUID(str(case_id)), Command.READ_CASE, by=by)
    except (ValueError, NotPermitted):
        return None
    return case
