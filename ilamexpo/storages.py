"""Where style, scripts and fonts come from."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Looks each address up once in a process: the manifest stays as it is while the site runs."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)  # type: ignore[method-assign]
