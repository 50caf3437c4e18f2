"""The site's settings with a ``var/`` of their own: what a measurement backs up is no news for the health page."""

import os
from pathlib import Path

from ilamexpo.settings import *  # noqa: F403

VAR = Path(os.environ["OWN_VAR"])
