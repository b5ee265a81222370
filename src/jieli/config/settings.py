"""Settings of every process. What differs between machines comes from the environment; the rest is stated here."""

import os
from pathlib import Path

from jieli.config import secret_key
from jieli.lib import logs
from jieli.lib.postgres import data_root, django_databases
from jieli.lib.postgres.places import make_folder

SOURCE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = secret_key.read_or_make(data_root())
ALLOWED_HOSTS = os.environ.get("JIELI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("JIELI_ORIGINS", "").split(",") if origin]

# The way of the money, low to high; lib last, because it fences the tables of all others after migrating.
APPS = [
    "organizations",
    "audit",
    "people",
    "access",
    "clients",
    "intake",
    "ownership",
    "handovers",
    "crediting",
    "plans",
    "payruns",
    "statements",
    "desk",
]
INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "jieli.ui",
    *(f"jieli.apps.{app}" for app in APPS),
    "jieli.lib",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jieli.ui.security.content_security_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jieli.ui.head.head_middleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "jieli.apps.access.middleware.viewer_middleware",
    "jieli.apps.access.middleware.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "jieli.config.urls"
WSGI_APPLICATION = "jieli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            SOURCE / "ui" / "templates",
            *(SOURCE / "apps" / app / "pages" / "templates" for app in APPS),
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "jieli.config.chrome.chrome",
            ],
            "libraries": {"ui": "jieli.ui.templatetags.ui"},
        },
    }
]

# A process that serves pages (jieli.config.wsgi says so) has no way to the tables' owner: docs/decisions/0012.
DATABASES = django_databases(owner=os.environ.get("JIELI_PAGES", "") != "1")
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "ui" / "locale", *(SOURCE / "apps" / app / "locale" for app in APPS)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: the files are served from where they lie in the program
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# From how many deals, receipts, invoices and refunds on a run is computed in columns: docs/decisions/0026.
LARGE_BOOK = int(os.environ.get("JIELI_LARGE_BOOK") or 30_000)

SECURE = os.environ.get("JIELI_HTTPS", "") == "1"
# How many proxies of our own stand in front. Without one, what these headers say anybody could have written.
TRUSTED_PROXIES = int(os.environ.get("JIELI_PROXIES") or 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
LOGGING = logs.settings_for(str(make_folder(data_root() / "log")))
SILENCED_SYSTEM_CHECKS: list[str] = []
