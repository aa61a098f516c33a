"""The lists: what an authority has to decide, what an organisation has referred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opennrm.cases.case import Status
from opennrm.cases.clock import ClockName
from opennrm.cases.references import UnreadableReference, read_reference
from opennrm.paper import wording
from opennrm.paper.blocks import TagColour
from opennrm.paper.furniture import Link
from opennrm.rules.codes import Codes, load_codes
from opennrm.rules.dates import PartialDate, Precision, london_day
from opennrm.services import reading
from opennrm.store.projection import WorkLine
from opennrm.web import telling, words
from opennrm.web.accounts import actor_of
from opennrm.web.clock import now
from opennrm.web.clocks import due_words, left_colour, left_words
from opennrm.web.models import Account
from opennrm.web.paging import page_links, page_number
from opennrm.web.refusals import not_found
from opennrm.web.shapes import Shown
from opennrm.web.signing_in import signed_in

LINES_SHOWN: Final = 100
_MISTYPED: Final = (
    "The reference is mistyped: its check characters do not fit. "
    "Read it again from the letter or the acknowledgement."
)
CLOSED: Final = "closed"
FIRST_SHOWN: Final = Status.AWAITING_REASONABLE_GROUNDS
_NEGATIVE: Final = frozenset(
    {Status.REASONABLE_GROUNDS_NEGATIVE, Status.CONCLUSIVE_GROUNDS_NEGATIVE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A case in a list, in words."""

    reference: str
    due: str
    clock: str
    left: str
    colour: TagColour
    stage: str
    received: str
    first_responder: str
    authority: str


@require_safe
@signed_in
def work_list(request: HttpRequest, account: Account) -> HttpResponse:
    """The cases of one's authority, first due first; of every one for overseers.

    One stage at a time, because their clocks do not compare: a target may be missed,
    the end of a minimum period may not.
    """
    at = now()
    chosen = request.GET.get("show", FIRST_SHOWN)
    closed = chosen == CLOSED
    number = page_number(request)
    if number is None or (not closed and chosen not in set(Status)):
        return not_found(request)
    wanted, errors = _asked_for(request)
    if wanted:
        return redirect("case", reference=wanted)
    stage = None if closed else chosen
    read = reading.work_list(
        by=actor_of(account),
        at=at,
        stage=stage,
        closed=closed,
        limit=LINES_SHOWN,
        skip=(number - 1) * LINES_SHOWN,
    )
    if number > 1 and not read.lines:
        return not_found(request)
    codes = load_codes()
    return render(
        request,
        "work-list.jinja",
        {
            "heading": _heading(read.authority, codes),
            "said": _said(
                read, number, stage=stage, closed=closed, today=london_day(at)
            ),
            "typed": request.GET.get("reference", ""),
            "errors": errors,
            "closed": closed,
            "every_authority": read.authority is None,
            "filters": _filters(read.counts, chosen),
            "lines": _shown(read.lines, codes, today=london_day(at)),
            "pages": page_links(request, number, more=read.more),
        },
        status=422 if errors else 200,
    )


@require_safe
@signed_in
def own_referrals(request: HttpRequest, account: Account) -> HttpResponse:
    """What one's organisation has referred, and where each of it stands."""
    at = now()
    number = page_number(request)
    if number is None:
        return not_found(request)
    skip = (number - 1) * LINES_SHOWN
    found = reading.own_referrals(
        by=actor_of(account), at=at, limit=LINES_SHOWN + 1, skip=skip
    )
    read, more = found[:LINES_SHOWN], len(found) > LINES_SHOWN
    if number > 1 and not read:
        return not_found(request)
    codes = load_codes()
    if number > 1 or more:
        amount = f"Referrals and reports {_span(skip, len(read))}"
    else:
        amount = wording.plural(
            len(read), "referral or report", "referrals and reports"
        )
    organisation = telling.code_words(codes, "first_responder", account.organisation)
    return render(
        request,
        "own-referrals.jinja",
        {
            "organisation": organisation,
            "said": f"{organisation}. {amount}, the last received first.",
            "lines": _shown(read, codes, today=london_day(at)),
            "pages": page_links(request, number, more=more),
        },
    )


