"""Every stored field is classed, and migrations follow one another."""

from pathlib import Path

from django.apps import apps

import opennrm.store.migrations
from opennrm.store.classes import FIELD_CLASSES, FieldClass

FOLDER = Path(opennrm.store.migrations.__file__).parent


def test_every_stored_field_is_classed():
    """A field without a class, or a class without its field, is a fault."""
    stored = {
        model.__name__: {field.name for field in model._meta.get_fields()}
        for model in apps.get_app_config("store").get_models()
    }
    classed = {name: set(fields) for name, fields in FIELD_CLASSES.items()}
    assert classed == stored


def test_identity_is_sealed_and_nowhere_else():
    """What says who a person is lies only in the vault's sealed columns."""
    assert {("SubjectKey", "wrapped"), ("VaultItem", "sealed")} == {
        (name, field)
        for name, fields in FIELD_CLASSES.items()
        for field, kind in fields.items()
        if kind is FieldClass.IDENTITY
    }


def test_migrations_are_linear():
    """The last migration is the one that `max_migration.txt` names."""
    last = max(path.stem for path in FOLDER.glob("0*.py"))
    assert last == (FOLDER / "max_migration.txt").read_text().strip()
