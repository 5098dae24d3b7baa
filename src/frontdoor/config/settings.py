"""Settings of one installation. Everything that differs between machines comes from the environment:

FRONTDOOR_DATA         folder of the database, files and keys (default: .var in the working folder)
DATABASE_URL           another database than SQLite in FRONTDOOR_DATA, e.g. postgresql://user@host/name
FRONTDOOR_SECRET_KEY   the signing key; without it one is made and kept in FRONTDOOR_DATA
FRONTDOOR_ADDRESS      the public address, e.g. https://help.example.gov.uk: links in messages have it. `serve` takes
                       where it listens; anything else takes http://127.0.0.1:8000, so set it in production
FRONTDOOR_HOSTS        further host names this installation answers to, separated by commas
FRONTDOOR_PROXIES      how many trusted proxies stand in front (default 0): who the caller is depends on it
SMTP_URL               smtp://user:password@host:587 (STARTTLS when offered), smtps://host:465
FRONTDOOR_OUTBOX       1: mail goes to the development outbox, shown at /outbox/. Never in production
FRONTDOOR_SQLITE_SYNC  FULL (default: what was acknowledged survives a power cut) or NORMAL (faster)
"""

import logging
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

DATA = Path(os.environ.get("FRONTDOOR_DATA", ".var")).absolute()


def _secret_key() -> str:
    given = os.environ.get("FRONTDOOR_SECRET_KEY")
    if given:
        return given
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = DATA / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # atomic: of two processes starting at once, one key wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite:"):
        name = url.removeprefix("sqlite://") if url else str(DATA / "frontdoor.sqlite3")
        sync = os.environ.get("FRONTDOOR_SQLITE_SYNC", "FULL")
        if sync not in {"FULL", "NORMAL"}:
            raise SystemExit("FRONTDOOR_SQLITE_SYNC is FULL or NORMAL")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous={sync}; PRAGMA mmap_size=268435456;"
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL starts with postgresql:// or sqlite://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,  # after a restart of the database nobody gets a connection that is dead
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 16, "timeout": 5, "reconnect_timeout": 3},
            # as SQLite: whoever waits longer is told; and no statement of ours runs long enough to compile it
            "options": "-c lock_timeout=20s -c jit=off",
            "prepare_threshold": 2,  # for the reads of core.prepared: their plan is made once
        },
    }


SECRET_KEY = _secret_key()
DEBUG = False
# never what a caller calls us: whoever asks for a new password must not choose where its link leads
ADDRESS = os.environ.get("FRONTDOOR_ADDRESS", "").rstrip("/") or "http://127.0.0.1:8000"
PROXIES = int(os.environ.get("FRONTDOOR_PROXIES", "0"))
ALLOWED_HOSTS = [
    host
    for host in (
        "localhost",
        "127.0.0.1",
        "[::1]",
        urlsplit(ADDRESS).hostname,
        *os.environ.get("FRONTDOOR_HOSTS", "").split(","),
    )
    if host
]
SMTP_URL = os.environ.get("SMTP_URL", "")
OUTBOX = os.environ.get("FRONTDOOR_OUTBOX") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "frontdoor.core",
    "frontdoor.accounts",
    "frontdoor.organisation",
    "frontdoor.catalogue",
    "frontdoor.customers",
    "frontdoor.notifications",
    "frontdoor.contacts",
    "frontdoor.cases",
    "frontdoor.intake",
    "frontdoor.design",
    "frontdoor.portal",
    "frontdoor.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "frontdoor.config.middleware.OneSlash",
    "frontdoor.config.middleware.OneAlphabet",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "frontdoor.config.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frontdoor.config.middleware.Access",
]
ROOT_URLCONF = "frontdoor.config.urls"
WSGI_APPLICATION = "frontdoor.config.wsgi.application"

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # sign-in limits must hold over all processes, so the cache is in the database
        "BACKEND": "frontdoor.core.cache.JsonDatabaseCache",
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / room / "templates" for room in ("design", "portal", "desk")],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "frontdoor.design.jinja.environment",
            "context_processors": ["frontdoor.config.middleware.page_context"],
        },
    },
    {
        # allauth's own templates, for what we do not override
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent.parent / "design" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH: list[str] = []

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "frontdoor.portal.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff addresses come from the council's own pack or an administrator
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end, this one goes on
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_RATE_LIMITS = False  # ours are counted exactly, by network address and by account: portal.sign_in
# Django's own: allauth's writes rows while it makes the key of a link, also for an address that nobody has
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 2 * 3600

SESSION_ENGINE = "frontdoor.core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "frontdoor.portal.views.faults.csrf_failure"
_SECURE = ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "frontdoor.config.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def _is_news(record: logging.LogRecord) -> bool:
    """Not that the database or the disk is away: one line of ours says so, without the address that was asked for."""
    return getattr(record, "status_code", 0) != 503


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "refused": {"()": "frontdoor.config.logs.Refused"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "refused": {"class": "logging.StreamHandler", "formatter": "refused"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "frontdoor": {"level": "INFO"},
        # request lines carry references and search words: not in our logs
        "django.server": {"handlers": [], "propagate": False},
        "django.request": {"filters": ["news"]},
        "django.security": {"handlers": ["refused"], "propagate": False},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
