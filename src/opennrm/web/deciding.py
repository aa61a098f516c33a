"""Recording a reasonable grounds decision.

The form checks shape; the service decides. The command id in the form makes a double
submission one decision, and the version in it is the case as it was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import load_rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.paper import wording
from opennrm.paper.blocks import TimelineEntry
from opennrm.rules.codes import load_codes
from opennrm.rules.dates import PartialDate, london_day
from opennrm.rules.versions import NotInForce, RuleVersion
from opennrm.services import access, grounds, reading
from opennrm.services.writing import Done
from opennrm.store.log import StaleCase
from opennrm.web import case_page, words
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
        "information-not-requested": "outcome",
        "information-awaited": "outcome",
        "panel-needed": "outcome",
    }
)
_SHOWN_ON_THE_FORM: Final = frozenset({Family.REFUSED, Family.DATES, Family.RULES})
_STALE: Final = (
    "Someone else has recorded something in this case since you opened this form. "
    "Read it again before you record your decision."
)
_ABOUT_OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.POSITIVE: "The recovery period begins with this decision.",
        Outcome.NEGATIVE: "Needs reasons, a minute and a second person's review.",
    }
)
# Choices that say that nothing is known are for imports, not for a decision made here.
_NOT_A_REASON: Final = frozenset({"not_recorded", "unknown"})


_LACKING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "main_reason": "Choose the main reason for the negative decision",
        "minute": "Write the minute: it goes to the person with a negative decision",
        "reviewed_by": "Choose the reviewer, a second person, for a negative decision",
    }
)


class DecisionForm(ShapeForm):
    """The decision as typed."""

    outcome = forms.ChoiceField(
        choices=[(each.value, words.OUTCOMES[each]) for each in Outcome],
        error_messages={"required": "Choose positive or negative"},
    )
    decided_on = DateParts()
    main_reason = forms.ChoiceField(required=False)
    other_reasons = forms.MultipleChoiceField(required=False)
    minute = forms.CharField(
        required=False,
        max_length=LONGEST_MINUTE,
        strip=False,
        error_messages={
            "max_length": f"The minute must be {LONGEST_MINUTE:,} characters or fewer"
        },
    )
    reviewed_by = forms.ChoiceField(required=False)
    command_id = forms.UUIDField()
    version = forms.IntegerField(min_value=1)

    def __init__(
        self,
        data: Any = None,
        *,
        reasons: Sequence[tuple[str, str]],
        colleagues: Sequence[tuple[str, str]],
        nation: str,
        **options: Any,
    ) -> None:
        """A form whose choices are the reasons and the colleagues of the day."""
        super().__init__(data, **options)
        self._nation = nation
        self._offer("main_reason", [("", ""), *reasons])
        self._offer("other_reasons", reasons)
        self._offer("reviewed_by", [("", ""), *colleagues])

    def clean(self) -> dict[str, Any]:
        """Read the date from its three parts."""
        super().clean()
        read = self.date_from_parts("decided_on", called="the date of the decision")
        self.cleaned_data["decided_on"] = read
        if self.cleaned_data.get("outcome") == Outcome.NEGATIVE:
            self._check_negative(read)
        return self.cleaned_data

    def _check_negative(self, decided_on: date | None) -> None:
        """Everything that a negative decision lacks, at once."""
        typed = self.cleaned_data
        lacks = {
            "main_reason": not (typed.get("main_reason") or typed.get("other_reasons")),
            "minute": not typed.get("minute", "").strip(),
            "reviewed_by": not typed.get("reviewed_by")
            and _needs_reviewer(decided_on or london_day(now()), self._nation),
        }
        for name, lacking in lacks.items():
            if lacking and name not in self.errors:
                self.add_error(name, _LACKING[name])

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons given, the main one first, each once."""
        main = self.cleaned_data["main_reason"]
        given = [main] if main else []
        return tuple(dict.fromkeys([*given, *self.cleaned_data["other_reasons"]]))

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the form offers to choose from."""

    reasons: tuple[tuple[str, str], ...]
    colleagues: tuple[tuple[str, str], ...]


@sensitive_post_parameters("minute")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reasonable_grounds(
    request: HttpRequest, account: Account, reference: str
) -> HttpResponse:
    """The form of the decision, and what came of it."""
    read = reading.case_page(reference=reference, by=actor_of(account), at=now())
    offer = _offer(read, account)
    if request.method != "POST":
        if offer.refusal is not None:
            raise offer.refusal
        return _page(request, _form(None, read, account), read)
    form = _form(request.POST, read, account)
    if not form.is_valid():
        return _page(request, form, read)
    try:
        done = _decide(form, read, account)
    except StaleCase:
        form.add_error(None, _STALE)
        return _page(
            request,
            form,
            read,
            since=case_page.recorded_since(read, form.cleaned_data["version"]),
        )
    except OpenNRMError as error:
        if error.family not in _SHOWN_ON_THE_FORM:
            raise
        form.refused(error, _REFUSED_AT)
        return _page(request, form, read)
    at = reverse("case", kwargs={"reference": done.reference})
    return redirect(f"{at}?recorded={done.version}")


def _offer(read: reading.CasePage, account: Account) -> reading.Offer:
    """What this person is offered of this decision.

    Raises: NotPermitted for whoever may read the case and not decide it.
    """
    for offer in read.offers:
        if offer.command is Command.DECIDE_REASONABLE_GROUNDS:
            return offer
    raise access.refusal(Command.DECIDE_REASONABLE_GROUNDS, by=actor_of(account))


def _form(data: Any, read: reading.CasePage, account: Account) -> DecisionForm:
    choices = _choices(account)
    return DecisionForm(
        data,
        reasons=choices.reasons,
        colleagues=choices.colleagues,
        nation=read.case.about.nation,
        initial={"command_id": uuid4(), "version": read.case.version},
    )


def _choices(account: Account) -> _Choices:
    reasons = load_codes().list("negative_reason").members_in_force(london_day(now()))
    return _Choices(
        reasons=tuple(
            (each.code, each.name) for each in reasons if each.code not in _NOT_A_REASON
        ),
        colleagues=tuple(
            (each.actor, each.sign_in_name) for each in colleagues_of(account)
        ),
    )


def _decide(form: DecisionForm, read: reading.CasePage, account: Account) -> Done:
    typed = form.cleaned_data
    return grounds.decide_reasonable_grounds(
        case_id=read.case.case_id,
        after=typed["version"],
        outcome=Outcome(typed["outcome"]),
        decided=PartialDate.on(typed["decided_on"]),
        reasons=form.reasons,
        reviewed_by=typed["reviewed_by"] or None,
        minute=typed["minute"] or None,
        by=actor_of(account),
        at=now(),
        command_id=str(typed["command_id"]),
    )


def _needs_reviewer(decided_on: date, nation: str) -> bool:
    """Whether the rule of that day asks for a second person; no rule asks for none."""
    try:
        rule = load_rulebook().rules.in_force(
            "second-reviewer",
            anchors={"decision-date": PartialDate.on(decided_on)},
            nation=nation,
        )
    except NotInForce:
        return False  # the service says so, at the date
    return f"negative_{Stage.REASONABLE_GROUNDS.value}" in rule.codes


def _test_of_the_day(read: reading.CasePage) -> RuleVersion:
    """The test that a decision of today has to meet, as the rules state it."""
    today = PartialDate.on(london_day(now()))
    return load_rulebook().rules.in_force(
        "reasonable-grounds-test",
        anchors={"reasonable-grounds-decided": today},
        nation=read.case.about.nation,
    )


def _page(
    request: HttpRequest,
    form: DecisionForm,
    read: reading.CasePage,
    *,
    since: tuple[TimelineEntry, ...] = (),
) -> HttpResponse:
    # After what was recorded meanwhile has been shown, the form is of the new version.
    version = str(read.case.version) if since else form.typed("version")
    return render(
        request,
        "decide.jinja",
        {
            "page": case_page.shown(read),
            "form": form,
            "version": version,
            "since": since,
            "test": _test_of_the_day(read),
            "today": wording.day(london_day(now())),
            "outcomes": [
                (each.value, words.OUTCOMES[each], _ABOUT_OUTCOMES[each])
                for each in Outcome
            ],
            "reasons": list(form.fields["other_reasons"].choices),  # type: ignore[attr-defined]
            "colleagues": list(form.fields["reviewed_by"].choices)[1:],  # type: ignore[attr-defined]
            "longest_minute": LONGEST_MINUTE,
        },
        status=422 if form.errors else 200,
    )
