"""The shape of modules: names, length, docstrings, and no hidden inputs."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "opennrm"

FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}
LINES_AT_MOST = 400

# The rooms below the interfaces: their functions are given the moment, the
# environment and the network's answer as arguments, or do without.
PURE = (
    *("publications", "research", "statistics", "synth", "sources", "stories"),
    *("extract", "letters", "cases", "questions", "rules", "paper", "seal"),
    *("home", "errors"),
)
HIDDEN_INPUTS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("os", "environ"),
    ("os", "getenv"),
    ("os", "getlogin"),
    ("socket", "socket"),
    ("socket", "gethostname"),
}
NETWORK = {"requests", "urllib.request", "http.client", "socket", "httpx"}


def modules() -> list[Path]:
    """Every module of the package but the migrations, whose shape Django gives."""
    return [
        path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts
    ]


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_no_module_or_room_has_a_name_that_says_nothing():
    """A name like `utils` collects whatever nobody placed."""
    named = [
        name(path)
        for path in modules()
        if FORBIDDEN_NAMES & {*path.relative_to(PACKAGE).parts[:-1], path.stem}
    ]
    assert [] == named


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_says_what_it_is_and_stays_small(path: Path):
    """One idea, told in the docstring; past 400 lines it says why."""
    text = path.read_text("utf-8")
    told = ast.get_docstring(ast.parse(text)) or ""
    if text.strip():
        assert told, "a module with content has a docstring"
    lines = len(text.splitlines())
    assert lines <= LINES_AT_MOST or f"{LINES_AT_MOST} lines" in told


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if path.relative_to(PACKAGE).parts[0] in PURE],
    ids=name,
)
def test_a_module_below_the_interfaces_reads_no_clock_environment_or_network(
    path: Path,
):
    """`at` and `as_at` are arguments, so any past answer can be given again."""
    tree = ast.parse(path.read_text("utf-8"))
    found = [
        f"line {node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in HIDDEN_INPUTS
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name in NETWORK]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if node.module in NETWORK else []
    assert [] == found


@pytest.mark.parametrize(
    "path", [path for path in modules() if path.name == "__init__.py"], ids=name
)
def test_an_init_is_empty_or_only_re_exports(path: Path):
    """Nothing is decided in an `__init__.py`."""
    body = ast.parse(path.read_text("utf-8")).body
    others = [
        ast.unparse(node).splitlines()[0]
        for node in body
        if not (
            isinstance(node, ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (
                isinstance(node, ast.Assign)
                and "__all__" == ast.unparse(node.targets[0])
            )
        )
    ]
    assert [] == others
