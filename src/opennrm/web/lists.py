"""The lists: what an authority has to decide, what an organisation has referred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opennrm.cases.case import Status
from opennrm.cases.clock import ClockName
from opennrm.cases.people import Role
from opennrm.paper import wording
from opennrm.paper.furniture import Link
from opennrm.rules.codes import Codes
from opennrm.rules.dates import PartialDate, Precision, london_day
from opennrm.services import reading
from opennrm.web import telling, words
from opennrm.web.accounts import actor_of
from opennrm.web.clock import now
from opennrm.web.clocks import due_words
from opennrm.web.models import Account
from opennrm.web.signing_in import signed_in

LINES_SHOWN: Final = 100
