"""Boxes for the same text in four languages, Persian first."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.languages import direction

# As the office writes: Persian, then the languages of the visitors, then English.
ORDER = ("fa", "ar", "ckb", "en")
OWN_NAMES = dict(settings.LANGUAGES)


def in_languages(*fields):
    """The names of the columns that hold these texts."""
    return [f"{field}_{code}" for code in ORDER for field in fields]


class LanguagesMixin:
    """For a form whose fields ``TEXTS`` stand in it once a language."""

    TEXTS: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in ORDER:
            for name in self.TEXTS:
                field = self.fields[f"{name}_{code}"]
                field.widget.attrs |= {"lang": code, "dir": direction(code)}
                words = capfirst(self._meta.model._meta.get_field(name).verbose_name)
                # Translators: {field} is the name of a box, {language} the language of what is written in it.
                field.label = _("{field} ({language})").format(field=words, language=OWN_NAMES[code])

    def by_language(self):
        """[(code, its own name, boxes, how many texts that others have are missing, whether something is wrong)]."""
        boxes = {code: [self[f"{name}_{code}"] for name in self.TEXTS] for code in ORDER}
        written = {name: any(self[f"{name}_{code}"].value() for code in ORDER) for name in self.TEXTS}
        return [
            (
                code,
                OWN_NAMES[code],
                boxes[code],
                sum(written[name] and not box.value() for name, box in zip(self.TEXTS, boxes[code], strict=True)),
                any(box.errors for box in boxes[code]),
            )
            for code in ORDER
        ]
