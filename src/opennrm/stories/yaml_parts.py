"""Reading YAML strictly: dates stay text, nothing is written twice or by alias.

A story is small: a file that is large, deep or not text is refused before it is told.
"""

import re
from pathlib import Path
from typing import Any, Final

import yaml

from opennrm.errors import Fault

MOST_BYTES: Final = 1_000_000
"""The largest story file that is read."""

MOST_EVENTS: Final = 2_000
"""The most events that one story tells."""

YEARS: Final = range(1900, 2200)
"""The years whose dates a story may hold; clocks reckon some years beyond them."""

_DEEPEST: Final = 20
_DATED: Final = re.compile(r"(\d{4})(?:-(?:\d\d|Q\d).*)", re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _TooDeep(yaml.MarkedYAMLError):
    """Maps and lists within each other, further than any story needs."""


class PlainWords(yaml.SafeLoader):
    """Dates stay text, read by one rule, and `on`, `yes` and `no` stay words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.aliases: list[int] = []

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A node, with the line of each alias kept and the depth held."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) and event.start_mark is not None:
            self.aliases.append(event.start_mark.line + 1)
        if self.depth > _DEEPEST:
            raise _TooDeep(
                problem="maps and lists lie too deep within each other",
                problem_mark=event.start_mark,
            )
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


# A loader reads what its own table says; the safe loader's table is not touched.
PlainWords.yaml_implicit_resolvers = {
    first: [
        (tag, expression)
        for tag, expression in found
        if tag != "tag:yaml.org,2002:timestamp"
        and not (tag == "tag:yaml.org,2002:bool" and first in "yYnNoO")
    ]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def text_of(path: Path) -> str | Fault:
    """The text of a story file, or why it cannot be read as one."""
    name = path.name
    with path.open("rb") as file:
        held = file.read(MOST_BYTES + 1)
    if len(held) > MOST_BYTES:
        what = f"The file is larger than {MOST_BYTES:,} bytes."
        return Fault(file=name, what=what, do="A story tells one case; split it.")
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = held[: fault.start].count(b"\n") + 1
        what = "The file is not text in UTF-8."
        return Fault(file=name, line=line, what=what, do="Save it as UTF-8.")


def parsed(text: str, name: str) -> tuple[Any, Any, list[Fault]]:
    """The nodes of a story, its plain values, and what is wrong with the YAML.

    Shape: with a fault there are no values.
    """
    loader = PlainWords(text) if not _unprintable(text) else None
    if loader is None:
        return None, None, [_not_yaml(name, 0, "it holds control characters")]
    try:
        node = loader.get_single_node()
        faults = [_alias(line, name) for line in loader.aliases]
        faults += [] if faults else _of_scalars(node, name)
        if faults:
            return node, None, faults
        return node, loader.construct_document(node), []
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        what = str(getattr(fault, "problem", None) or fault)
        return None, None, [_not_yaml(name, line, what)]
    except (ValueError, TypeError, OverflowError, AttributeError, RecursionError):
        what = "a value in it cannot be read"
        return None, None, [_not_yaml(name, 0, what)]
    finally:
        loader.dispose()


def _unprintable(text: str) -> bool:
    """Whether YAML itself refuses a character of the text."""
    return yaml.reader.Reader.NON_PRINTABLE.search(text) is not None


def _not_yaml(name: str, line: int, what: str) -> Fault:
    do = "See the form in the reference of the language of stories."
    return Fault(file=name, line=line, what=f"This is not YAML: {what}.", do=do)


def _alias(line: int, name: str) -> Fault:
    """A story is written out: a few lines of aliases could stand for millions."""
    what = "A story has no aliases (`*name`)."
    return Fault(file=name, line=line, what=what, do="Write out what it stands for.")


def _of_scalars(node: Any, name: str) -> list[Fault]:
    """Texts that no file or screen can hold, and dates that no clock can reckon."""
    faults = []
    waiting = [node] if node is not None else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, yaml.SequenceNode):
            waiting += part.value
        elif isinstance(part, yaml.MappingNode):
            waiting += [one for pair in part.value for one in pair]
        elif isinstance(part, yaml.ScalarNode):
            line = part.start_mark.line + 1
            dated = _DATED.fullmatch(part.value)
            if _SURROGATE.search(part.value):
                what, do = "A text holds half a character.", "Write the whole one."
                faults.append(Fault(file=name, line=line, what=what, do=do))
            elif dated and int(dated[1]) not in YEARS:
                faults.append(past_reckoning(part.value[:10], line, name))
    return faults


def past_reckoning(date: str, line: int, name: str) -> Fault:
    """The fault of a date that is too far from today."""
    what = f"The date {date} is past what can be reckoned."
    do = f"Give a year from {YEARS[0]} to {YEARS[-1]}."
    return Fault(file=name, line=line, what=what, do=do)


def written_twice(node: Any, name: str) -> list[Fault]:
    """The keys that a map has twice, of which YAML would keep the last in silence."""
    faults = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, yaml.SequenceNode):
            waiting += part.value
        elif isinstance(part, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in part.value:
                waiting.append(value)
                if not isinstance(key, yaml.ScalarNode):
                    continue
                if key.value in seen:
                    line = key.start_mark.line + 1
                    what = f"The key {key.value!r} is written twice."
                    faults.append(Fault(file=name, line=line, key=key.value, what=what))
                seen.add(key.value)
    return faults


class Lines:
    """Where in the file a part of the story begins."""

    def __init__(self, node: Any) -> None:
        self._node = node

    def of(self, key: str | None = None, place: int = 0) -> int:
        """The line of a key, or of one part of the list under it; 1 for neither."""
        if key is None:
            return 1
        for name, value in self._node.value:
            if name.value == key and isinstance(value, yaml.SequenceNode):
                if place < len(value.value):
                    return int(value.value[place].start_mark.line) + 1
            elif name.value == key:
                return int(name.start_mark.line) + 1
        return 1
