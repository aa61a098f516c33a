"""Settings of the service: one home, one database, nothing that depends on a host.

Read from the environment, all optional:

- `OPENNRM_HOME`: the home; `./opennrm-home` without it.
- `OPENNRM_DATABASE_URL`: a PostgreSQL database; without it the record is the SQLite
  file of the home.
- `OPENNRM_HOSTS`: the names under which the service may be asked for, by commas;
  this machine only without it.
- how letters leave: see `opennrm.services.post.choosing`, which reads its own.
- `OPENNRM_HTTPS`: `yes` where a proxy serves the pages over HTTPS; cookies then never
  travel without it.
"""

import os
import secrets
from datetime import timedelta

from opennrm.home import Home
from opennrm.paper.furniture import ASSETS
from opennrm.server.databases import database_from

OPENNRM_HOME = Home.find(environ=os.environ).path

SECRET_KEY = (
    Home(OPENNRM_HOME).key("django").hex()
    if Home(OPENNRM_HOME).is_made
    else secrets.token_hex()
)

DEBUG = False
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("OPENNRM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if name.strip()
]
ROOT_URLCONF = "opennrm.server.urls"
WSGI_APPLICATION = "opennrm.server.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "opennrm.store.apps.StoreConfig",
    "opennrm.web.apps.WebConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "opennrm.server.headers.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "opennrm.web.refusals.RefusalPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "opennrm.server.templates.environment",
            "context_processors": ["opennrm.web.frame.furniture"],
        },
    }
]

DATABASES = {
    "default": database_from(
        os.environ.get("OPENNRM_DATABASE_URL", ""), home=Home(OPENNRM_HOME)
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ----------------------------------------------------------------- who signs in
AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"

# Five wrong passwords close an account to one address for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "opennrm.web.signing_in.locked_out"
AXES_USERNAME_FORM_FIELD = "sign_in_name"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Signed out after an hour without a request, and when the browser closes.
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "opennrm.web.refusals.form_expired"

# ------------------------------------------------------------------ over the wire
_HTTPS = os.environ.get("OPENNRM_HTTPS", "").lower() == "yes"
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = _HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": a browser then sends forms with the origin "null", which the
# check against forged forms refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The one inline script is fixed, so its digest is its permission (see page.jinja).
_INLINE_SCRIPT = "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", _INLINE_SCRIPT],
        "style-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(ASSETS.parent)]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

# Paths hold references and codes only, never names; messages hold no personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # It would write who failed to sign in, and from where.
        "axes": {"level": "CRITICAL"},
        # A refusal is an answer, not a fault of the service.
        "django.request": {"level": "ERROR"},
        # Ids and codes of letters only.
        "opennrm.post": {"level": "INFO"},
        # It would repeat what GOV.UK Notify answers, which may name an address.
        "notifications_python_client": {"level": "CRITICAL"},
    },
}
