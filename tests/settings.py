"""The site's settings for tests: the same for everybody who runs them, and nothing is left behind in ``var/``."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What the person at the keyboard has set for ./run must not change what the tests find.
for name in (
    *("ALLOWED_HOSTS", "CACHE_URL", "CSRF_TRUSTED_ORIGINS", "DEBUG", "EMAIL_URL", "HOST", "LIMITS_FACTOR"),
    *("LOG_FORMAT", "MEDIA_ROOT", "MEDIA_URL", "PORT", "SAMPLE", "SAMPLE_PASSWORD", "SITE_URL", "TRUSTED_PROXIES"),
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "the same in every test run, and used nowhere else"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:"

from ilamexpo.settings import *  # noqa: E402

SCRATCH = Path(tempfile.mkdtemp(prefix="ilamexpo-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Letters must be letters to the database: its ctype comes from a template, which tests.schema makes.
    DATABASES["default"]["TEST"] = {"TEMPLATE": ""}

MEDIA_ROOT = SCRATCH / "media"
KEPT_PAGES = SCRATCH / "kept"
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_FILE_PATH = str(SCRATCH / "mail")
POST_OFFICE = {**POST_OFFICE, "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
