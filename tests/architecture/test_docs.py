"""The manual names only commands, options and files that exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from opennrm.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    key=lambda page: page.as_posix(),
)


def command_lines() -> Iterator[tuple[str, str]]:
    """Each line of a code block, or word in code, that calls `opennrm`."""
    for page in PAGES:
        text = page.read_text("utf-8").replace("\\\n", " ")
        for match in re.finditer(r"^    \S*bin/opennrm (.+)$", text, re.MULTILINE):
            yield page.relative_to(ROOT).as_posix(), match.group(1)
        for match in re.finditer(r"`opennrm ([a-z][^`]*)`", text):
            yield page.relative_to(ROOT).as_posix(), match.group(1)


LINES = sorted(set(command_lines()))


@pytest.mark.parametrize(("page", "line"), LINES)
def test_a_command_in_the_manual_exists_with_its_options(page: str, line: str):
    """A newcomer who types what a page shows is not told that it is unknown."""
    command: click.Command = main
    context = click.Context(main)
    known = set(main.get_help_option_names(context))
    for word in shlex.split(line):
        if word.startswith("--"):
            names = {name for param in command.params for name in param.opts}
            assert word.partition("=")[0] in names | known, f"{page}: {line}"
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            assert found is not None, f"{page} names `{word}`, which is no command"
            command = found


def test_the_manual_shows_commands_at_all():
    """The pattern that finds them still fits the pages."""
    assert 10 <= len(LINES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file(page: Path):
    """Also from the pages at the root, which the documentation tool does not see."""
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    assert [] == [name for name in targets if not (page.parent / name).exists()]


@pytest.mark.parametrize(
    "page",
    # The reference is generated, and lists more than it tells.
    [page for page in PAGES if page.parent.name != "reference"],
    ids=lambda page: page.name,
)
def test_prose_has_one_sentence_a_line(page: Path):
    """So that a change shows as the sentence that changed."""
    prose = [
        line
        for line in page.read_text("utf-8").splitlines()
        if not line.startswith(("|", "    ", ">", "#"))
    ]
    assert [] == [line for line in prose if re.search(r"[a-z]\. [A-Z]", line)]
