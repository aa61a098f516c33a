"""One part of `opennrm bench spine`, in a process and a home of its own.

Run by `cli.bench` as `python -m opennrm.cli.bench_spine PART HOME [PATH]`; prints the
rows of the report as JSON.
"""

import json
import os
import sys
from pathlib import Path
from typing import Final

from opennrm.cli import bench_counting, bench_writing
from opennrm.cli.record import open_record
from opennrm.home import Home, Kind

PARTS: Final = {
    "import": (Kind.PUBLISHED_CELLS, bench_writing.measure_import),
    "referral": (Kind.LIVE, bench_writing.measure_referral),
    "fold": (Kind.LIVE, bench_counting.measure_fold),
    "release": (Kind.PUBLISHED_CELLS, bench_counting.measure_release),
}


def run(part: str, path: Path | None) -> None:
    """Measure one part in the home of the environment, and print what was found."""
    kind, measure = PARTS[part]
    home = Home.find(environ=os.environ).claim(kind)
    open_record(home)
    print(json.dumps(measure(home, path)))


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
