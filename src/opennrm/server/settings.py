"""Settings of the service: one home, one database, nothing that depends on a host.

`OPENNRM_HOME` names the home. `OPENNRM_DATABASE_URL` names a PostgreSQL database;
without it the record is the SQLite file of the home.
"""

import os
import secrets

from opennrm.home import Home
from opennrm.server.databases import database_from

OPENNRM_HOME = Home.find(environ=os.environ).path

SECRET_KEY = (
    Home(OPENNRM_HOME).key("django").hex()
    if Home(OPENNRM_HOME).is_made
    else secrets.token_hex()
)

INSTALLED_APPS = ["opennrm.store.apps.StoreConfig"]

DATABASES = {
    "default": database_from(
        os.environ.get("OPENNRM_DATABASE_URL", ""), home=Home(OPENNRM_HOME)
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
