"""Reading YAML strictly: dates stay text, nothing is written twice or by alias."""

from typing import Any

import yaml

from opennrm.errors import Fault


def aliases(text: str, name: str) -> list[Fault]:
    """A story is written out: a few lines of aliases could stand for millions."""
    faults = []
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken):
            line = token.start_mark.line + 1
            what = "A story has no aliases (`*name`)."
            do = "Write out what it stands for."
            faults.append(Fault(file=name, line=line, what=what, do=do))
    return faults


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
                if key.value in seen:
                    line = key.start_mark.line + 1
                    what = f"The key {key.value!r} is written twice."
                    faults.append(
                        Fault(file=name, line=line, key=str(key.value), what=what)
                    )
                elif isinstance(key, yaml.ScalarNode):
                    seen.add(key.value)
    return faults


class PlainWords(yaml.SafeLoader):
    """Dates stay text, read by one rule, and `on`, `yes` and `no` stay words."""


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
