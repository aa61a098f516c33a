"""Rows of support: one a spell, from the request to its end."""

from collections.abc import Iterator

from opennrm.cases.case import Case
from opennrm.cases.support_spells import spells
from opennrm.extract.rows import Row, known_day


def support_rows(case: Case) -> Iterator[Row]:
    """One row a spell of support; one that was declined never began."""
    for spell in spells(case):
        yield {
            "spell_number": spell.number,
            "kind": spell.kind,
            "provider": spell.provider,
            "requested_on": known_day(spell.requested),
            "offered_on": known_day(spell.offered),
            "started_on": known_day(spell.started),
            "declined_on": known_day(spell.declined),
            "extended_until": spell.extended_until,
            "ended_on": known_day(spell.ended),
            "end_reason": spell.end_reason,
            "needs": "+".join(spell.needs) or None,
            "assessment_agreement": spell.agreement,
        }
