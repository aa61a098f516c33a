import json
import sys
from collections.abc import Iterator
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from opennrm.cli import main as frame
from opennrm.cli.main import COMMANDS, main
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.errors import Family, Fault, FaultsFound, OpenNRMError
from opennrm.home import Home


class Refused(OpenNRMError):
    code = "refused-by-the-frame-test"
    family = Family.REFUSED


@click.command("probe")
@home_option()
@json_option
@click.option("--fail")
def probe(home: Home, as_json: bool, fail: str | None) -> None:
    if fail == "refused":
        raise Refused("Not on 1 February 2024. Wait a day.")
    if fail == "faults":
        raise FaultsFound("Refused.", [Fault(file="a.csv", line=3, what="is bad.")])
    if fail == "keyboard":
        raise KeyboardInterrupt
    if as_json:
        print_json({"home": str(home.path)})
    else:
        click.echo(home.path)


@pytest.fixture(autouse=True)
def _probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    main.add_command(probe)
    monkeypatch.setenv("OPENNRM_HOME", "/from/environment")
    yield
    main.commands.pop("probe")


def run(*words: str):
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    ("words", "home"),
    [
        (["probe"], "/from/environment"),
        (["--home", "/before", "probe"], "/before"),
        (["probe", "--home", "/after"], "/after"),
        (["--home", "/before", "probe", "--home", "/after"], "/after"),
    ],
)
def test_the_home_is_taken_before_or_after_the_command(words: list[str], home: str):
    """The later one wins; without one the environment names it."""
    assert f"{home}\n" == run(*words).stdout


def test_help_lists_the_commands_without_importing_them(
    monkeypatch: pytest.MonkeyPatch,
):
    """A newcomer sees every command, and help is quick."""
    seen: list[str] = []
    monkeypatch.setattr(frame, "import_module", lambda name: seen.append(name))
    monkeypatch.setattr(frame, "_is_there", lambda _: True)
    main.commands.pop("probe")
    shown = run("--help").stdout
    main.add_command(probe)
    assert [] == seen
    assert [] == [name for name in COMMANDS if f"\n  {name} " not in shown]


def test_version_is_shown():
    """The version is that of the installed package."""
    assert run("--version").stdout.startswith("opennrm, version 20")


def test_an_error_goes_to_standard_error_with_the_status_of_its_family():
    """Nothing of it is on standard output."""
    result = run("probe", "--fail", "refused")
    assert 11 == result.exit_code
    assert "" == result.stdout
    assert "Error: Not on 1 February 2024. Wait a day.\n" == result.stderr


def test_an_error_under_json_is_one_document_on_standard_output():
    """A program gets every fault as a row."""
    result = run("probe", "--json", "--fail", "faults")
    assert 14 == result.exit_code
    error = json.loads(result.stdout)["error"]
    assert ("faults-found", "input", 14) == (
        error["code"],
        error["family"],
        error["exit_status"],
    )
    assert 3 == error["faults"][0]["line"]


def test_a_wrong_call_ends_with_2():
    """An unknown option is a wrong call, in JSON too."""
    assert 2 == run("probe", "--nope").exit_code
    result = run("probe", "--nope", "--json")
    assert 2 == result.exit_code
    assert "wrong-call" == json.loads(result.stdout)["error"]["code"]


def test_an_unknown_command_is_a_wrong_call():
    """It names the command that it does not know."""
    result = run("nope")
    assert 2 == result.exit_code
    assert "No such command 'nope'" in result.stderr


def test_json_after_a_double_dash_is_not_an_option():
    """What follows -- is an argument."""
    assert "" == run("probe", "--", "--json").stdout


def test_stopping_from_the_keyboard_is_quiet():
    """No traceback, and the status that a shell expects."""
    result = run("probe", "--fail", "keyboard")
    assert 130 == result.exit_code
    assert "Stopped." in result.stderr


def test_success_ends_with_0():
    """And prints the one document."""
    result = run("probe", "--json")
    assert 0 == result.exit_code
    assert {"home": "/from/environment"} == json.loads(result.stdout)


@pytest.mark.parametrize(
    ("library", "extra"),
    [
        ("django.core", "service"),
        ("granian", "service"),
        ("statsmodels", "research"),
        ("pyspark", "spark"),
    ],
)
def test_a_command_without_its_libraries_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, library: str, extra: str
):
    """The base install has no web framework and says how to get it."""

    def missing(_: str) -> ModuleType:
        raise ModuleNotFoundError(name=library)

    monkeypatch.setattr(frame, "import_module", missing)
    monkeypatch.setattr(frame, "_is_there", lambda _: True)
    result = run("serve")
    assert 2 == result.exit_code
    assert f"pip install 'opennrm[{extra}]'" in result.stderr


def test_a_library_that_is_missed_while_the_command_runs_is_named_too():
    """A command may look for the record's libraries only when it needs them."""

    @click.command("late")
    def late() -> None:
        raise ModuleNotFoundError(name="django")

    main.add_command(late)
    result = run("late")
    main.commands.pop("late")
    assert 2 == result.exit_code
    assert "`opennrm late` needs the library django" in result.stderr


def test_outside_a_shell_errors_are_raised():
    """Code that calls the command itself gets the errors, not an exit."""
    with pytest.raises(Refused):
        main(["probe", "--fail", "refused"], standalone_mode=False)
    with pytest.raises(click.NoSuchOption):
        main(["probe", "--nope"], standalone_mode=False)
    with pytest.raises(click.Abort):
        main(["probe", "--fail", "keyboard"], standalone_mode=False)
    assert main(["probe"], standalone_mode=False) is None


def test_an_entry_that_leads_to_no_command_is_a_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch,
):
    """It does not show as an unknown command."""
    module = ModuleType("opennrm.cli.serve")
    module.serve = "no command"  # type: ignore[attr-defined]
    monkeypatch.setattr(frame, "import_module", lambda _: module)
    monkeypatch.setattr(frame, "_is_there", lambda _: True)
    assert isinstance(run("serve").exception, TypeError)


def test_a_command_that_is_not_part_of_the_installation_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
):
    """An entry without its module is not offered."""
    monkeypatch.setattr(frame, "_is_there", lambda _: False)
    assert 2 == run("serve").exit_code


def test_a_missing_module_of_our_own_is_not_blamed_on_an_extra(
    monkeypatch: pytest.MonkeyPatch,
):
    """A mistake in the package shows as what it is."""

    def missing(_: str) -> ModuleType:
        raise ModuleNotFoundError(name="opennrm.cases.lost")

    monkeypatch.setattr(frame, "import_module", missing)
    monkeypatch.setattr(frame, "_is_there", lambda _: True)
    assert isinstance(run("serve").exception, ModuleNotFoundError)


def test_a_command_is_imported_by_name(monkeypatch: pytest.MonkeyPatch):
    """Each entry of the table leads to a module and a command in it."""
    module = ModuleType("opennrm.cli.serve")
    module.serve = probe  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "opennrm.cli.serve", module)
    monkeypatch.setattr(frame, "_is_there", lambda _: True)
    assert "/from/environment\n" == run("serve").stdout


def test_every_command_that_is_there_loads():
    """The table names no attribute that its module lacks."""
    context = click.Context(main)
    names = [name for name in main.list_commands(context) if name in COMMANDS]
    loaded = [main.get_command(context, name) for name in names]
    assert len(names) == len([command for command in loaded if command])
