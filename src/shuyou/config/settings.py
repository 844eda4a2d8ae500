"""Django's settings. What may differ between installations comes from `shuyou.config.environment`."""

from pathlib import Path
from typing import Any, Final

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from shuyou.config import pooling
from shuyou.config.environment import Environment
from shuyou.config.logs import configuration as log_configuration
from shuyou.config.mail import mailers
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

environment: Final = Environment.read()

# --- the installation

DEBUG = environment.debug
SECRET_KEY = environment.secret_key
ALLOWED_HOSTS = list(environment.hosts)
SHUYOU_VAR = environment.var
SHUYOU_LAKE = environment.lake.folder
SHUYOU_LAKE_ENGINE = environment.lake.engine
SHUYOU_LAKE_MEMORY = environment.lake.memory
SHUYOU_LAKE_THREADS = environment.lake.threads
SHUYOU_CURRENCY = environment.currency
SHUYOU_PRIVACY_DAYS = environment.privacy_days
SHUYOU_QUIET_HOURS = environment.quiet_hours
SHUYOU_WECHAT_PAY = environment.wechat_pay
SHUYOU_PRIVATE_WEBHOOKS = environment.private_webhooks
SHUYOU_ALIPAY = environment.alipay
SHUYOU_ALIYUN_SMS = environment.aliyun_sms
SHUYOU_WECHAT_ACCOUNT = environment.wechat_account
SHUYOU_TENCENT_SMS = environment.tencent_sms
SHUYOU_SIP = environment.sip
SHUYOU_ASTERISK = environment.asterisk
SHUYOU_SANDBOX = environment.sandbox
SHUYOU_LICENCES = environment.licences
SHUYOU_SELLER = environment.seller
MAILERS = mailers(environment.mail_url, environment.var / "mail")
DEFAULT_FROM_EMAIL = environment.mail_from
SHUYOU_MAIL_PROVIDER = environment.mail_provider
SHUYOU_IMAP_URL = environment.imap_url

# --- the house

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "shuyou.kernel.apps.KernelConfig",
    "shuyou.members.apps.MembersConfig",
    "shuyou.catalog.apps.CatalogConfig",
    "shuyou.supply.apps.SupplyConfig",
    "shuyou.loyalty.apps.LoyaltyConfig",
    "shuyou.payments.apps.PaymentsConfig",
    "shuyou.messaging.apps.MessagingConfig",
    "shuyou.orders.apps.OrdersConfig",
    "shuyou.insight.apps.InsightConfig",
    "shuyou.callcenter.apps.CallcenterConfig",
    "shuyou.shop.apps.ShopConfig",
    "shuyou.console.apps.ConsoleConfig",
    "shuyou.api.apps.ApiConfig",
    "shuyou.demo.apps.DemoConfig",
    # After the house, whose own templates for these pages come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "shuyou.config.requests.RequestTrail",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shuyou.console.middleware.StaffDoor",
    "shuyou.config.requests.SoundText",
]
ROOT_URLCONF = "shuyou.config.urls"
WSGI_APPLICATION = "shuyou.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shuyou.console.context.shell",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the database: the only store; several processes share the cache, so it is a table too


def _database(url: str, pool: int) -> dict[str, Any]:
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    # Statements that are planned once (shuyou.kernel.statements) are so at once, not after the server has compared.
    plans = "-c plan_cache_mode=force_generic_plan"
    options: dict[str, Any] = {"options": f"{parts.pop('options', '')} {plans}".strip()}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10, "check": pooling.check}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "shuyou", **parts, **options},
    }


DATABASES = {
    "default": _database(environment.database_url or EmbeddedPostgres(environment.var).url, environment.database_pool)
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Each web process keeps the pages that are the same for everybody for a moment (see shop.views.everybody).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
SHUYOU_PAGES_KEPT = environment.pages_kept

# --- language and time

USE_I18N = True
LANGUAGE_CODE = environment.language
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_NAME = "shuyou_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = environment.https
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_TZ = True
TIME_ZONE = environment.club_zone

# --- files

STATIC_URL = "/static/"
STATIC_ROOT = environment.var / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Photos and papers of readers: for the one account that runs this, and nobody else on the machine.
        "OPTIONS": {
            "location": environment.var / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if environment.debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- signing in: staff are made by administrators, nobody signs up

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["shuyou.config.accounts.StaffSignIn"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "shuyou.config.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Shuyou"
MFA_TOTP_TOLERANCE = 1

# --- safety of pages

SESSION_ENGINE = "shuyou.config.sessions"
SESSION_COOKIE_NAME = "shuyou_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = environment.https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shuyou.console.views.errors.csrf_failed"
CSRF_COOKIE_NAME = "shuyou_csrf"
CSRF_COOKIE_SECURE = environment.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in environment.hosts] if environment.https else []
SECURE_SSL_REDIRECT = environment.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if environment.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "shuyou.kernel.files.uploads.SizeGuard",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- what is written down

LOGGING = log_configuration(debug=environment.debug)
