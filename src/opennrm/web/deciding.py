"""Recording a reasonable grounds decision.

The form checks shape; the service decides. The command id in the form makes a double
submission one decision, and the version in it is the case as it was read.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from opennrm.cases.facts import Outcome
from opennrm.cases.permissions import Command
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate
from opennrm.services import grounds, reading
from opennrm.web import case_page, telling, words
from opennrm.web.accounts import actor_of, colleagues_of
from opennrm.web.clock import now
from opennrm.web.models import Account
from opennrm.web.shapes import DateParts, ShapeForm
from opennrm.web.signing_in import signed_in

LONGEST_MINUTE: Final = 15_000

# Where on the form each refusal of the service is shown.
_REFUSED_AT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not-yet-happened": "decided_on",
        "out-of-order": "decided_on",
        "not-in-force": "decided_on",
        "reasons-needed": "main_reason",
        "reasons-not-expected": "main_reason",
        "code-not-in-force": "main_reason",
        "reviewer-needed": "reviewed_by",
        "reviewer-is-the-maker": "reviewed_by",
    }
)
_STALE: Final = (
    "Someone else has recorded something in this case since you opened this form. "
    "Read it again before you record your decision."
)


class DecisionForm(ShapeForm):
    """The decision as typed."""

    outcome = forms.ChoiceField(
        choices=[(each.value, words.OUTCOMES[each]) for each in Outcome],
        error_messages={"required": "Choose whether the decision is positive"},
    )
    decided_on = DateParts()
    main_reason = forms.ChoiceField(required=False)
    other_reasons = forms.MultipleChoiceField(required=False)
    minute = forms.CharField(required=False, max_length=LONGEST_MINUTE, strip=False)
    reviewed_by = forms.ChoiceField(required=False)
    command_id = forms.UUIDField()
    version = forms.IntegerField(min_value=1)

    def __init__(
        self,
        data: Any = None,
        *,
        reasons: Sequence[tuple[str, str]],
        colleagues: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        """A form whose choices are the reasons and the colleagues of the day."""
        super().__init__(data, **options)
        none = ("", "")
        self.fields["main_reason"].choices = [none, *reasons]
        self.fields["other_reasons"].choices = list(reasons)
        self.fields["reviewed_by"].choices = [none, *colleagues]

    def clean(self) -> dict[str, Any]:
        """Read the date from its three parts."""
        super().clean()
        read = self.date_from_parts("decided_on", called="the date of the decision")
        self.cleaned_data["decided_on"] = read
        return self.cleaned_data

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons given, the main one first, each once."""
        main = self.cleaned_data["main_reason"]
        given = [main] if main else []
        return tuple(dict.fromkeys([*given, *self.cleaned_data["other_reasons"]]))


@sensitive_post_parameters("minute")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reasonable_grounds(
    request: HttpRequest, account: Account, reference: str
) -> HttpResponse:
    """The form, and what came of it."""
    at = now()
    by = actor_of(account)
    read = reading.case_page(reference=reference, by=by, at=at)
    if Command.DECIDE_REASONABLE_GROUNDS not in case_page.permitted(read):
        return case_page.refused(read, Command.DECIDE_REASONABLE_GROUNDS)
    colleagues = [(each.actor, each.sign_in_name) for each in colleagues_of(account)]
    reasons = _reasons(read)
    posted = request.method == "POST"
    form = DecisionForm(
        request.POST if posted else None,
        reasons=reasons,
        colleagues=colleagues,
        initial={"command_id": uuid4(), "version": read.case.version},
    )
    since: tuple[Any, ...] = ()
    if posted and form.is_valid():
        try:
            done = grounds.decide_reasonable_grounds(
                case_id=read.case.case_id,
                after=form.cleaned_data["version"],
                outcome=Outcome(form.cleaned_data["outcome"]),
                decided=PartialDate.on(form.cleaned_data["decided_on"]),
                reasons=form.reasons,
                reviewed_by=form.cleaned_data["reviewed_by"] or None,
                minute=form.cleaned_data["minute"] or None,
                by=by,
                at=at,
                command_id=str(form.cleaned_data["command_id"]),
            )
        except OpenNRMError as error:
            since = _show(error, form, read)
        else:
            return _recorded(done)
    return render(
        request,
        "decide.jinja",
        {
            "page": case_page.shown(read),
            "form": form,
            "version": form.typed("version") if not since else read.case.version,
            "since": since,
            "outcomes": _OUTCOMES,
            "reasons": reasons,
            "colleagues": colleagues,
        },
        status=422 if form.errors else 200,
    )
