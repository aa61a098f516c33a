"""What fills the gaps of a letter: days, names and numbers read from case and rules.

Each is read only where a text names it. What the case does not hold is None, and a
letter that needs it is refused rather than sent with a gap.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, Decision, State, Track
from opennrm.cases.clocks import last_day_to_ask, minimum_recovery_end
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.history import RecordedFact
from opennrm.cases.notices import event_of
from opennrm.cases.rulebook import Rulebook
from opennrm.letters.texts import Language
from opennrm.paper.wording import listed
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague, RuleVersion

EVENT: Final = "event"
"""What a condition names to ask which fact it is: event=case-resumed."""
_SUPPORTED = (State.STARTED, State.EXTENDED, State.ASSESSED, State.MOVING_ON)
# The code list of each coded field that a text may name.
_LISTS: Final = {
    "agency": ("shared_by", "agency"),
    "asked_for": ("asked_for", "information_kind"),
    "asked_of": ("asked_of", "information_source"),
    "authority": ("authority", "competent_authority"),
    "country": ("country", "country"),
    "departure_evidence": ("evidence", "departure_evidence"),
    "disqualification_ground": ("ground", "disqualification_ground"),
    "guardian_service": ("service", "guardian_service"),
    "needs": ("needs", "outcome_area"),
    "police_force": ("police_force", "police_force"),
    "police_force_limb": ("limb", "police_force_limb"),
    "refusal_reason": ("reason", "reconsideration_refusal"),
    "suspension_reason": ("reason", "suspension_reason"),
    "support_kind": ("kind", "support_kind"),
    "withdrawal_reason": ("reason", "withdrawal_reason"),
}
_PROPER: Final = frozenset({"authority", "country", "police_force"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one letter tells: of which fact of which case, in which language, when."""

    case: Case
    told: RecordedFact
    decision: Decision | None
    recipient: str
    language: Language
    reference: str
    written_on: date
    book: Rulebook
    minute: bool

    def rule(self, key: str, when: PartialDate) -> RuleVersion | None:
        """The version of a rule that a date of the case picks; None without one."""
        return applied(self.case, key, dated=when, book=self.book)

    def written(self, when: PartialDate | date | None) -> str | None:
        """A day in the words of the language; None where there is none."""
        if when is None:
            return None
        day = when if isinstance(when, date) else when.day_for("A letter")
        return self.language.written(day)

    def field(self, name: str) -> object:
        """A field of the fact it tells of; None where that fact has none."""
        return getattr(self.told.fact, name, None)

    def holds(self, condition: str) -> bool:
        """Whether a condition of a text holds: a flag, or field=value."""
        name, equals, value = condition.partition("=")
        if name == EVENT:
            return event_of(self.told) == value
        if equals:
            found = self.field(name)
            said = (
                {True: "yes", False: "no"}.get(found)
                if found in (True, False)
                else found
            )
            return str(said) == value
        return FLAGS[name](self)


def decision_told(case: Case, told: RecordedFact) -> Decision | None:
    """The decision that a fact is, or speaks of; None where it is about no decision."""
    version: int | None = told.version
    fact = told.fact
    request = getattr(fact, "request", None)
    if request is not None:
        version = next(
            (r.decision for r in case.reconsiderations if r.version == request), None
        )
    elif hasattr(fact, "decision"):
        version = fact.decision
    return next((d for d in case.decisions if d.version == version), None)


def _label(telling: Telling, placeholder: str) -> str | None:
    """The label of a coded field, or of several joined in a sentence."""
    field, key = _LISTS[placeholder]
    codes = telling.field(field)
    if codes is None:
        return None
    each = (codes,) if isinstance(codes, str) else codes
    assert isinstance(each, tuple)
    names = [telling.book.codes.list(key).member(code).name for code in each]
    if placeholder not in _PROPER:
        names = [name[:1].lower() + name[1:] for name in names]
    return listed(names)


def _labelled(placeholder: str) -> Callable[[Telling], str | None]:
    return lambda telling: _label(telling, placeholder)


def _day_of(field: str) -> Callable[[Telling], str | None]:
    def day(telling: Telling) -> str | None:
        found = telling.field(field)
        assert found is None or isinstance(found, date | PartialDate)
        return telling.written(found)

    return day


def _asks_until(telling: Telling, *basis: str) -> date | None:
    """The last day to ask on these grounds, or None where there is no limit."""
    decision = telling.decision
    if decision is None or decision.outcome is Outcome.POSITIVE:
        return None
    last, _ = last_day_to_ask(
        decision, basis=basis, nation=telling.case.about.nation, book=telling.book
    )
    return last


def _test(telling: Telling) -> str | None:
    """What the decision had to find, in the words of the rule that it applied."""
    if telling.decision is None:
        return None
    return telling.book.rules.version(telling.decision.rule).text


def _recovery_end(telling: Telling) -> str | None:
    started = telling.case.recovery_started
    if started is None:
        return None
    ends_on, _ = minimum_recovery_end(
        started, nation=telling.case.about.nation, book=telling.book
    )
    return telling.written(ends_on)


