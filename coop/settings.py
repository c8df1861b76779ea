"""Settings of Coop. Every switch is an environment variable; `.env.example` lists them."""

import sys
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from coop.embedded import FOLDER, Servers, is_embedded
from coop.secret_key import generated_key

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = is_embedded()
# Coop's own servers mean one machine and a private address; whoever names servers is assumed to be on the net.
HTTPS = env.bool("HTTPS", default=not DEBUG and not EMBEDDED)
HOST = env.str("HOST", default="") or "127.0.0.1"
PORT = env.int("PORT", default=8000)

# --- Who may ask ---------------------------------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="") or (generated_key(FOLDER) if EMBEDDED or DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Put a long random text into the environment or into .env.")

PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", HOST] if EMBEDDED or DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # a load balancer asks over plain HTTP from inside
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600 if HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"  # order links carry a secret: no other site may see them
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 30 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    # Only with a proxy that overwrites the header: otherwise anybody could claim to have come by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Sub-domains and the browsers' preload list are the domain owner's decision, not this program's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}

# --- What it is made of --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "coop.apps.CoopConfig",
    "capsules.apps.CapsulesConfig",
    "scheduling.apps.SchedulingConfig",
    "fulfillment.apps.FulfillmentConfig",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "health_check",
    "lucide",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "coop.shared_pages.at_the_door",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "coop.urls"
WSGI_APPLICATION = "coop.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coop.context.site",
            ],
        },
    },
]

# --- Where it remembers --------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=Servers().database_url)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A pool serves the threads of one web process (gunicorn.py asks for it); forked workers must not inherit one.
if pool_size := env.int("DATABASE_POOL", default=0):
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}

# How long a web process keeps its page views before it writes them.
TALLY_SECONDS = env.float("TALLY_SECONDS", default=5)

# Redis is the doorbell of the worker and nothing else, so counts of log-in attempts live in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "coop_cache"},
    # Pictures drawn for other sites. Each is named after what it shows, so none grows old; a lost one is drawn again.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": FOLDER / "pictures",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Anonymous visitors may see a public page that was made so many seconds ago; 0 makes each anew.
PAGE_SECONDS = env.float("PAGE_SECONDS", default=1)
# Who brings one of these is shown a page of their own: logged in, about to read a message, invited.
PERSONAL_COOKIES = frozenset({"sessionid", "messages"})
PERSONAL_QUERY = frozenset({"invited"})
# By whose links somebody came. It names nobody, and a page may follow it: those who bring the same share a page.
SHARED_COOKIE = "via"

# --- Language, time, files -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or FOLDER / "media")  # pictures that members upload
FILE_UPLOAD_HANDLERS = [
    "coop.uploads.NoLarger",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "static"
FONTS = {face: BASE_DIR / "node_modules" / "@fontsource-variable" / face / "files" for face in ("fraunces", "figtree")}
FACES_FOLDER = FOLDER / "faces"  # the same, cut for pages, and for pictures as the program that draws them reads them
FONTS_INSTALLED = all(folder.is_dir() for folder in FONTS.values())  # else the system's serve: npm is optional
STATICFILES_DIRS = [BASE_DIR / "static", *(("fonts", folder) for folder in FONTS.values() if FONTS_INSTALLED)]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "coop.typefaces.TypefaceFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "coop.static_files.BundlingStorage"
    },
}

# --- Logging in ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "coop.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "coop.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without the second, allauth asks nobody for a password
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # an admin typed the address, and a code that arrives proves it
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True

DEMO = env.bool("DEMO", default=True)  # may `up` fill an empty database with a demo co-op?
DEMO_DOMAIN = "coop.example"
DEMO_PASSWORD = "try-the-kiln"

# --- Mail ----------------------------------------------------------------------------------------------------------

MAIL_FOLDER = FOLDER / "mail"  # where mails lie as files while no mail server is named
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="") or "Coop <coop@localhost>"

# --- Payment -------------------------------------------------------------------------------------------------------

HOLD_MINUTES = env.float("HOLD_MINUTES", default=15)
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_PUBLIC_KEY = env.str("STRIPE_PUBLIC_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
if len({bool(key) for key in (STRIPE_SECRET_KEY, STRIPE_PUBLIC_KEY, STRIPE_WEBHOOK_SECRET)}) > 1:
    raise ImproperlyConfigured("Set all of STRIPE_SECRET_KEY, STRIPE_PUBLIC_KEY and STRIPE_WEBHOOK_SECRET, or none.")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
# Without “signals”: their script would tell Stripe the address of the page, which is the key to an order.
STRIPE_JS = env.str("STRIPE_JS", default="https://js.stripe.com/v3/?advancedFraudSignals=false")
STRIPE_TIMEOUT_SECONDS = env.float("STRIPE_TIMEOUT_SECONDS", default=20)
# Longer than the questions that one charge takes, each with its time-out.
PAYMENT_LEASE_SECONDS = env.float("PAYMENT_LEASE_SECONDS", default=120)

# --- The worker ----------------------------------------------------------------------------------------------------

SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=15)
PLANNER_SECONDS = env.float("PLANNER_SECONDS", default=10)
PLANNER_LEASE_SECONDS = env.float("PLANNER_LEASE_SECONDS", default=30)
NOTICE_TIMEOUT_SECONDS = env.float("NOTICE_TIMEOUT_SECONDS", default=10)
NOTICE_LEASE_SECONDS = env.float("NOTICE_LEASE_SECONDS", default=30)
ALLOW_PRIVATE_ENDPOINTS = env.bool("ALLOW_PRIVATE_ENDPOINTS", default=DEBUG or not HTTPS)

CELERY_BROKER_URL = env.str("REDIS_URL", default=Servers().redis_url)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
# A message counts as lost, and is delivered again, only once no worker can still be at it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT, "socket_connect_timeout": 2}
# A doorbell that does not ring is given up at once: the row waits for the next sweep, and a customer does not wait.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(FOLDER / "beat")
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}}
    for task in (
        "capsules.tasks.sweep_closings",
        "capsules.tasks.sweep_invitations",
        "capsules.tasks.sweep_holds",
        "capsules.tasks.sweep_payments",
        "capsules.tasks.sweep_openings",
        "capsules.tasks.sweep_pictures",
        "scheduling.tasks.sweep_plans",
        "scheduling.tasks.sweep_bookings",
        "scheduling.tasks.sweep_promises",
        "scheduling.tasks.sweep_what_ifs",
        "scheduling.tasks.sweep_quotes",
        "fulfillment.tasks.sweep_notices",
        "fulfillment.tasks.sweep_uncollected",
    )
}
# Each night once; the later hours are for nights in which the worker or the provider was away.
CELERY_BEAT_SCHEDULE["capsules.tasks.compare_payments"] = {
    "task": "capsules.tasks.compare_payments",
    "schedule": crontab(minute=17, hour="2-5"),
}

# --- The log -------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "coop.logs.MaskSecrets"}, "calm": {"()": "coop.logs.NoTraceOfRefusals"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)-7s %(name)s  %(message)s"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": sys.stdout,
            "formatter": "plain",
            "filters": ["secrets", "calm"],
        }
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # One line per task would be three lines per sweep, day and night; what fails is an error and shows.
        "celery": {"level": "WARNING"},
        # It tells each letter that it puts into a PDF.
        "fontTools": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
