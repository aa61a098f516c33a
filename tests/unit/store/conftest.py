"""The store needs its settings before its tables can be looked at."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()
