"""Refuse what must not be in the tree: package hosts, machine paths, secrets.

Run by `make check` over the files that git knows.
The patterns are written in pieces, so that this file does not match itself.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Files that list packages install from whatever index a machine is set up with.
PACKAGE_LISTS = re.compile(r"(\.lock|\.npmrc|\.in)$")

ANYWHERE = {
    "a package registry's host": re.compile(
        r"(py"
        r"pi\.org|python"
        r"hosted\.org|registry\.npm"
        r"js|registry\.yarn"
        r"pkg)"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.])(/ro" r"ot/|/ho" r"me/\w+/|/Us" r"ers/\w+/|/wo" r"rk/)"
    ),
    "an address in a lock of packages": re.compile(r'"resolved": "https?:'),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIV" r"ATE KEY-----"),
    "an access token": re.compile(
        r"\b(gh[pousr]_\w{30,}|glp" r"at-[\w-]{20,}|AKI" r"A[0-9A-Z]{16}|xox[bp]-\w+)"
    ),
    "a password in an address": re.compile(
        r"[a-z]+://[^\s/:@\"'{}]+:(?!PASSWORD@)[^\s/@\"'{}]+@(?!127\.0\.0\.1|localhost)"
    ),
}
IN_PACKAGE_LISTS = {
    "an address": re.compile(r"(https?|file|git\+\w+)://"),
    "an option that names an index": re.compile(r"--?(extra-)?(index-url|find-links)"),
}


def tracked() -> list[Path]:
    """The files that git knows and that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  git of the path, as the person has it
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def faults_in(path: Path) -> list[str]:
    """What must not be in this file, as `file:line: what`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []  # a font or a picture
    name = path.relative_to(ROOT).as_posix()
    patterns = dict(ANYWHERE)
    if PACKAGE_LISTS.search(name):
        patterns |= IN_PACKAGE_LISTS
    return [
        f"{name}:{number}: {what}: {found.group(0)}"
        for number, line in enumerate(lines, start=1)
        for what, pattern in patterns.items()
        if (found := pattern.search(line))
    ]


def main() -> int:
    """Print every fault; the status is 1 where there is one."""
    faults = [fault for path in tracked() for fault in faults_in(path)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
