"""The services stand on the store, which needs its settings."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()