def _exit_days(telling: Telling) -> str | None:
    period = telling.rule("exit-period", telling.told.occurred)
    return str(period.number) if period is not None else None


def _move_on_days(telling: Telling) -> str | None:
    try:
        minimum = telling.rule("move-on-minimum", telling.told.occurred)
    except AnchorTooVague:  # the month of the change: no length is promised
        return None
    return str(minimum.number) if minimum is not None else None


_VALUES: Final[Mapping[str, Callable[[Telling], str | None]]] = {
    "reference": lambda telling: telling.reference,
    "letter_day": lambda telling: telling.written(telling.written_on),
    "event_day": lambda telling: telling.written(telling.told.occurred),
    "received_day": lambda telling: telling.written(telling.case.received),
    "decision_day": lambda telling: telling.written(
        None if telling.decision is None else telling.decision.decided
    ),
    "ask_day": lambda t: t.written(_asks_until(t, "guidance", "new_evidence")),
    "guidance_day": lambda t: t.written(_asks_until(t, "guidance")),
    "test": _test,
    "recovery_end_day": _recovery_end,
    "exit_days": _exit_days,
    "move_on_days": _move_on_days,
    "until_day": _day_of("until"),
    "due_day": _day_of("due_on"),
    "since_day": _day_of("since"),
    "agreed_until_day": _day_of("agreed_until"),
    "requested_day": _day_of("requested_on"),
    **{name: _labelled(name) for name in _LISTS},
}
PLACEHOLDERS: Final = tuple(_VALUES)
"""Everything that a text may name in braces."""


def value(telling: Telling, placeholder: str) -> str | None:
    """What fills one gap; None where the case does not hold it."""
    return _VALUES[placeholder](telling)


def _no_limit(telling: Telling) -> bool:
    return _asks_until(telling, "guidance") is None


def _one_limit(telling: Telling) -> bool:
    """Whether one day closes both grounds; else new evidence has no limit."""
    return _asks_until(telling, "guidance", "new_evidence") is not None


def _late_exceptional(telling: Telling) -> bool:
    if telling.decision is None:
        return False
    window = telling.rule("reconsideration-window", telling.decision.decided)
    if window is None:
        return False
    return window.parameter("late_request") == "exceptional_circumstances"


def _person_may_ask(telling: Telling) -> bool:
    asks = telling.rule("reconsideration-requester", telling.told.occurred)
    return asks is None or "individual" in asks.codes


def _barred_somewhere(telling: Telling) -> bool:
    return telling.rule("reconsideration-bar", telling.told.occurred) is not None


def _second_decision_due(telling: Telling) -> bool:
    """Whether a disqualification leaves the conclusive decision due."""
    if telling.case.decision(Stage.CONCLUSIVE_GROUNDS) is not None:
        return False
    rule = telling.rule("conclusive-after-disqualification", telling.told.occurred)
    return rule is not None and "still_due" in rule.codes


def _recovery(telling: Telling) -> bool:
    started = telling.case.recovery_started
    return started is not None and started == telling.told.occurred


def _supported(telling: Telling) -> bool:
    return telling.case.tracks[Track.SUPPORT] in _SUPPORTED


def _of_stage(stage: Stage) -> Callable[[Telling], bool]:
    return lambda t: t.decision is not None and t.decision.stage is stage


def _in_nation(nation: str) -> Callable[[Telling], bool]:
    return lambda telling: telling.case.about.nation == nation


FLAGS: Final[Mapping[str, Callable[[Telling], bool]]] = {
    "to_the_person": lambda telling: telling.recipient == "person",
    "child": lambda telling: telling.case.is_child,
    "adult": lambda telling: not telling.case.is_child,
    "reasonable_grounds": _of_stage(Stage.REASONABLE_GROUNDS),
    "conclusive_grounds": _of_stage(Stage.CONCLUSIVE_GROUNDS),
    "after_reconsideration": lambda t: (
        t.decision is not None and t.decision.after_reconsideration
    ),
    "reviewed": lambda telling: telling.field("reviewed_by") is not None,
    "test_worded": lambda telling: _test(telling) is not None,
    "recovery": _recovery,
    "second_decision_due": _second_decision_due,
    "supported": _supported,
    "exit_period": lambda t: _supported(t) and _exit_days(t) is not None,
    "move_on": lambda telling: _move_on_days(telling) is not None,
    "no_limit": _no_limit,
    "one_limit": _one_limit,
    "late_exceptional": _late_exceptional,
    "person_may_ask": _person_may_ask,
    "barred_somewhere": _barred_somewhere,
    "minute": lambda telling: telling.minute,
    "has_until": lambda telling: telling.field("until") is not None,
    "has_due": lambda telling: telling.field("due_on") is not None,
    "has_agreed_until": lambda telling: telling.field("agreed_until") is not None,
    **{
        nation: _in_nation(nation)
        for nation in ("england", "wales", "scotland", "northern_ireland")
    },
}
"""Everything that a text may make itself depend on, beside field=value."""
