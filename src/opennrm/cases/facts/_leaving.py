"""Pauses, ends and consents."""

from dataclasses import dataclass

from opennrm.cases.facts._kinds import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended:
    """The person is missing and there is not enough to decide, or the like."""

    reason: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed:
    """Contact or evidence was regained."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn:
    """The adult left the mechanism, or it was in the child's best interests."""

    reason: str
    requested_by: str
    best_interests_determination: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded:
    """A consent was given, refused or withdrawn, for one purpose, under one text."""

    purpose: str
    answer: str
    text_version: str
    language: str
    interpreter: bool
