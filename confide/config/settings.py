"""Every setting of Confide, for any installation.

- Nothing has to be set: without an environment variable it runs on SQLite under the checkout or the user's data folder.
- Understood: `CONFIDE_HOME`, `CONFIDE_DATABASE_URL` and `CONFIDE_KEYS_DATABASE_URL` (PostgreSQL), `CONFIDE_HOSTS`,
  `CONFIDE_FILES_URL` (a bucket for sealed files),
  `CONFIDE_BEHIND_PROXY` (1 where a proxy on this computer speaks HTTPS for it).
- Signing in takes a password and a second step, or a passkey; the organisation's own provider where one is set up.
- Cookies travel over HTTPS only. `confide demo` runs on `confide.config.demo`, which is the one place to say otherwise.
- Logs name what happened and never what was sent: no body, no query string, no parameter.
"""

import os
from datetime import timedelta
from pathlib import Path

from confide.config import single_sign_on
from confide.config.home import database, folder, home, secret

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "confide"

CONFIDE_HOME = folder(home(os.environ, CHECKOUT))
CONFIDE_DATA = folder(CONFIDE_HOME / "data")
CONFIDE_KEYS = folder(CONFIDE_HOME / "keys", 0o700)
CONFIDE_FILES = folder(CONFIDE_HOME / "files", 0o700)
# Sealed files lie there, unless this names a bucket: https://key:secret@server/bucket?region
CONFIDE_FILES_URL = os.environ.get("CONFIDE_FILES_URL", "")
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
    "confide.registers.legal_holds",
    "confide.registers.cabinets",
    "confide.registers.paper",
    "confide.registers.disposals",
    "confide.registers.movements",
    "confide.registers.recoveries",
    "confide.registers.certifications",
    "confide.web",
    "confide.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
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
    "allauth.account.middleware.AccountMiddleware",
    "confide.web.reading.ReaderMiddleware",
    "confide.web.signin.presence.PresenceMiddleware",
    "axes.middleware.AxesMiddleware",
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

# Whoever was locked out is turned away before their password is looked at.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "overview"
ACCOUNT_ADAPTER = "confide.web.signin.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "confide.web.signin.forms.SignInForm"}
# Nothing is ever sent by e-mail; what would be is thrown away.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MFA_ADAPTER = "confide.web.signin.adapters.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A clock that is half a minute off is common; one that is a minute off is not.
MFA_TOTP_TOLERANCE = 1
# Whether somebody proved lately who they are is asked in one place, `confide.web.freshness`.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_FORMS = {
    "authenticate": "confide.web.signin.forms.SecondStepForm",
    "activate_totp": "confide.web.signin.forms.AuthenticatorForm",
    "add_webauthn": "confide.web.signin.forms.PasskeyForm",
}
CONFIDE_SINGLE_SIGN_ON = single_sign_on.read(CONFIDE_KEYS / "single-sign-on.toml")
SOCIALACCOUNT_ADAPTER = "confide.web.signin.adapters.SingleSignOns"
SOCIALACCOUNT_PROVIDERS = CONFIDE_SINGLE_SIGN_ON.for_allauth() if CONFIDE_SINGLE_SIGN_ON else {}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_STORE_TOKENS = False

# Five wrong tries close a sign-in for half an hour, or until information governance opens it again.
AXES_ENABLED = True
AXES_HANDLER = "confide.web.signin.evidence.Evidence"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
# Whoever guesses on while it is closed does not keep it closed for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# By person and not by address: a whole branch shares one address.
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "confide.web.signin.evidence.whose"
AXES_CLIENT_IP_CALLABLE = "confide.web.signin.evidence.address"
AXES_LOCKOUT_CALLABLE = "confide.web.signin.evidence.locked"
AXES_VERBOSE = False
CONFIDE_EVIDENCE_DAYS = 366
"""For how long tries to sign in are kept."""

CONFIDE_IDLE = timedelta(minutes=15)
"""After how long without a sign of life somebody is signed out on a device that others use too."""
CONFIDE_IDLE_OWN_DEVICE = timedelta(hours=8)
"""The same where they said that the device is theirs alone; the longest working day bounds it too."""
CONFIDE_WORKING_DAY = timedelta(hours=12)
CONFIDE_FRESH = timedelta(minutes=5)
"""For how long after proving who one is one may decide and open the most sensitive."""

# Tries and used codes are counted in the database, because every process has to count the same ones.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_counts"}}

SESSION_ENGINE = "confide.web.sessions"
SESSION_COOKIE_AGE = int(CONFIDE_WORKING_DAY.total_seconds())
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Only where one proxy stands in front, which says how it was asked and by whom, is it believed.
if os.environ.get("CONFIDE_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
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
        # Browsers hold a form to this also where it is sent on to the identity provider.
        "form-action": ["'self'", *(CONFIDE_SINGLE_SIGN_ON.origins if CONFIDE_SINGLE_SIGN_ON else ())],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# A page of a case is a few kilobytes of text; anything larger comes as a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# A disclosure may come with a copy for each category; no page takes more.
DATA_UPLOAD_MAX_NUMBER_FILES = 50
# A file that a page asks for is set aside sealed, or read for its fingerprint only. Any other is dropped while it
# arrives, where it is not small; Django would put a large one on the disk, unsealed.
FILE_UPLOAD_HANDLERS = [
    "confide.web.uploads.SealingUploadHandler",
    "confide.registers.disclosures.sending.Fingerprint",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
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
        # What it would say names people and addresses; it keeps both in the database, for those who may see them.
        "axes": {"level": "CRITICAL"},
        "fido2": {"level": "WARNING"},
    },
}
