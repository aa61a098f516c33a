"""Faulty rule files, calendars, code lists and sets: each refused with its fault told.

Each folder beside this file holds one fault; `refused.txt` is what is said of it, by
file, line and key. Those named `many-faults` hold several faults in several files.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from opennrm.errors import FaultsFound
from opennrm.rules.calendars import FaultyCalendars, load_calendars
from opennrm.rules.codes import FaultyCodes, load_codes
from opennrm.rules.loading import FaultyRules, load_rules
from opennrm.rules.rule_sets import FaultyRuleSet, load_rule_set

HERE = Path(__file__).parent
LOADERS: dict[str, tuple[Callable[[Path], object], type[FaultsFound]]] = {
    "rules": (load_rules, FaultyRules),
    "calendars": (load_calendars, FaultyCalendars),
    "codes": (load_codes, FaultyCodes),
    "sets": (lambda folder: load_rule_set(folder / "set"), FaultyRuleSet),
}


def folders(kind: str) -> list[Path]:
    return sorted(path for path in (HERE / kind).iterdir() if path.name != "sound")


@pytest.mark.parametrize(
    ("kind", "folder"),
    [(kind, folder) for kind in LOADERS for folder in folders(kind)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_a_faulty_file_is_refused_with_every_fault_and_its_line(
    kind: str, folder: Path
) -> None:
    """What is refused is told by file, line and key, all of it at once."""
    load, refusal = LOADERS[kind]

    with pytest.raises(refusal) as refused:
        load(folder)

    told = "".join(f"{fault}\n" for fault in refused.value.faults)
    assert (folder / "refused.txt").read_text("utf-8") == told


@pytest.mark.parametrize("kind", LOADERS)
def test_the_files_from_which_the_faulty_ones_were_made_are_sound(kind: str) -> None:
    """Without its fault each of these files is accepted."""
    load, _ = LOADERS[kind]

    load(HERE / kind / "sound")


def test_the_faults_of_all_files_are_told_at_once() -> None:
    """Three faulty files are one refusal with the faults of all three."""
    with pytest.raises(FaultyRules) as refused:
        load_rules(HERE / "rules" / "many-faults")

    named = {fault.file for fault in refused.value.faults}
    assert {"quite-empty.yaml", "waiting-time.yaml", "which-body.yaml"} == named
    assert len(refused.value.faults) == 6
