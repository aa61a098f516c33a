"""The reference page of the vocabulary: facts and the extract."""

from pathlib import Path
from typing import Any

import yaml
from markdown_rows import row

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "opennrm"


def read(path: str) -> Any:
    return yaml.safe_load((PACKAGE / path).read_text(encoding="utf-8"))


def field_rows(fields: dict[str, Any], holder: str) -> list[str]:
    return [
        row(f"`{name}`", f"`{field['type']}`", holder, field.get("meaning", ""))
        for name, field in fields.items()
    ]


def facts_part() -> list[str]:
    words = read("cases/vocabulary.yaml")
    lines = ["## Field types", "", row("type", "what it holds"), row("---", "---")]
    lines += [row(f"`{name}`", text) for name, text in words["types"].items()]
    lines += ["", "## The envelope of every fact", ""]
    lines += ["Class: log.", ""]
    lines += [row("field", "type", "class", "meaning"), row(*["---"] * 4)]
    lines += field_rows(words["envelope"], "log")
    for name, fields in words["groups"].items():
        lines += ["", f"## Fields of the group `{name}`", "", "Class: log.", ""]
        lines += [row("field", "type", "class", "meaning"), row(*["---"] * 4)]
        lines += field_rows(fields, "log")
    lines += ["", "## Facts", ""]
    lines += ["Every field of every fact is of class log."]
    for name, fact in words["facts"].items():
        used = "" if fact["in_use"] else " Settled, not yet written by any command."
        groups = "".join(f" Has the fields of `{g}`." for g in fact.get("groups", []))
        lines += ["", f"### `{name}`", ""]
        lines += [f"Track: {fact['track'].replace('_', ' ')}.{used}{groups}"]
        lines += [fact["meaning"], ""]
        if fact["fields"]:
            lines += [row("field", "type", "meaning"), row(*["---"] * 3)]
            lines += [
                row(f"`{key}`", f"`{field['type']}`", field.get("meaning", ""))
                for key, field in fact["fields"].items()
            ]
    lines += ["", "## The vault", ""]
    lines += ["What is here never enters the log, a file name, an error or a URL.", ""]
    lines += [row("kind", "field", "type", "class", "meaning"), row(*["---"] * 5)]
    for kind, fields in words["vault"].items():
        for key, field in fields.items():
            meaning = field.get("meaning", "")
            lines += [row(kind, f"`{key}`", f"`{field['type']}`", "vault", meaning)]
    return lines


def extract_part() -> list[str]:
    schema = read("extract/schema.yaml")
    lines = [f"## The extract, schema version {schema['version']}", ""]
    lines += ["Every table also has the column `referral`: "]
    lines[-1] += schema["shared"]["referral"]["meaning"] + "."
    for name, table in schema["tables"].items():
        lines += ["", f"### `{name}`", "", f"One row is {table['row']}."]
        lines += [f"Order: {', '.join(table['order'])}.", ""]
        lines += [row("column", "type", "code list", "meaning"), row(*["---"] * 4)]
        for key, column in table["columns"].items():
            codes, meaning = column.get("list", ""), column.get("meaning", "")
            lines += [row(f"`{key}`", column["type"], codes, meaning)]
    lines += ["", "### The manifest", "", row("key", "meaning"), row("---", "---")]
    lines += [row(f"`{k}`", v["meaning"]) for k, v in schema["manifest"].items()]
    return lines


def vocabulary() -> str:
    opening = (ROOT / "docs" / "reference" / "vocabulary-opening.md").read_text("utf-8")
    parts = [opening.rstrip().splitlines(), facts_part(), extract_part()]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"
