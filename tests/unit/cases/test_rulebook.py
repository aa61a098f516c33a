"""The digest by which an extract names the rulebook it was made under."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from opennrm.cases.rulebook import load_rulebook


def test_equal_content_has_an_equal_digest():
    book = load_rulebook()

    assert replace(book).digest == book.digest
    assert 64 == len(book.digest)


def test_an_edited_value_under_an_unchanged_id_shows():
    book = load_rulebook()
    rule = book.rules.rule("recovery-minimum")
    edited = replace(
        rule, versions=(replace(rule.versions[0], value=44), *rule.versions[1:])
    )
    by_key = MappingProxyType({**book.rules.by_key, rule.key: edited})

    assert replace(book, rules=replace(book.rules, by_key=by_key)).digest != book.digest


def test_what_was_not_yet_published_is_not_in_it():
    early = load_rulebook(datetime(2022, 12, 1, tzinfo=UTC))

    assert early.digest != load_rulebook().digest
