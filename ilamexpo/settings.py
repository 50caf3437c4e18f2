"""One file for every way of running; secrets and hosts come from the environment, the rest from ``var/``."""

import ipaddress
import secrets
import sys
import warnings
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()


def read(kind, name, default):
    """``name`` from the environment as ``kind``; a malformed value stops the start with one line naming it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # an unknown kind of database is only warned of
            return getattr(env, kind)(name, default=default)
    except UserWarning:  # its words hold the password
        raise ImproperlyConfigured(f"{name} is malformed: it names no kind of server known here") from None
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} is malformed: {error}") from error


def read_switch(name, default):
    """A yes or no; anything else would be read as no in silence."""
    value = read("str", name, str(default)).strip().lower()
    if value not in {*env.BOOLEAN_TRUE_STRINGS, "false", "off", "no", "n", "0", ""}:
        raise ImproperlyConfigured(f"{name} is malformed: write true or false")
    return value in env.BOOLEAN_TRUE_STRINGS


def local_secret_key():
    """The key kept in ``var/``, made at the first start, readable by the owner alone."""
    path = VAR / "secret-key"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def read_limits_factor():
    factor = read("float", "LIMITS_FACTOR", 1.0)
    if not 0 < factor < float("inf"):
        raise ImproperlyConfigured("LIMITS_FACTOR must be a number above 0")
    return factor


def read_proxies():
    """Addresses and networks, such as 127.0.0.1 or 10.0.0.0/8."""
    proxies = [each.strip() for each in read("list", "TRUSTED_PROXIES", []) if each.strip()]
    for each in proxies:
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise ImproperlyConfigured(f"TRUSTED_PROXIES is malformed: {error}") from None
    return proxies


# Where the site is reached decides everything that needs TLS.
SITE_URL = read("str", "SITE_URL", f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
SITE = urlsplit(SITE_URL)
if SITE.scheme not in {"http", "https"} or not SITE.hostname:
    raise ImproperlyConfigured("SITE_URL must be an address such as https://expo.example.org")
SECURE = SITE.scheme == "https"

DEBUG = read_switch("DEBUG", False)
SECRET_KEY = read("str", "SECRET_KEY", "")
if not SECRET_KEY:
    if SECURE:
        raise ImproperlyConfigured("SECRET_KEY is required when SITE_URL is an https address")
    SECRET_KEY = local_secret_key()
ALLOWED_HOSTS = read("list", "ALLOWED_HOSTS", list(dict.fromkeys([SITE.hostname, "127.0.0.1", "localhost", "[::1]"])))
CSRF_TRUSTED_ORIGINS = read("list", "CSRF_TRUSTED_ORIGINS", [SITE_URL])
TRUSTED_PROXIES = read_proxies()
LIMITS_FACTOR = read_limits_factor()

INSTALLED_APPS = [
    "modeltranslation",
    "ilamexpo",
    "accounts",
    "vocabulary",
    "events",
    "exhibitors",
    "products",
    "enquiries",
    "cooperation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "post_office",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "ilamexpo.middleware.RequestIdentity",
    "accounts.middleware.TrustedProxies",
    # What only adds headers stands outside everything that may answer by itself.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ilamexpo.middleware.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ilamexpo.middleware.PrivateAddresses",
    "ilamexpo.middleware.Compress",
    "ilamexpo.middleware.RequestGuard",
    "ilamexpo.middleware.Closed",
    "ilamexpo.middleware.OutOfReach",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.KeepPrivate",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AuditTrail",
]

ROOT_URLCONF = "ilamexpo.urls"
WSGI_APPLICATION = "ilamexpo.wsgi.application"
TEMPLATES = [
    {"BACKEND": "ilamexpo.compiled.Templates", "DIRS": [BASE_DIR / "templates"], "APP_DIRS": False},
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ilamexpo.context.page",
                "accounts.context.account_pages",
            ],
        },
    },
    {
        "BACKEND": "post_office.template.backends.post_office.PostOfficeTemplates",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.media",
                "django.template.context_processors.static",
                "django.template.context_processors.tz",
                "django.template.context_processors.request",
            ]
        },
    },
]

DATABASES = {"default": read("db_url", "DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": read("float", "DATABASE_PATIENCE", 20.0),  # seconds; the web server has less, see wsgi.py
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-16000;"
            "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
        ),
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # For the counts of the office's first page PostgreSQL spent 25 seconds on making machine code, and one on counting.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"-c jit=off {options.get('options', '')}".rstrip()
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The cache also counts sign-in attempts, so it must not throw entries away early.
CACHES = {"default": read("cache_url", "CACHE_URL", "dbcache://cache?max_entries=50000")}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "accounts.passwords.OwnWordsValidator"}]
# What was hashed by another one is hashed anew at the next sign-in.
PASSWORD_HASHERS = ["accounts.passwords.Argon2Hasher"] + [
    f"django.contrib.auth.hashers.{name}" for name in ("ScryptPasswordHasher", "PBKDF2PasswordHasher")
]
PASSWORD_RESET_TIMEOUT = 3600  # mail is slow here, but not that slow
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_of_user"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; without a password here signing in asks none
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme
ACCOUNT_SESSION_REMEMBER = True
# Attempts/seconds, per network (ip), per account (key: the typed address) or per signed-in user.
ACCOUNT_RATE_LIMITS = {
    action: ",".join(f"{max(1, round(amount * LIMITS_FACTOR))}/{seconds}s/{per}" for amount, seconds, per in limits)
    for action, limits in {
        "login": [(30, 60, "ip")],
        "login_failed": [(10, 60, "ip"), (5, 300, "key")],
        "request_login_code": [(20, 60, "ip"), (3, 60, "key"), (10, 3600, "key")],
        "reset_password": [(20, 60, "ip"), (5, 3600, "key")],
        "reset_password_from_key": [(20, 60, "ip")],
        "change_password": [(5, 60, "user")],
        "reauthenticate": [(10, 60, "user")],
    }.items()
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers allow it for localhost alone
MFA_RATE_LIMITS = {"webauthn_login": f"{max(1, round(30 * LIMITS_FACTOR))}/60s/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.SecondFactorReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "login_webauthn": "accounts.forms.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.forms.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyReauthenticateForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "IlamExpo"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the office entered the address

LANGUAGE_CODE = "fa"
LANGUAGES = [("en", "English"), ("fa", "فارسی"), ("ar", "العربية"), ("ckb", "کوردی")]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_LANGUAGES = ("fa", "en", "ar", "ckb")
MODELTRANSLATION_DEFAULT_LANGUAGE = "fa"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("fa", "en", "ar", "ckb"), "ckb": ("ar", "fa", "en")}
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

KEPT_PAGES = VAR / "kept"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR / "generated"]
(VAR / "generated").mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = Path(read("str", "MEDIA_ROOT", str(VAR / "media")))
MEDIA_URL = read("str", "MEDIA_URL", "/media/")
STORAGES = {
    "default": {"BACKEND": "accounts.storages.PrivateStorage"},
    "public": {"BACKEND": "accounts.storages.PublicStorage"},
    "staticfiles": {"BACKEND": "ilamexpo.storages.StaticStorage"},
}
# Django's own limits, said once more because the forms' sentences name them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Every mail goes to the outbox; the worker hands it to this server, or to files when none is named.
EMAIL_BACKEND = "post_office.EmailBackend"
# A bare IP address or a name without a dot is no sender's domain.
MAIL_DOMAIN = SITE.hostname if SITE.hostname.rpartition(".")[2].isalpha() and "." in SITE.hostname else "localhost"
DEFAULT_FROM_EMAIL = f"IlamExpo <no-reply@{MAIL_DOMAIN}>"
EMAIL_TIMEOUT = 20
MAIL_SERVER = read("email_url", "EMAIL_URL", f"filemail:///{VAR / 'mail'}")
EMAIL_FILE_PATH = f"/{MAIL_SERVER['EMAIL_FILE_PATH'].lstrip('/')}"
EMAIL_HOST = MAIL_SERVER["EMAIL_HOST"] or "localhost"
EMAIL_PORT = MAIL_SERVER["EMAIL_PORT"] or 25
EMAIL_HOST_USER = MAIL_SERVER["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = MAIL_SERVER["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = MAIL_SERVER.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_SSL", False)
POST_OFFICE = {
    "BACKENDS": {"default": MAIL_SERVER["EMAIL_BACKEND"]},
    "BATCH_SIZE": 1,
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 8,
    "RETRY_INTERVAL": timedelta(minutes=1),
    "LOG_LEVEL": 1,
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# With this beginning browsers take a cookie from this host over TLS alone, and give it to no other.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "accounts.sessions.Messages"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ilamexpo.views.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked on the machine itself, where nobody speaks TLS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# allauth's and the admin's own pages are clean under it too. No nonces: see docs/decisions.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOG_FORMAT = read("str", "LOG_FORMAT", "line" if sys.stderr.isatty() else "json")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured("LOG_FORMAT must be line or json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "ilamexpo.logs.Line"}, "json": {"()": "ilamexpo.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Started before us, it has a handler of its own.
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "accounts.security": {"level": "INFO"},
    },
}
