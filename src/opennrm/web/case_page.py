"""The page of a case: what it says, when things are due, what may be done."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opennrm.cases.case import Route
from opennrm.cases.linking import link_of
from opennrm.cases.references import reference as reference_of
from opennrm.paper.blocks import SummaryRow, TimelineEntry
from opennrm.rules.codes import load_codes
from opennrm.services import reading
from opennrm.web import clocks, letters, telling, words
from opennrm.web.accounts import actor_of, names_of
from opennrm.web.clock import now
from opennrm.web.clocks import ClockShown
from opennrm.web.letters import LetterShown
from opennrm.web.models import Account
from opennrm.web.signing_in import signed_in
from opennrm.web.telling import TrackShown

# The steps that have a page of their own; every other step has the common one.
_PAGES: Final = {"decide reasonable grounds": "decide-reasonable-grounds"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that may be done, with its page, or why it may not be done now."""

    text: str
    href: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The case that this one is linked to, in words, with its reference."""

    text: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """A case in words, as its page shows it."""

    reference: str
    kind: str
    is_referral: bool
    status: str
    received: str
    linked: Linked | None
    clocks: tuple[ClockShown, ...]
    allowed: tuple[tuple[str, tuple[Step, ...]], ...]
    refused: tuple[Step, ...]
    letters: tuple[LetterShown, ...]
    tracks: tuple[TrackShown, ...]
    about: tuple[SummaryRow, ...]
    timeline: tuple[TimelineEntry, ...]


@require_safe
@signed_in
def show(request: HttpRequest, account: Account, reference: str) -> HttpResponse:
    """A case that this person may read; the reading is recorded."""
    page = reading.case_page(reference=reference, by=actor_of(account), at=now())
    return render(
        request,
        "case.jinja",
        {
            "page": shown(page),
            "recorded": _recorded(page, request.GET.get("recorded", "")),
        },
    )


def shown(page: reading.CasePage) -> PageShown:
    """A case in words."""
    case = page.case
    codes = load_codes()
    is_referral = case.route is Route.NRM
    responder = telling.first_responder(case, codes)
    made = "Referred by" if is_referral else "Reported by"
    return PageShown(
        reference=page.reference,
        kind="Referral" if is_referral else words.REPORTED,
        is_referral=is_referral,
        status=words.REPORTED if case.status is None else words.STATUSES[case.status],
        received=f"{made} {responder}, received {telling.date_words(case.received)}.",
        linked=_linked(page),
        clocks=clocks.shown(page.clocks),
        allowed=_grouped(page),
        refused=tuple(
            Step(text=words.step(offer.words), why=str(offer.refusal))
            for offer in page.offers
            if offer.refusal is not None
        ),
        letters=letters.shown(page) if page.may_send_letters else (),
        tracks=telling.tracks(case),
        about=telling.about(case, codes),
        timeline=telling.timeline(page.history, codes, names_of(page.history)),
    )


def _linked(page: reading.CasePage) -> Linked | None:
    link = link_of(page.case)
    if link is None:
        return None
    duplicate = link.kind == "duplicate"
    return Linked(
        text="This is a duplicate. The referral that was kept is"
        if duplicate
        else "The same person was referred before, as",
        reference=reference_of(link.kept, Route.NRM),
    )


def _grouped(
    page: reading.CasePage,
) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The steps that are open now, under the side of the case that each belongs to."""
    groups: dict[str, list[Step]] = {}
    for offer in page.offers:
        if offer.refusal is None:
            step = Step(text=words.step(offer.words), href=_href(page, offer.words))
            groups.setdefault(words.family(offer.words), []).append(step)
    return tuple((title, tuple(steps)) for title, steps in groups.items())


def _href(page: reading.CasePage, step: str) -> str:
    if step in _PAGES:
        return reverse(_PAGES[step], kwargs={"reference": page.reference})
    slug = step.replace(" ", "-")
    return reverse("step", kwargs={"reference": page.reference, "step": slug})


def _recorded(page: reading.CasePage, version: str) -> str:
    """The title of the fact that was just recorded, if it is there to be seen."""
    found = [each for each in page.history if str(each.version) == version]
    return words.fact(found[0].name) if found else ""


def recorded_since(page: reading.CasePage, version: int) -> tuple[TimelineEntry, ...]:
    """What was recorded after the version that was read when a form was opened."""
    later = [each for each in page.history if each.version > version]
    return telling.timeline(later, load_codes(), names_of(later))
