"""The classes of facts and the vocabulary file say the same."""

from dataclasses import MISSING, fields
from importlib import resources

import pytest
import yaml

from opennrm.cases.facts import FACTS, NAMES
from opennrm.extract.schema import extract_schema

WORDS = yaml.safe_load(
    resources.files("opennrm.cases").joinpath("vocabulary.yaml").read_text("utf-8")
)


def told_fields(fact):
    """The vocabulary's fields of a fact, those of its groups first."""
    told = {}
    for group in fact.get("groups", []):
        told |= WORDS["groups"][group]
    return told | fact["fields"]


def test_every_fact_in_use_has_a_class_and_every_class_a_fact():
    in_use = {name for name, fact in WORDS["facts"].items() if fact["in_use"]}

    assert in_use == set(FACTS)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_class_has_the_fields_of_the_vocabulary(name):
    told = told_fields(WORDS["facts"][name])

    assert list(told) == [field.name for field in fields(FACTS[name])]


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_field_may_be_absent_exactly_where_the_vocabulary_says_so(name):
    told = told_fields(WORDS["facts"][name])
    may_be_absent = {key for key, field in told.items() if field["type"].endswith("?")}

    assert may_be_absent == {
        field.name for field in fields(FACTS[name]) if field.default is not MISSING
    }


def test_names_are_stored_with_their_version_and_read_back():
    assert FACTS == {name: kind for kind, name in NAMES.items()}
    assert all(name.endswith("@1") for name in FACTS)


def test_every_order_of_rows_is_by_columns_that_are_there():
    for table in extract_schema().tables.values():
        assert set(table.order) <= set(table.names), table.name


def test_what_the_vault_holds_stands_in_the_log_as_a_pointer_at_most():
    in_vault = {field for kind in WORDS["vault"].values() for field in kind}
    kinds = {
        field["type"].rstrip("?")
        for fact in WORDS["facts"].values()
        for name, field in told_fields(fact).items()
        if name in in_vault
    }

    assert {"token"} == kinds
    assert not in_vault & set(WORDS["envelope"])
