"""The stored name of every fact, and the class that reads and writes it."""

from opennrm.cases.facts._decisions import (
    ConclusiveGroundsDecided,
    ConclusiveGroundsRevoked,
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DecisionProposed,
    DecisionReviewed,
    DecisionServed,
    InformationReceived,
    InformationRequested,
    PanelConcluded,
    PanelConflictDeclared,
    PanelConvened,
    PanelDisagreementSettled,
    PanelVoted,
    ReasonableGroundsDecided,
)
from opennrm.cases.facts._intake import (
    AuthorityAssigned,
    CaseTransferred,
    DecisionMakerAssigned,
    DuplicateLinked,
    DuplicateUnlinked,
    FormFirstReceived,
    NotificationReceived,
    ProcedureSet,
    ReferralCompleted,
    ReferralDetailAdded,
    ReferralReceived,
    ReferralRejected,
    ReferralReturned,
)
from opennrm.cases.facts._leaving import (
    CaseResumed,
    CaseSuspended,
    CaseWithdrawn,
    ConsentRecorded,
)
from opennrm.cases.facts._letters import (
    ContactRecorded,
    FactWithdrawn,
    LetterDelivered,
    LetterIssued,
)
from opennrm.cases.facts._looking_again import (
    DisqualificationConsidered,
    DisqualificationDecided,
    DisqualificationQuashed,
    ReconsiderationAccepted,
    ReconsiderationAskingDeclined,
    ReconsiderationBarred,
    ReconsiderationExtensionAgreed,
    ReconsiderationRefused,
    ReconsiderationRequested,
)
from opennrm.cases.facts._person import (
    AdulthoodReached,
    AgeAssessed,
    DeathRecorded,
    FoundAgain,
    LeftCountry,
    PoliceInformed,
    PoliceOutcomeRecorded,
    PoliceRecorded,
    TransitionPackShared,
    WentMissing,
)
from opennrm.cases.facts._support import (
    GuardianAppointed,
    GuardianEnded,
    LeaveConsidered,
    LeaveCurtailed,
    LeaveDecided,
    MoveOnStarted,
    NeedsAssessed,
    RecoveryPeriodGranted,
    RecoveryPeriodWithheld,
    ReferredOnward,
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportExtensionRefused,
    SupportOffered,
    SupportRequested,
    SupportStarted,
    VoluntaryReturnMade,
)

Fact = (
    ReferralReceived
    | NotificationReceived
    | ReferralReturned
    | ReferralCompleted
    | ReferralRejected
    | ReferralDetailAdded
    | DuplicateLinked
    | DuplicateUnlinked
    | FormFirstReceived
    | ProcedureSet
    | AuthorityAssigned
    | CaseTransferred
    | DecisionMakerAssigned
    | InformationRequested
    | InformationReceived
    | ReasonableGroundsDecided
    | ConclusiveGroundsDecided
    | DecisionProposed
    | DecisionReviewed
    | DecisionServed
    | DecisionDelayRequested
    | DecisionDelayAnswered
    | PanelConvened
    | PanelConflictDeclared
    | PanelVoted
    | PanelConcluded
    | PanelDisagreementSettled
    | ConclusiveGroundsRevoked
    | ReconsiderationRequested
    | ReconsiderationAccepted
    | ReconsiderationRefused
    | ReconsiderationBarred
    | ReconsiderationExtensionAgreed
    | ReconsiderationAskingDeclined
    | CaseSuspended
    | CaseResumed
    | CaseWithdrawn
    | ConsentRecorded
    | DisqualificationConsidered
    | DisqualificationDecided
    | DisqualificationQuashed
    | SupportRequested
    | SupportOffered
    | SupportStarted
    | SupportDeclined
    | SupportExtended
    | SupportExtensionRefused
    | NeedsAssessed
    | MoveOnStarted
    | SupportEnded
    | RecoveryPeriodWithheld
    | RecoveryPeriodGranted
    | ReferredOnward
    | GuardianAppointed
    | GuardianEnded
    | LeaveConsidered
    | LeaveDecided
    | LeaveCurtailed
    | VoluntaryReturnMade
    | PoliceInformed
    | PoliceRecorded
    | PoliceOutcomeRecorded
    | AgeAssessed
    | AdulthoodReached
    | TransitionPackShared
    | WentMissing
    | FoundAgain
    | LeftCountry
    | DeathRecorded
    | ContactRecorded
    | LetterIssued
    | LetterDelivered
    | FactWithdrawn
)

