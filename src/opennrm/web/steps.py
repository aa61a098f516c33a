"""The page of any step: a form made of the command's own fields.

The form checks shape; the service decides. The command id in the form makes a double
submission one step, and the version in it is the case as it was read.
"""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from opennrm.cases.commands import COMMANDS
from opennrm.cases.permissions import Command, NotPermitted
from opennrm.cases.vocabulary import FieldKind
from opennrm.cases.ways import Way
from opennrm.errors import Family, OpenNRMError
from opennrm.paper import wording
from opennrm.paper.blocks import TimelineEntry
from opennrm.rules.codes import load_codes
from opennrm.rules.dates import PartialDate, london_day
from opennrm.services import access, reading, steps
from opennrm.services.writing import Done
from opennrm.store.log import StaleCase
from opennrm.web import case_page, words
from opennrm.web.accounts import actor_of, colleagues_of
from opennrm.web.clock import now
from opennrm.web.models import Account
from opennrm.web.questions import Question, questions
from opennrm.web.shapes import DateParts, ShapeForm
from opennrm.web.signing_in import signed_in

LONGEST_TEXT: Final = 15_000

_SHOWN_ON_THE_FORM: Final = frozenset(
    {Family.REFUSED, Family.DATES, Family.RULES, Family.INPUT, Family.CALL}
)
_STALE: Final = (
    "Someone else has recorded something in this case since you opened this form. "
    "Read it again before you record this."
)
_NO_SUCH_CASE: Final = "There is no such case that you may read. Check the reference"


