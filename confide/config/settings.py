"""Every setting of Confide, for any installation.

- Nothing has to be set: without an environment variable it runs on SQLite under the checkout or the user's data folder.
- Understood: `CONFIDE_HOME`, `CONFIDE_DATABASE_URL` and `CONFIDE_KEYS_DATABASE_URL` (PostgreSQL), `CONFIDE_HOSTS`.
- Cookies travel over HTTPS only. `confide demo` runs on `confide.config.demo`, which is the one place to say otherwise.
- Logs name what happened and never what was sent: no body, no query string, no parameter.
"""

import os
from pathlib import Path

from confide.config.home import database, folder, home, secret

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "confide"

CONFIDE_HOME = folder(home(os.environ, CHECKOUT))
CONFIDE_DATA = folder(CONFIDE_HOME / "data")
CONFIDE_KEYS = folder(CONFIDE_HOME / "keys", 0o700)
CONFIDE_FILES = folder(CONFIDE_HOME / "files", 0o700)
CONFIDE_DEMO = False

SECRET_KEY = secret(CONFIDE_KEYS / "session.key")
DEBUG = False
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = LOOPBACK + [host for host in os.environ.get("CONFIDE_HOSTS", "").split(",") if host]

DATABASES = {
    "default": database(os.environ.get("CONFIDE_DATABASE_URL"), CONFIDE_DATA / "confide.sqlite3"),
    "keys": database(os.environ.get("CONFIDE_KEYS_DATABASE_URL"), CONFIDE_KEYS / "keys.sqlite3"),
}
DATABASE_ROUTERS = ["confide.vault.router.KeysRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A page that fails later must not take the trace of what it opened back with it.
ATOMIC_REQUESTS = False

INSTALLED_APPS = [
    "confide.vault",
    "confide.ledger",
    "confide.door",
    "confide.people",
    "confide.records",
    "confide.cases",
    "confide.registers.disclosures",
    "confide.registers.advice",
    "confide.registers.consents",
    "confide.registers.standing",
    "confide.registers.break_glass",
    "confide.registers.access_reviews",
    "confide.registers.monitoring",
    "confide.web",
    "confide.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "confide.web.reading.ReaderMiddleware",
]

ROOT_URLCONF = "confide.config.urls"
WSGI_APPLICATION = "confide.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps, so that our form fields replace Django's.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.Staff"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_ENGINE = "confide.web.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# A page of a case is a few kilobytes of text; anything larger comes as a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# A file that no page asked for is dropped while it arrives; Django would put a large one on the disk, unsealed.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

STATIC_URL = "/static/"
# Static files are served from the packages that hold them, so there is no step that collects them first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en-gb"
# British, so that dates are; a browser that asks for any other English gets this one.
# Every word goes through gettext; a language is offered here once its catalogue is whole.
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_what_was_sent": {"()": "confide.config.logs.WithoutWhatWasSent"}},
    "formatters": {
        "line": {"()": "confide.config.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_what_was_sent"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers mail whole requests to administrators; ours is the only one.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING"},
    },
}
