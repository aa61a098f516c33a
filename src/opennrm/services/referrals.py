"""Receiving a referral or a Duty to Notify report from a first responder."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from opennrm.cases.case import Case
from opennrm.cases.fold import fold
from opennrm.cases.history import NewFact
from opennrm.cases.linking import require_report
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.cases.references import reference
from opennrm.cases.referring import (
    NotificationDetails,
    ReferralDetails,
    receive_notification,
    receive_referral,
)
from opennrm.rules.dates import PartialDate
from opennrm.services import access, homes
from opennrm.services.writing import Asked, Done, carried_out, once, record
from opennrm.store import homekeys, log, vault
from opennrm.store.vault import ItemKind


def receive(
    *,
    details: ReferralDetails,
    received: PartialDate,
    identity: Mapping[str, object] | None = None,
    account: Mapping[str, object] | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Receive a referral; the reference it gets is returned.

    `identity` and `account` (the free text by question key) go to the vault, and
    `details` has no tokens of its own. The sender's own id, sent again, leads to the
    referral it was first given for, and nothing is stored twice.
    The birth date among the identity decides on a local panel, and stays in the vault.
    Dates: `received` is the day it reached the mechanism, day 0 of the first clock.

    Raises: NotPermitted; the refusals of `cases.referring`; NoSuchReport for a report
        that is none; CommandReused.
    """
    asked = Asked(
        command=Command.RECEIVE_REFERRAL,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "details": details,
            "received": received,
            "identity": identity,
            "account": account,
        },
    )

    def carry_out() -> Done:
        homes.require_people()
        access.permit_for_organisation(
            asked.command, by=by, first_responder=details.first_responder
        )
        case_id = _case_id(details)
        there = _there_already(asked, case_id)
        if there is not None:
            return there
        if details.notification is not None:
            require_report(_case_of(details.notification), received=received)
        subject, narrative = _sealed(identity, account, at=at)
        facts = receive_referral(
            replace(details, subject=subject, narrative=narrative),
            received=received,
            born=_born(identity),
            today=asked.today,
            book=asked.book,
        )
        return _recorded(asked, case_id, facts)

    return once(asked, carry_out)


def notify(
    *,
    details: NotificationDetails,
    received: PartialDate,
    identity: Mapping[str, object] | None = None,
    account: Mapping[str, object] | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Receive a Duty to Notify report about an adult who does not consent.

    Raises: NotPermitted; IdentityWithoutConsent where the adult did not agree to be
        identified and identity or account was given; CommandReused.
    """
    asked = Asked(
        command=Command.RECEIVE_NOTIFICATION,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "details": details,
            "received": received,
            "identity": identity,
            "account": account,
        },
    )

    def carry_out() -> Done:
        homes.require_people()
        access.permit_for_organisation(
            asked.command, by=by, first_responder=details.first_responder
        )
        subject, narrative = _sealed(identity, account, at=at)
        facts = receive_notification(
            replace(details, subject=subject, narrative=narrative),
            received=received,
            today=asked.today,
            book=asked.book,
        )
        return _recorded(asked, uuid4(), facts)

    return once(asked, carry_out)


def _recorded(asked: Asked, case_id: UUID, facts: Sequence[NewFact]) -> Done:
    return record(asked, case_id=case_id, history=[], case=None, facts=facts)


def _case_id(details: ReferralDetails) -> UUID:
    """A new id; one made from the sender's own id where there is one.

    Equal sender's ids give equal case ids, so the log itself refuses a second one. It
    is keyed, so that nobody who knows what a sender calls a referral can tell its
    reference.
    """
    if details.external_id is None:
        return uuid4()
    name = f"{details.first_responder}\x00{details.external_id}".encode()
    made = hmac.digest(homekeys.case_key(), name, "sha256")
    return UUID(bytes=made[:16], version=4)


def _case_of(case_id: UUID) -> Case | None:
    history = log.history(case_id)
    return fold(history) if history else None


def _born(identity: Mapping[str, object] | None) -> PartialDate | None:
    """The birth date of an identity, as it will stand in the vault.

    Raises: UnreadableDate.
    """
    born = None if identity is None else identity.get("born_on")
    if born is None or isinstance(born, PartialDate):
        return born
    return PartialDate.parse(str(born))


def _there_already(asked: Asked, case_id: UUID) -> Done | None:
    """The referral that was given under the same sender's id before, if any."""
    history = log.history(case_id)
    if not history:
        return None
    case = fold(history)
    done = Done(
        case_id=case_id,
        reference=reference(case_id, case.route),
        version=case.version,
        repeated=True,
    )
    carried_out(asked, done)
    return done


def _sealed(
    identity: Mapping[str, object] | None,
    account: Mapping[str, object] | None,
    *,
    at: datetime,
) -> tuple[UUID | None, UUID | None]:
    """Tokens of the identity and the account, sealed under one new key."""
    if identity is None and account is None:
        return None, None
    subject = vault.new_subject(at=at)
    kept = [
        None
        if content is None
        else vault.put(subject=subject, kind=kind, content=content, at=at)
        for kind, content in (
            (ItemKind.IDENTITY, identity),
            (ItemKind.NARRATIVE, account),
        )
    ]
    return kept[0], kept[1]
