"""Write the generated reference pages, or check that they are current.

Run `python docs/generate.py` to write and `python docs/generate.py --check` to check.
"""

import sys
from pathlib import Path

import behaviour_page
import errors_page
import language_page
import letters_page
import mechanism_page
import vocabulary_page

from opennrm.rules import reference
from opennrm.rules.calendars import load_calendars
from opennrm.rules.codes import load_codes
from opennrm.rules.loading import load_rules
from opennrm.statistics.declarations import load_catalogue
from opennrm.statistics.reference import measures_page

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"


def pages() -> dict[Path, str]:
    return {
        PAGES / "behaviour.md": behaviour_page.behaviour(),
        PAGES / "calendars.md": reference.calendars_page(load_calendars()),
        PAGES / "code-lists.md": reference.code_lists_page(load_codes()),
        PAGES / "errors.md": errors_page.page(),
        PAGES / "letters.md": letters_page.letters(),
        PAGES / "mechanism.md": mechanism_page.mechanism(),
        **mechanism_page.drawings(PAGES / "mechanism"),
        PAGES / "measures.md": measures_page(load_catalogue()),
        PAGES / "rules.md": reference.rules_page(load_rules()),
        PAGES / "story-language.md": language_page.language(),
        PAGES / "vocabulary.md": vocabulary_page.vocabulary(),
    }


def main() -> int:
    written = pages()
    stale = {
        path: text
        for path, text in written.items()
        if not path.exists() or path.read_text("utf-8") != text
    }
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run docs/generate.py")
        return 1 if stale else 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
