"""Rows of a table in Markdown."""


def row(*cells: object) -> str:
    """One row; a bar inside a cell is kept as one."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def head(*cells: str) -> list[str]:
    """The heading row and the rule under it."""
    return [row(*cells), row(*["---"] * len(cells))]
