"""The site's settings with a ``var/`` of their own: what a measurement backs up is no news for the health page."""

import os
from pathlib import Path

from ilamexpo.settings import *  # noqa: F403

VAR = Path(os.environ["OWN_VAR"])
KEPT_PAGES, STATIC_ROOT, GENERATED = VAR / "kept", VAR / "static", VAR / "generated"
GENERATED.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", GENERATED]  # noqa: F405
