"""The command `opennrm`: finds a command, runs it, says what went wrong.

Commands are modules of this package, imported when they are called.
So `opennrm rules list` loads no web framework, and a base install, which has
none, still offers every command that does not need one.
"""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final, NamedTuple, Never

import click

from opennrm.cli.options import home_option
from opennrm.errors import FAMILIES, Family, OpenNRMError

INTERRUPTED: Final = 130
"""What a shell expects of a command that was stopped from the keyboard."""


class Entry(NamedTuple):
    """Where a command is: its module, the name in it, and its line of help."""

    module: str
    attribute: str
    help: str


COMMANDS: Final[dict[str, Entry]] = {
    "demo": Entry("demo", "demo", "Set up a synthetic register and show it."),
    "serve": Entry("serve", "serve", "Serve the desks and the release pages."),
    "worker": Entry("worker", "worker", "Write and hand over the letters due."),
    "migrate": Entry("migrate", "migrate", "Make or update the record's database."),
    "import": Entry("import_", "import_", "Read published figures into a home."),
    "rules": Entry("rules", "rules", "List, show and check the dated rules."),
    "extract": Entry("extract", "extract", "Write the extract as at a moment."),
    "table": Entry("table", "table", "Tabulate a measure."),
    "release": Entry("release", "release", "Build and verify releases."),
    "explain": Entry("explain", "explain", "Explain a published figure."),
    "research": Entry("research", "research", "Estimate what was never counted."),
    "replay": Entry("replay", "replay", "Replay a dated story; store nothing."),
    "bench": Entry("bench", "bench", "Measure speed; print ratios."),
}

_SERVICE: Final = frozenset(
    {
        "argon2",
        "axes",
        "csp",
        "django",
        "granian",
        "psycopg",
        "psycopg_pool",
        "whitenoise",
    }
)
_RESEARCH: Final = frozenset({"scipy", "statsmodels"})
_SPARK: Final = frozenset({"pyspark"})
_NOTIFY: Final = frozenset({"notifications_python_client"})


class SetMissing(OpenNRMError):
    """The command needs a set of libraries that is not installed."""

    code = "set-not-installed"
    family = Family.CALL


class Commands(click.Group):
    """The group of all commands, with one way to end for each kind of error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that are there, in the order of use."""
        there = [name for name, entry in COMMANDS.items() if _is_there(entry)]
        return [*there, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        if not _is_there(entry):
            return None
        module = import_module(f"opennrm.cli.{entry.module}")
        command = getattr(module, entry.attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"opennrm.cli.{entry.module} has no such command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Import and run the command that was named.

        Raises: SetMissing when a library of an optional set is not installed.
        """
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as cause:
            _say_which_set(ctx.invoked_subcommand, cause)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing them."""
        rows = [(name, COMMANDS[name].help) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with the exit status that fits."""
        words = list(sys.argv[1:] if args is None else args)
        in_json = _asks_for_json(words)
        try:
            status = super().main(
                words,
                prog_name=prog_name,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except OpenNRMError as error:
            if not standalone_mode:
                raise
            _tell(str(error), error.as_json() if in_json else None)
            sys.exit(error.status.exit_status)
        except click.ClickException as error:
            if not standalone_mode:
                raise
            error.show()
            if in_json:
                _print_error(_call_error(error))
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            if not standalone_mode:
                raise
            click.echo("Stopped.", err=True)
            sys.exit(INTERRUPTED)
        if not standalone_mode:
            return status
        sys.exit(status if type(status) is int else 0)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 2 wrong call, 10 and up one for each error family.",
)
@home_option(expose=False)
@click.version_option(version("opennrm"), prog_name="opennrm")
def main() -> None:
    """Run, count and explain a National Referral Mechanism."""


def _is_there(entry: Entry) -> bool:
    """Whether the module of a command is part of this installation."""
    return find_spec(f"opennrm.cli.{entry.module}") is not None


def _say_which_set(command: str | None, cause: ModuleNotFoundError) -> Never:
    """Turn a missing library into the line that installs it."""
    library = (cause.name or "").partition(".")[0]
    for libraries, extra in (
        (_SERVICE, "service"),
        (_RESEARCH, "research"),
        (_SPARK, "spark"),
        (_NOTIFY, "notify"),
    ):
        if library in libraries:
            raise SetMissing(
                f"`opennrm {command}` needs the library {library}, which is not"
                f" installed. Install its set: pip install 'opennrm[{extra}]'."
            ) from cause
    raise cause


def _asks_for_json(words: Sequence[str]) -> bool:
    """Whether `--json` is among the options; after `--` nothing is one."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def _tell(message: str, document: dict[str, object] | None) -> None:
    """Say an error to the person, and to the program that asked for JSON."""
    click.echo(f"Error: {message}", err=True)
    if document is not None:
        _print_error(document)


def _print_error(document: dict[str, object]) -> None:
    click.echo(json.dumps({"error": document}, ensure_ascii=False, indent=2))


def _call_error(error: click.ClickException) -> dict[str, object]:
    """A wrongly worded command as plain values, like any other error."""
    return {
        "code": "wrong-call",
        "family": Family.CALL.value,
        "message": error.format_message(),
        "exit_status": FAMILIES[Family.CALL].exit_status,
    }
