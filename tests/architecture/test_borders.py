"""Every import contract holds, and each has caught a breach made on purpose."""

import os
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = SETTINGS["tool"]["importlinter"]["contracts"]
LAYERS: list[str] = next(c["layers"] for c in CONTRACTS if c["id"] == "rooms")

# One breach a contract: the module that is planted and what it imports.
BREACHES = {
    "rooms": ("rules", "opennrm.cases"),
    "record-half": ("services", "opennrm.statistics"),
    "counting-half": ("window", "opennrm.store"),
    "no-cases": ("sources", "opennrm.cases"),
    "no-django": ("extract", "django"),
    "light-frame": ("cli", "opennrm.store"),
    "research-libraries": ("statistics", "scipy"),
}


def rooms_of(layer: str) -> list[str]:
    """The rooms of one layer, without the brackets of those not built yet."""
    return [room.strip(" ()") for room in layer.split("|")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package in which breaches can be planted."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    shutil.copytree(
        ROOT / "src" / "opennrm",
        house / "src" / "opennrm",
        ignore=shutil.ignore_patterns(
            "__pycache__", "*.css", "*.js", "*.woff2", "*.yaml", "static"
        ),
    )
    return house


def plant(house: Path, room: str, imported: str, name: str = "planted") -> Path:
    """Put a module into a room that imports something, and give its path."""
    module = house / "src" / "opennrm" / room / f"{name}.py"
    module.write_text(f"import {imported}\n", encoding="utf-8")
    return module


def lint(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the copied house."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache", *chosen],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_is_keeps_every_contract(house: Path):
    """No room imports what it may not."""
    result = lint(house)
    assert 0 == result.returncode, result.stdout + result.stderr


@pytest.mark.parametrize("contract", [c["id"] for c in CONTRACTS])
def test_a_contract_catches_a_breach(house: Path, contract: str):
    """A contract that lets its own breach through guards nothing."""
    room, imported = BREACHES[contract]
    if contract == "light-frame":
        module = house / "src" / "opennrm" / "cli" / "output.py"
        before = module.read_text("utf-8")
        module.write_text(f"{before}\nimport {imported}\n", encoding="utf-8")
    else:
        module, before = plant(house, room, imported), ""
    try:
        result = lint(house, contract)
    finally:
        if before:
            module.write_text(before, encoding="utf-8")
        else:
            module.unlink()
    assert 1 == result.returncode, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_no_room_may_import_the_room_above_it(house: Path):
    """Each step of the order of rooms is guarded, not only the first."""
    there = [
        room
        for layer in LAYERS
        for room in rooms_of(layer)
        if (house / "src" / "opennrm" / room / "__init__.py").exists()
    ]
    steps = [
        (lower, upper)
        for upper, lower in pairwise(there)
        # Rooms of one layer stand side by side; that border is tested below.
        if not any({upper, lower} <= set(rooms_of(layer)) for layer in LAYERS)
    ]
    planted = [plant(house, low, f"opennrm.{up}") for low, up in steps]
    try:
        shown = lint(house, "rooms").stdout
    finally:
        for module in planted:
            module.unlink()
    assert [] == [
        (low, up)
        for low, up in steps
        if f"opennrm.{low}.planted -> opennrm.{up}" not in shown
    ]


def test_rooms_of_one_layer_may_not_import_each_other(house: Path):
    """The desks do not reach into the window."""
    module = plant(house, "web", "opennrm.window")
    try:
        result = lint(house, "rooms")
    finally:
        module.unlink()
    assert 1 == result.returncode
    assert "opennrm.web.planted -> opennrm.window" in result.stdout


def test_a_room_that_is_not_in_the_order_is_refused(house: Path):
    """The contract is exhaustive: a new room must take its place first."""
    room = house / "src" / "opennrm" / "annexe"
    room.mkdir()
    (room / "__init__.py").write_text("")
    try:
        result = lint(house, "rooms")
    finally:
        shutil.rmtree(room)
    assert 1 == result.returncode
    assert "annexe" in result.stdout


def test_every_contract_has_its_breach():
    """A new contract comes with the breach that proves it."""
    assert sorted(BREACHES) == sorted(contract["id"] for contract in CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "key", "rooms"),
    [
        ("record-half", "source_modules", "store services web api"),
        (
            "record-half",
            "forbidden_modules",
            "publications research statistics synth sources",
        ),
        (
            "counting-half",
            "source_modules",
            "publications research statistics synth sources window",
        ),
        ("counting-half", "forbidden_modules", "store services"),
        ("no-cases", "source_modules", "statistics research sources"),
    ],
)
def test_a_contract_names_every_room_that_it_is_about(
    contract: str, key: str, rooms: str
):
    """A room that was built is named whole, one that was not as `room.*`."""
    named = next(c[key] for c in CONTRACTS if c["id"] == contract)
    wanted = []
    for room in rooms.split():
        built = (ROOT / "src" / "opennrm" / room / "__init__.py").exists()
        optional = any(f"({room})" in layer for layer in LAYERS)
        wanted.append(
            f"opennrm.{room}" if built or not optional else f"opennrm.{room}.*"
        )
    assert wanted == named


def test_django_is_refused_in_every_room_below_the_store():
    """The list of rooms without Django follows from the order of rooms."""
    below = LAYERS[LAYERS.index("store") + 1 :]
    wanted = {room for layer in below for room in rooms_of(layer)}
    named = next(c["source_modules"] for c in CONTRACTS if c["id"] == "no-django")
    assert wanted == {module.split(".")[1] for module in named}
