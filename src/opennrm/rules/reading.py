"""Reading a YAML file strictly: every fault is kept with its file, line and key.

Values are read from the text of the file, each as what its key calls for, so that
nothing depends on how YAML itself would guess a date, a number or a yes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from opennrm.errors import Fault
from opennrm.rules.dates import PartialDate, UnreadableDate
from opennrm.rules.sources import Source

T = TypeVar("T")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Faults:
    """The faults of all files of one directory, in the order found."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, key: str, what: str, do: str) -> None:
        """Keep one fault, once; reading goes on."""
        fault = Fault(file=file, line=line, key=key, what=f"{what}.", do=do)
        if fault not in self.found:
            self.found.append(fault)


@dataclass(frozen=True, slots=True)
class Section:
    """One mapping of a file: its keys and the values still to be read."""

    file: str
    path: str
    line: int
    faults: Faults
    values: dict[str, Node]

    def fault(self, key: str, what: str, do: str) -> None:
        """Keep a fault of one key, at the line of its value."""
        node = self.values.get(key)
        line = self.line if node is None else _line(node)
        self.faults.add(self.file, line, self._named(key), what, do)

    def only(self, known: Iterable[str]) -> None:
        """Every key must be one of these."""
        allowed = list(known)
        for key, node in self.values.items():
            if key not in allowed:
                what = f"unknown key '{key}'"
                do = f"{_use(key, allowed)}, or remove it." if allowed else "Remove it."
                self.faults.add(self.file, _line(node), self._named(key), what, do)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.values

    def text(self, key: str) -> str | None:
        """A text that must be there; None after a fault."""
        if key not in self.values:
            self.fault(key, f"'{key}' is missing", f"Add '{key}'.")
            return None
        return self.optional_text(key)

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the key is absent or faulty."""
        node = self.values.get(key)
        if node is None:
            return None
        if not isinstance(node, ScalarNode):
            self.fault(key, f"'{key}' is not a text", "Write one text.")
            return None
        text = " ".join(str(node.value).split())
        if not text:
            self.fault(key, f"'{key}' is empty", "Write a text, or remove the key.")
            return None
        return text

    def one_of(self, key: str, allowed: Sequence[str]) -> str | None:
        """A text that must be there and be one of a closed set."""
        text = self.text(key)
        if text is None or text in allowed:
            return text
        self._refuse_choice(key, text, allowed)
        return None

    def optional_texts(self) -> dict[str, str]:
        """Every key with its text."""
        return {key: self.text(key) or "" for key in self.values}

    def integer(self, key: str) -> int | None:
        """A whole number that must be there."""
        text = self.text(key)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()):
            self.fault(
                key, f"'{text}' is not a whole number", "Write a number such as 45."
            )
            return None
        return int(text)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Whether the key says yes or no; the default where it is absent."""
        if key not in self.values:
            return default
        return self.one_of(key, ("yes", "no")) == "yes"

    def day(self, key: str) -> date | None:
        """A date known to the day that must be there."""
        when = self.when(key)
        if when is None:
            return None
        if not when.is_day:
            self.fault(key, f"'{when.text}' is not a day", "Write it as 2023-01-30.")
            return None
        return when.first

    def when(self, key: str) -> PartialDate | None:
        """A date, perhaps partial, that must be there."""
        return self._converted(key, self.text(key), PartialDate.parse)

    def optional_when(self, key: str) -> PartialDate | None:
        """A date, perhaps partial, or None where the key is absent."""
        return self.when(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        node = self.values.get(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode) or not all(
            isinstance(item, ScalarNode) for item in node.value
        ):
            self.fault(key, f"'{key}' is not a list of texts", "Write [one, two].")
            return ()
        return tuple(str(item.value) for item in node.value)

    def texts_are_listed(self, key: str) -> bool:
        """Whether the key holds a list."""
        return isinstance(self.values.get(key), SequenceNode)

    def some_of(self, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of texts of a closed set, none twice."""
        texts = self.texts(key)
        for text in texts:
            if text not in allowed:
                self._refuse_choice(key, text, allowed)
        if len(set(texts)) < len(texts):
            self.fault(key, f"'{key}' names something twice", "Name each once.")
        return tuple(dict.fromkeys(text for text in texts if text in allowed))

    def section(self, key: str) -> "Section | None":
        """A mapping that must be there."""
        node = self.values.get(key)
        if node is None:
            self.fault(key, f"'{key}' is missing", f"Add '{key}'.")
            return None
        return _section(self.file, self._named(key), node, self.faults)

    def sections(self, key: str) -> "list[Section]":
        """A list of mappings that must be there and hold at least one."""
        node = self.values.get(key)
        if not isinstance(node, SequenceNode) or not node.value:
            what = f"'{key}' is not a list" if node else f"'{key}' is missing"
            self.fault(key, what, f"Write '{key}:' and one '- ' entry or more.")
            return []
        made = (
            _section(self.file, f"{self._named(key)}[{number}]", item, self.faults)
            for number, item in enumerate(node.value, 1)
        )
        return [section for section in made if section is not None]

    def _converted(
        self, key: str, text: str | None, convert: Callable[[str], T]
    ) -> T | None:
        if text is None:
            return None
        try:
            return convert(text)
        except UnreadableDate as fault:
            self.fault(key, f"{text!r} cannot be read", str(fault))
            return None

    def _refuse_choice(self, key: str, text: str, allowed: Sequence[str]) -> None:
        do = f"{_use(text, allowed)}." if allowed else "Nothing may stand here."
        self.fault(key, f"unknown {key} '{text}'", do)

    def _named(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def read(path: Path, faults: Faults, *, within: str = "") -> Section | None:
    """The mapping that a YAML file holds; None, with its faults kept, without one.

    `within` is the folder of a rule set that faults name before the file.
    """
    named = f"{within}/{path.name}" if within else path.name
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = mark.line + 1 if mark else 1
        problem = fault.problem or "it is not YAML"
        faults.add(named, line, "", problem, "Mend the YAML of this line.")
        return None
    except (yaml.YAMLError, UnicodeDecodeError):
        what = "the file is not UTF-8 text"
        faults.add(named, 1, "", what, "Save it as UTF-8 YAML.")
        return None
    if node is None:
        faults.add(named, 1, "", "the file is empty", "Write it, or remove it.")
        return None
    return _section(named, "", node, faults)


def read_source(section: Section) -> Source:
    """The source that a section must name; blank, with its faults kept, without one."""
    source = section.section("source")
    if source is None:
        return Source(title="", paragraph="", url="")
    source.only(("title", "paragraph", "url"))
    url = source.text("url") or ""
    if url and not url.startswith("https://"):
        what = f"'{url}' is not a web address"
        source.fault("url", what, "Write it from https:// on.")
    return Source(
        title=source.text("title") or "",
        paragraph=source.text("paragraph") or "",
        url=url,
    )


def _section(file: str, path: str, node: Node, faults: Faults) -> Section | None:
    if not isinstance(node, MappingNode):
        what = f"'{path}' is not a set of keys" if path else "the file has no keys"
        faults.add(file, _line(node), path, what, "Write 'key: value' lines.")
        return None
    values: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            named = f"{path}.{key}" if path else key
            what = f"'{key}' is there twice"
            faults.add(file, _line(key_node), named, what, "Keep one of the two.")
        values[key] = value_node
    return Section(file=file, path=path, line=_line(node), faults=faults, values=values)


def _use(text: str, allowed: Sequence[str]) -> str:
    near = get_close_matches(text, allowed, 1)
    return f"Use '{near[0]}'" if near else f"Use one of {', '.join(allowed)}"


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