def _heading(authority: str | None, codes: Codes) -> str:
    if authority is None:
        return "Work of every authority"
    name = telling.code_words(codes, "competent_authority", authority)
    return f"Work list of the {name}"


def _asked_for(request: HttpRequest) -> tuple[str, tuple[Shown, ...]]:
    """The reference typed above the list, or what is wrong with it.

    Whether there is such a case, and for this person, is for its page to say.
    """
    typed = request.GET.get("reference")
    if typed is None:
        return "", ()
    if not typed.strip():
        return "", (Shown(field="reference", said="Enter a reference"),)
    try:
        return read_reference(typed), ()
    except UnreadableReference:
        return "", (Shown(field="reference", said=_MISTYPED),)


def _span(skip: int, shown: int) -> str:
    return f"{wording.count(skip + 1)} to {wording.count(skip + shown)}"


def _said(
    read: reading.WorkList,
    number: int,
    *,
    stage: str | None,
    closed: bool,
    today: date,
) -> str:
    matching = sum(
        number
        for each, is_closed, number in read.counts
        if is_closed == closed and stage in (None, each)
    )
    amount = wording.plural(matching, "case")
    which = "closed" if stage is None else words.stage(stage).lower()
    order = "the longest received first" if closed else "first due first"
    said = f"{amount} {which} on {wording.day(today)}, {order}."
    if number == 1 and not read.more:
        return said
    return f"{said} Shown: {_span((number - 1) * LINES_SHOWN, len(read.lines))}."


def _filters(counts: Sequence[tuple[str, bool, int]], chosen: str) -> tuple[Link, ...]:
    """Each stage that has open cases, the first one always, and what is closed."""
    still_open = {stage: number for stage, closed, number in counts if not closed}
    shown = [
        (status.value, words.STATUSES[status], still_open.get(status.value, 0))
        for status in Status
        if status.value in still_open or status in (FIRST_SHOWN, chosen)
    ]
    done = sum(number for _, closed, number in counts if closed)
    shown.append((CLOSED, "Closed", done))
    at = reverse("work-list")
    return tuple(
        Link(
            text=f"{text} ({wording.count(number)})",
            href=at if key == FIRST_SHOWN else f"{at}?{urlencode({'show': key})}",
            here=key == chosen,
        )
        for key, text, number in shown
    )


def _shown(
    lines: Sequence[WorkLine], codes: Codes, *, today: date
) -> tuple[LineShown, ...]:
    return tuple(
        LineShown(
            reference=line.reference,
            due=_due(line),
            clock="" if line.clock is None else words.CLOCKS[ClockName(line.clock)],
            left=left_words(
                _open_due_on(line),
                clock=line.clock,
                today=today,
                suspended=line.suspended,
            ),
            colour=left_colour(
                _open_due_on(line),
                clock=line.clock,
                today=today,
                suspended=line.suspended,
            ),
            stage=words.stage(line.stage),
            received=telling.date_words(
                PartialDate(line.received_on, Precision(line.received_precision))
            ),
            first_responder=telling.code_words(
                codes, "first_responder", line.first_responder
            ),
            authority=""
            if line.authority is None
            else telling.code_words(codes, "competent_authority", line.authority),
        )
        for line in lines
    )


def _due(line: WorkLine) -> str:
    """When a case is due. After a negative decision a request may come; none is due."""
    if line.stage in _NEGATIVE:
        return "No decision due"
    return due_words(line.due_on, line.due_unknown)


def _open_due_on(line: WorkLine) -> date | None:
    """The day that still matters: a closed case is neither due nor overdue."""
    return None if line.closed else line.due_on
