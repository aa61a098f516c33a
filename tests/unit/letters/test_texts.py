"""The wording of letters as files: complete, and refused with every fault told."""

import shutil
from datetime import date

import pytest

from opennrm.errors import OpenNRMError
from opennrm.letters.reading import FILES, FaultyTexts, load_texts
from opennrm.letters.texts import NoSuchText
from opennrm.rules.codes import load_codes

TEXTS = load_texts()
LETTERS = load_codes().list("letter").members


@pytest.mark.parametrize("letter", LETTERS, ids=lambda member: member.code)
def test_every_letter_is_written_in_the_languages_that_its_list_names(letter):
    """English in all; the person's letters in Welsh too."""
    named = letter.attributes["languages"]
    assert set(named) == set(TEXTS.languages_of(letter.code))
    assert "en" == named[0]
    assert ("cy" in named) == (letter.attributes["audience"] == "person")


def test_no_text_is_of_a_letter_that_no_list_names():
    assert {member.code for member in LETTERS} == {name for name, _ in TEXTS.letters}


def test_every_text_but_english_is_a_draft_until_it_is_checked():
    """Nobody has checked one yet; who does puts their name into the file."""
    drafts = {code for code, one in TEXTS.languages.items() if one.is_draft}
    assert {"ar", "cy", "ro", "sq", "ti", "vi"} == drafts
    for code in drafts:
        for path in (FILES / code).glob("*.yaml"):
            first = path.read_text(encoding="utf-8").splitlines()[0]
            assert first.startswith("# Draft, to be checked by a translator."), path


def test_nothing_before_the_mechanism_is_worded():
    with pytest.raises(NoSuchText, match="no wording"):
        TEXTS.letter("move_on", "en", on=date(2008, 1, 1))


def test_a_language_nobody_wrote_is_refused():
    with pytest.raises(NoSuchText, match="not written in 'xx'"):
        TEXTS.language("xx")


def broken(tmp_path, file, *edits):
    """A copy of the English wording with something wrong in it."""
    shutil.copytree(FILES / "en", tmp_path / "en")
    path = tmp_path / "en" / file
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyTexts) as refused:
        load_texts(tmp_path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "pausing.yaml",
            "{event_day}",
            "{event_dya}",
            "nothing fills in '{event_dya}'",
        ),
        ("pausing.yaml", "[supported]", "[suported]", "unknown condition 'suported'"),
        ("pausing.yaml", "reason=adult", "raison=adult", "unknown condition 'raison"),
        ("pausing.yaml", "block: help", "block: hlep", "a block 'hlep' not there"),
        ("pausing.yaml", "- block:", "- blok:", "unknown key 'blok'"),
        (
            "pausing.yaml",
            "withdrawal_confirmed",
            "resumption_confirmed",
            "worded twice",
        ),
        ("pausing.yaml", "language: en", "language: de", "unknown language 'de'"),
        ("language.yaml", "January, ", "", "11 months are named"),
        ("language.yaml", "{day} {month}", "{month}", "does not write a day"),
        ("language.yaml", "  draft:", "  drafts:", "unknown key 'drafts'"),
        (
            "language.yaml",
            "own_name",
            "checked_by: me\nown_name",
            "only one of checked",
        ),
        ("blocks.yaml", "2011-07-01", "2001-07-01", "does not follow"),
        (
            "support.yaml",
            "text: The support",
            "text: [a, b]\n          - text: x",
            "a list",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path, file, old, new, told):
    """The file, the key and what to do; nothing of that wording is used."""
    said = broken(tmp_path, file, (old, new))
    assert told in said
    assert file in said or "en" in said


def test_all_faults_are_told_at_once(tmp_path):
    said = broken(
        tmp_path,
        "pausing.yaml",
        ("{event_day}", "{one}"),
        ("[supported]", "[two]"),
    )
    assert "{one}" in said
    assert "'two'" in said


def test_a_folder_without_its_language_is_refused(tmp_path):
    (tmp_path / "en").mkdir()
    with pytest.raises(FaultyTexts, match=r"has no language\.yaml"):
        load_texts(tmp_path)


def test_a_refusal_of_texts_is_an_error_of_ours():
    assert issubclass(FaultyTexts, OpenNRMError)
