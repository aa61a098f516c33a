"""The joint shape, the areas and the names are read strictly and fit the lists."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.synth.calibration_file import DATA, load_calibration
from opennrm.synth.identities import FaultyNames, load_names
from opennrm.synth.joint import FaultyShape, load_joint_shape
from opennrm.synth.mixing import Mixer, family, single_type

BOOK = load_rulebook()


def _copy(tmp_path: Path, name: str, old: str, new: str) -> Path:
    text = Path(str(DATA / name)).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_code_is_in_the_code_lists() -> None:
    """Nationalities, organisations, forces, counties and councils all exist."""
    shape = load_joint_shape()
    codes = BOOK.codes
    for kind in shape.classes:
        for nationality, _ in kind.members:
            for code in nationality:
                assert code in codes.list("nationality")
    for code in shape.european_economic_area:
        assert code in codes.list("nationality")
    for organisations in shape.organisations.values():
        for code in organisations:
            assert code in codes.list("first_responder")
    for area in shape.areas:
        assert area.force in codes.list("first_responder")
        assert area.force in codes.list("police_force")
        assert all(county in codes.list("county") for county in area.counties)
        assert all(c in codes.list("local_authority") for c in area.councils)
        assert all(c in codes.list("first_responder") for c in area.councils)


def test_every_area_has_a_council_in_every_quarter() -> None:
    """Councils come and go; there is always one that is told about a child."""
    listed = BOOK.codes.list("local_authority")
    for area in load_joint_shape().areas:
        for quarter in load_calibration().quarters:
            assert any(
                listed.member(code).in_force(quarter.first)
                and listed.member(code).in_force(quarter.last)
                for code in area.councils
            ), f"{area.force} {quarter}"


def test_the_mix_has_the_margins_of_its_quarter() -> None:
    """After fitting, each margin is the calibrated one to a tenth of a point."""
    calibration = load_calibration()
    mixer = Mixer(calibration, load_joint_shape(), BOOK)
    blocks = (
        "age_at_exploitation",
        "location_of_exploitation",
        "first_responder_type",
        "gender",
    )
    for quarter in calibration.quarters:
        mix = mixer.mix(quarter)
        assert 1 == pytest.approx(mix.sum())
        assert mix.min() >= 0
        for axis, block in enumerate(blocks):
            others = tuple(place for place in range(mix.ndim) if place != axis)
            wanted = list(calibration.share(block, quarter).values())
            assert wanted == pytest.approx(mix.sum(axis=others).tolist(), abs=0.001)


def test_draws_are_spread_over_the_mix() -> None:
    """A thousand draws have the ages of the quarter, to one in two hundred."""
    mixer = Mixer(load_calibration(), load_joint_shape(), BOOK)
    drawn = mixer.draw(Quarter(2023, 1), 1_000, np.random.default_rng(1))
    wanted = load_calibration().share("age_at_exploitation", Quarter(2023, 1))
    for age, share in wanted.items():
        got = sum(kind.age == age for kind in drawn) / 1_000
        assert share == pytest.approx(got, abs=0.005)


@pytest.mark.parametrize(
    ("types", "day", "recorded"),
    [
        (("criminal",), date(2019, 9, 30), ("labour",)),
        (("criminal",), date(2019, 10, 1), ("criminal",)),
        (("sexual", "labour"), date(2019, 9, 30), ("sexual",)),
        (("sexual", "labour"), date(2019, 10, 1), ("sexual", "labour")),
        (("labour", "criminal"), date(2018, 1, 1), ("labour",)),
    ],
)
def test_types_are_those_that_were_recorded_then(
    types: tuple[str, ...], day: date, recorded: tuple[str, ...]
) -> None:
    """Before October 2019 one type was recorded, criminal inside labour."""
    assert recorded == single_type(types, on=PartialDate.on(day), book=BOOK)


def test_a_family_is_the_first_that_fits() -> None:
    """Sexual comes before labour, whatever the order of the types."""
    assert "sexual" == family(("labour", "sexual"))
    assert "not_specified" == family(("not_specified",))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("joint.yaml", "people: 5355", "people: many", "not a whole number"),
        ("joint.yaml", "age: [adult, child, unknown]", "age: [adult]", "columns"),
        ("joint.yaml", "age: [19.4, 78.5, 2.1]", "age: [19.4]", "3 numbers"),
        ("joint.yaml", "source: cells", "sauce: cells", "unknown key 'sauce'"),
        ("areas.yaml", "nation: wales", "nation: cymru", "unknown nation"),
    ],
)
def test_a_faulty_shape_is_refused(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    """The fault is told with its line and key."""
    path = _copy(tmp_path, name, old, new)
    joint = path if name == "joint.yaml" else None
    areas = path if name == "areas.yaml" else None
    with pytest.raises(FaultyShape) as refused:
        load_joint_shape(joint, areas)
    assert any(said in fault.what for fault in refused.value.faults)
    assert all(fault.line for fault in refused.value.faults)


def test_faulty_names_are_refused(tmp_path: Path) -> None:
    """A group without family names is told."""
    path = _copy(
        tmp_path,
        "names.yaml",
        "family: [Exemplaru, Mostrescu, Inventatu, Modelescu, Probariu]",
        "family: []",
    )
    with pytest.raises(FaultyNames) as refused:
        load_names(path)
    assert ["no name is listed."] == [fault.what for fault in refused.value.faults]


def test_names_lead_from_nationalities_of_the_lists() -> None:
    """Every nationality named is a code, and every other falls to one group."""
    names = load_names()
    listed = BOOK.codes.list("nationality")
    assert all(code in listed for code in names.by_nationality)
    languages = BOOK.codes.list("language")
    assert all(
        group.language is None or group.language in languages
        for group in names.groups.values()
    )
    assert names.groups["elsewhere"] is names.group(("fijian",))
    assert names.groups["caribbean"] is names.group(("jamaican", "uk"))
