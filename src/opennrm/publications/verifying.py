"""Verifying a release: its files against its manifest, and against a rebuild."""

from pathlib import Path
from typing import ClassVar

from opennrm.errors import Family, Fault, FaultsFound
from opennrm.extract.reading import Extract
from opennrm.publications.manifest import MANIFEST, digest_of, read_manifest
from opennrm.publications.release import EXTRACT_FOLDER, Release, make_release
from opennrm.rules.dates import Quarter


class ReleaseDiffers(FaultsFound):
    """A release is not what its manifest or its extract makes of it."""

    code: ClassVar[str] = "release-differs"
    family: ClassVar[Family] = Family.PUBLICATIONS


def verify_files(directory: Path) -> int:
    """Hold every file of a release to its digest; the number of files checked.

    Raises: NotARelease; ReleaseDiffers with every file that differs, is missing, or
        is there without being in the manifest.
    """
    manifest = read_manifest(directory)
    faults = []
    if (directory / MANIFEST).read_bytes() != manifest.as_text().encode():
        faults.append(_fault(MANIFEST, "the manifest is not as it was written"))
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file():
            faults.append(_fault(name, "the file is missing"))
        elif digest_of(path.read_bytes()) != expected:
            faults.append(_fault(name, "the file is not the one that was built"))
    known = {MANIFEST, *manifest.files}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        beside = name.partition("/")[0] == EXTRACT_FOLDER
        if path.is_file() and name not in known and not beside:
            faults.append(_fault(name, "the file is in no manifest"))
    if faults:
        raise ReleaseDiffers(f"The release {directory.name} was refused.", faults)
    return len(manifest.files)


def verify_rebuild(directory: Path, extract: Extract) -> Release:
    """Build the release again from its extract and compare it byte for byte.

    Raises: ReleaseDiffers with every file that comes out otherwise, and with what
        was different to begin with: extract, rules, measures or software.
    """
    verify_files(directory)
    told = read_manifest(directory)
    rebuilt = make_release(
        extract,
        Quarter.parse(told.period),
        software=told.software,
        predecessors=told.predecessors,
    )
    made = rebuilt.manifest
    faults = [
        _fault(name, f"was {before[:12]} when it was built and is {after[:12]} now")
        for name, before, after in (
            ("extract", told.extract, made.extract),
            ("measures", told.measures, made.measures),
            ("paragraphs", told.paragraphs, made.paragraphs),
        )
        if before != after
    ]
    for name in sorted(told.files.keys() | made.files.keys()):
        if told.files.get(name) != made.files.get(name):
            faults.append(_fault(name, "the rebuilt file is different"))
    if told.digest != made.digest and not faults:
        faults.append(_fault(MANIFEST, "the rebuilt manifest is different"))
    if faults:
        raise ReleaseDiffers(
            f"The release {directory.name} was built again and is not the same.", faults
        )
    return rebuilt


def _fault(file: str, what: str) -> Fault:
    return Fault(
        file=file,
        what=what,
        do="Take the release from where it was registered, or build it again.",
    )