class StepForm(ShapeForm):
    """A step as typed."""

    on = DateParts()
    command_id = forms.UUIDField()
    version = forms.IntegerField(min_value=1)

    def __init__(
        self, data: Any = None, *, asked: tuple[Question, ...], **options: Any
    ) -> None:
        """A form with a field for each question."""
        super().__init__(data, **options)
        self.questions = asked
        for question in asked:
            self.fields[question.name] = _field(question)

    def clean(self) -> dict[str, Any]:
        """Read the dates from their three parts."""
        super().clean()
        self.cleaned_data["on"] = self.date_from_parts("on", called="the date")
        for question in self.questions:
            if question.shape == "date" and (question.needed or self._began(question)):
                read = self.date_from_parts(question.name, called="this date")
                self.cleaned_data[question.name] = read
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What was answered, by field, without what was left empty."""
        return {
            question.name: _value(question, self.cleaned_data[question.name])
            for question in self.questions
            if question.kind is not FieldKind.TOKEN
            and self.cleaned_data.get(question.name) not in (None, "", [])
        }

    def text(self) -> str | None:
        """The text that goes to the vault, exactly as typed."""
        for question in self.questions:
            if question.kind is FieldKind.TOKEN:
                return self.cleaned_data[question.name] or None
        return None

    def _began(self, question: Question) -> bool:
        return any(part.strip() for part in self.date_typed(question.name).values())


def _field(question: Question) -> forms.Field:
    missing = {"required": f"Answer: {question.title.lower()}"}
    choices = [(one[0], one[1]) for one in question.choices]
    if question.shape == "date":
        return DateParts()
    if question.shape == "checkboxes":
        return forms.MultipleChoiceField(
            choices=choices, required=question.needed, error_messages=missing
        )
    if question.shape in ("radios", "select"):
        return forms.ChoiceField(
            choices=choices, required=question.needed, error_messages=missing
        )
    longest = LONGEST_TEXT if question.shape == "textarea" else 200
    return forms.CharField(
        required=question.needed,
        max_length=longest,
        strip=question.shape != "textarea",
        error_messages={
            **missing,
            "max_length": f"This must be {longest:,} characters or fewer",
        },
    )


def _value(question: Question, typed: Any) -> Any:
    """An answer as the command takes it."""
    if question.kind is FieldKind.BOOLEAN:
        return typed == "yes"
    if question.kind in (FieldKind.VERSION, FieldKind.INTEGER):
        return int(typed)
    if question.kind is FieldKind.DATE:
        return PartialDate.on(typed)
    if question.kind is FieldKind.ACTORS:
        return [one.strip() for one in typed.split(",") if one.strip()]
    return typed


@sensitive_post_parameters("text_of_it")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(
    request: HttpRequest, account: Account, reference: str, step: str
) -> HttpResponse:
    """The form of a step, and what came of it."""
    read = reading.case_page(reference=reference, by=actor_of(account), at=now())
    command, way, offer = _offer(read, account, step)
    if request.method != "POST":
        if offer.refusal is not None:
            raise offer.refusal
        return _page(request, command, _form(None, way, read, account), read)
    form = _form(request.POST, way, read, account)
    values = _named_cases(form, account) if form.is_valid() else {}
    if form.errors:
        return _page(request, command, form, read)
    try:
        done = _take(command, form, values, read, account)
    except StaleCase:
        form.add_error(None, _STALE)
        return _page(
            request,
            command,
            form,
            read,
            since=case_page.recorded_since(read, form.cleaned_data["version"]),
        )
    except OpenNRMError as error:
        if error.family not in _SHOWN_ON_THE_FORM:
            raise
        form.refused(error, {})
        return _page(request, command, form, read)
    at = reverse("case", kwargs={"reference": done.reference})
    return redirect(f"{at}?recorded={done.version}")


def _offer(
    read: reading.CasePage, account: Account, step: str
) -> tuple[str, Way, reading.Offer]:
    """The command of an address, as this person is offered it.

    Raises: NotPermitted for whoever may read the case and not do this, and for an
        address that is no step.
    """
    for offer in read.offers:
        if offer.words.replace(" ", "-") == step:
            return offer.words, COMMANDS[offer.words], offer
    raise access.refusal(Command.READ_CASE, by=actor_of(account))


def _form(data: Any, way: Way, read: reading.CasePage, account: Account) -> StepForm:
    today = london_day(now())
    asked = questions(
        way,
        read.case,
        today=today,
        codes=load_codes(),
        colleagues=[(each.actor, each.sign_in_name) for each in colleagues_of(account)],
    )
    return StepForm(
        data,
        asked=asked,
        initial={
            "command_id": uuid4(),
            "version": read.case.version,
            "on-day": today.day,
            "on-month": today.month,
            "on-year": today.year,
        },
    )


def _named_cases(form: StepForm, account: Account) -> dict[str, Any]:
    """The answers, with other cases found by the references that were typed.

    A reference that leads nowhere is an error of its field; nothing typed is lost.
    """
    values = form.values()
    for question in form.questions:
        if question.kind is FieldKind.CASE and question.name in values:
            try:
                values[question.name] = reading.named_case(
                    values[question.name], by=actor_of(account)
                )
            except NotPermitted:
                form.add_error(question.name, _NO_SUCH_CASE)
    return values


def _take(
    command: str,
    form: StepForm,
    values: dict[str, Any],
    read: reading.CasePage,
    account: Account,
) -> Done:
    return steps.take(
        words=command,
        case_id=read.case.case_id,
        after=form.cleaned_data["version"],
        on=PartialDate.on(form.cleaned_data["on"]),
        values=values,
        text=form.text(),
        by=actor_of(account),
        at=now(),
        command_id=str(form.cleaned_data["command_id"]),
    )


def _page(
    request: HttpRequest,
    command: str,
    form: StepForm,
    read: reading.CasePage,
    *,
    since: tuple[TimelineEntry, ...] = (),
) -> HttpResponse:
    # After what was recorded meanwhile has been shown, the form is of the new version.
    version = str(read.case.version) if since else form.typed("version")
    return render(
        request,
        "step.jinja",
        {
            "page": case_page.shown(read),
            "title": words.step(command),
            "form": form,
            "version": version,
            "since": since,
            "today": wording.day(london_day(now())),
            "longest": LONGEST_TEXT,
        },
        status=422 if form.errors else 200,
    )