FACTS: dict[str, type[Fact]] = {
    "referral-received@1": ReferralReceived,
    "notification-received@1": NotificationReceived,
    "referral-returned@1": ReferralReturned,
    "referral-completed@1": ReferralCompleted,
    "referral-rejected@1": ReferralRejected,
    "referral-detail-added@1": ReferralDetailAdded,
    "duplicate-linked@1": DuplicateLinked,
    "duplicate-unlinked@1": DuplicateUnlinked,
    "form-first-received@1": FormFirstReceived,
    "procedure-set@1": ProcedureSet,
    "authority-assigned@1": AuthorityAssigned,
    "case-transferred@1": CaseTransferred,
    "decision-maker-assigned@1": DecisionMakerAssigned,
    "information-requested@1": InformationRequested,
    "information-received@1": InformationReceived,
    "reasonable-grounds-decided@1": ReasonableGroundsDecided,
    "conclusive-grounds-decided@1": ConclusiveGroundsDecided,
    "decision-proposed@1": DecisionProposed,
    "decision-reviewed@1": DecisionReviewed,
    "decision-served@1": DecisionServed,
    "decision-delay-requested@1": DecisionDelayRequested,
    "decision-delay-answered@1": DecisionDelayAnswered,
    "panel-convened@1": PanelConvened,
    "panel-conflict-declared@1": PanelConflictDeclared,
    "panel-voted@1": PanelVoted,
    "panel-concluded@1": PanelConcluded,
    "panel-disagreement-settled@1": PanelDisagreementSettled,
    "conclusive-grounds-revoked@1": ConclusiveGroundsRevoked,
    "reconsideration-requested@1": ReconsiderationRequested,
    "reconsideration-accepted@1": ReconsiderationAccepted,
    "reconsideration-refused@1": ReconsiderationRefused,
    "reconsideration-barred@1": ReconsiderationBarred,
    "reconsideration-extension-agreed@1": ReconsiderationExtensionAgreed,
    "reconsideration-asking-declined@1": ReconsiderationAskingDeclined,
    "case-suspended@1": CaseSuspended,
    "case-resumed@1": CaseResumed,
    "case-withdrawn@1": CaseWithdrawn,
    "consent-recorded@1": ConsentRecorded,
    "disqualification-considered@1": DisqualificationConsidered,
    "disqualification-decided@1": DisqualificationDecided,
    "disqualification-quashed@1": DisqualificationQuashed,
    "support-requested@1": SupportRequested,
    "support-offered@1": SupportOffered,
    "support-started@1": SupportStarted,
    "support-declined@1": SupportDeclined,
    "support-extended@1": SupportExtended,
    "support-extension-refused@1": SupportExtensionRefused,
    "needs-assessed@1": NeedsAssessed,
    "move-on-started@1": MoveOnStarted,
    "support-ended@1": SupportEnded,
    "recovery-period-withheld@1": RecoveryPeriodWithheld,
    "recovery-period-granted@1": RecoveryPeriodGranted,
    "referred-onward@1": ReferredOnward,
    "guardian-appointed@1": GuardianAppointed,
    "guardian-ended@1": GuardianEnded,
    "leave-considered@1": LeaveConsidered,
    "leave-decided@1": LeaveDecided,
    "leave-curtailed@1": LeaveCurtailed,
    "voluntary-return-made@1": VoluntaryReturnMade,
    "police-informed@1": PoliceInformed,
    "police-recorded@1": PoliceRecorded,
    "police-outcome-recorded@1": PoliceOutcomeRecorded,
    "age-assessed@1": AgeAssessed,
    "adulthood-reached@1": AdulthoodReached,
    "transition-pack-shared@1": TransitionPackShared,
    "went-missing@1": WentMissing,
    "found-again@1": FoundAgain,
    "left-country@1": LeftCountry,
    "death-recorded@1": DeathRecorded,
    "contact-recorded@1": ContactRecorded,
    "letter-issued@1": LetterIssued,
    "letter-delivered@1": LetterDelivered,
    "fact-withdrawn@1": FactWithdrawn,
}

NAMES: dict[type[Fact], str] = {kind: name for name, kind in FACTS.items()}
