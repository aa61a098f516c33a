"""`opennrm rules try`: an invented register under a reform, beside the baseline."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import click

from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.progress import Report, progress
from opennrm.cli.rule_set_option import rule_set_argument
from opennrm.errors import Family, OpenNRMError
from opennrm.rules import changes_told
from opennrm.rules.differing import changes
from opennrm.rules.manifests import Base, Manifest
from opennrm.rules.rule_sets import RuleSet, baseline, load_rule_set

if TYPE_CHECKING:
    from opennrm.synth.comparing import Measure
    from opennrm.synth.recordings import SimulatedFacts

REFERRALS: Final = 1_000
SEED: Final = 20_251_231

_LEAST: Final = 200
_SYNTHETIC: Final = (
    "Synthetic: nobody in these registers exists. "
    "Their figures are evidence of nothing but what was assumed."
)
_ASSUMED: Final = (
    "The same people are referred on the same days; what follows is drawn anew, so "
    "small differences are chance.",
    "As many cases are taken up a day, with panels or without, and as large a share "
    "of decisions is positive.",
    "A panel meets 5 to 12 working days after its papers went out, and the decision "
    "waits for it.",
    "As many people want support, and as many leave it early; providers have a place "
    "for everyone.",
)


class NotAReform(OpenNRMError):
    """A rule set that is not laid over the baseline has nothing to be set beside."""

    code: ClassVar[str] = "not-a-reform"
    family: ClassVar[Family] = Family.CALL


@click.command("try")
@rule_set_argument
@click.option(
    "--referrals",
    default=REFERRALS,
    show_default=True,
    type=click.IntRange(min=_LEAST),
    help="How many referrals to invent, over twelve years, in each register.",
)
@click.option(
    "--seed",
    default=SEED,
    show_default=True,
    type=click.IntRange(min=0),
    help="The same seed gives the same registers.",
)
@json_option
@home_option(expose=False)
def try_reform(rule_set: Path, referrals: int, seed: int, as_json: bool) -> None:
    """Invent a register under the baseline and one under NAME|DIR, and compare them.

    The same people arrive in both. What differs is counted over the referrals received
    since the rules differ. It shows what the rules do by themselves, under the
    assumptions that it prints; it is no forecast.
    """
    other = load_rule_set(rule_set)
    about = _reform(other)
    since = _first_day(other)
    first, last = _span()
    if since is None or since > last:
        _tell_nothing(about, since, last, as_json=as_json)
        return
    since = max(since, first)
    with progress("Inventing a register under the baseline") as report:
        before = _measured(None, referrals, seed, since, report)
    with progress(f"Inventing a register under {about.name}") as report:
        after = _measured(rule_set, referrals, seed, since, report)
    if as_json:
        print_json(_as_json(about, referrals, seed, since, last, before, after))
        return
    click.echo(f"{about.banner}\n{_SYNTHETIC}\n")
    click.echo("\n".join(f"- {one}" for one in _ASSUMED))
    click.echo(
        f"\n{referrals:,} referrals invented in each, from {first} to {last}, with the "
        f"seed {seed}.\nCounted: those received since {since}, from which day the "
        f"rules differ, as they stand on {last}.\n"
    )
    click.echo(_as_text(about, before, after))


def _reform(other: RuleSet) -> Manifest:
    about = other.about
    assert about is not None, "only the baseline says nothing of itself"
    if about.base is not Base.BASELINE:
        raise NotAReform(
            f"'{about.name}' is a mechanism of its own and not laid over the baseline, "
            "whose register is invented here. Name a reform of the baseline; "
            "`opennrm rules diff` sets any rule set beside it."
        )
    return about


def _first_day(other: RuleSet) -> date | None:
    from opennrm.synth.comparing import first_difference

    return first_difference(changes(baseline(), other))


def _span() -> tuple[date, date]:
    """The first and the last day of the invented register."""
    from opennrm.synth.calibration_file import load_calibration

    quarters = load_calibration().quarters
    return quarters[0].first, quarters[-1].last


def _measured(
    rule_set: Path | None, referrals: int, seed: int, since: date, report: Report
) -> "tuple[Measure, ...]":
    import numpy as np

    from opennrm.cases.rulebook import load_rulebook
    from opennrm.synth.comparing import measures
    from opennrm.synth.simulating import simulate

    first, last = _span()
    stream = simulate(
        referrals=referrals,
        rng=np.random.default_rng(seed),
        book=load_rulebook(directory=rule_set),
    )
    told = _telling(stream, report, first=first, days=(last - first).days + 1)
    return measures(told, since=since, until=last)


def _telling(
    stream: "Iterator[SimulatedFacts]", report: Report, *, first: date, days: int
) -> "Iterator[SimulatedFacts]":
    """The stream itself; progress is told in simulated days."""
    for batch in stream:
        report(min((batch.recorded_at.date() - first).days + 1, days), days)
        yield batch


def _tell_nothing(
    about: Manifest, since: date | None, last: date, *, as_json: bool
) -> None:
    """Say that the register ends before the reform begins, so that nothing differs."""
    why = (
        "It does not differ from the baseline."
        if since is None
        else f"It differs from {since} on, and the invented register ends on {last}: "
        "nothing in it would differ. Copy the reform and give it an earlier day, as if "
        "it had been made then."
    )
    if as_json:
        print_json(
            {
                "rule_set": changes_told.set_as_json(about),
                "synthetic": True,
                "differs_from": None if since is None else since.isoformat(),
                "note": why,
                "measures": [],
            }
        )
    else:
        click.echo(f"{about.banner}\n\n{why}")


def _as_json(
    about: Manifest,
    referrals: int,
    seed: int,
    since: date,
    last: date,
    before: "tuple[Measure, ...]",
    after: "tuple[Measure, ...]",
) -> dict[str, object]:
    return {
        "rule_set": changes_told.set_as_json(about),
        "synthetic": True,
        "warning": _SYNTHETIC,
        "assumed": list(_ASSUMED),
        "referrals": referrals,
        "seed": seed,
        "differs_from": since.isoformat(),
        "as_at": last.isoformat(),
        "measures": [
            {
                "measure": was.name,
                "meaning": was.meaning,
                "unit": was.unit,
                "baseline": was.value,
                "reform": now.value,
            }
            for was, now in zip(before, after, strict=True)
        ],
    }


def _as_text(
    about: Manifest, before: "tuple[Measure, ...]", after: "tuple[Measure, ...]"
) -> str:
    rows = [("", "baseline", about.name)]
    rows += [
        (was.meaning, _told(was), _told(now))
        for was, now in zip(before, after, strict=True)
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {was:>{widths[1]}}  {now:>{widths[2]}}"
        for name, was, now in rows
    )


def _told(measure: "Measure") -> str:
    """A value in its unit; `none` where there was nothing to count it on."""
    value = measure.value
    if value is None:
        return "none"
    if measure.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if measure.unit == "count" else f"{value:,.1f}"
