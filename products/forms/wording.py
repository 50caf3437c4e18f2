"""What the translation desk types: the texts of a work or an exhibitor, each beside its source."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.languages import CODES, direction
from lib.wording import copied, source_of

LANGUAGE_NAMES = dict(settings.LANGUAGES)
# What may be said of a text that waits, instead of writing it anew.
HOLDS = {"stale": gettext_lazy("Still right"), "copied": gettext_lazy("Right as it is")}


def plain(text):
    """As stored, whatever line ends a browser sends."""
    return text.replace("\r\n", "\n").strip()


class WordingForm(forms.Form):
    """One box for each text of ``record`` in each language but its source; "still right" says an older one
    holds, "right as it is" a copied one; the button ``copy`` names an empty box to be filled from the source."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.waits, self.parts = record, record.waiting_texts(), []
        for field, texts in record.texts().items():
            source = source_of(record.wording, field, texts)
            if not source:
                continue
            model_field = type(record)._meta.get_field(field)
            copies = copied(record.wording, field, texts)
            # Where all that is left of a text are copies, even the one the others follow has to be translated.
            boxes = [self.add_box(model_field, code, texts[code]) for code in CODES if code != source or code in copies]
            written_in = copies.get(source, source)
            self.parts.append(
                {
                    "label": model_field.verbose_name,
                    "source": {"code": written_in, "direction": direction(written_in), "text": texts[source]},
                    "boxes": boxes,
                }
            )

    def add_box(self, model_field, code, text):
        name, is_long = f"{model_field.name}_{code}", model_field.max_length is None
        widget = forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput()
        widget.attrs |= {"lang": code, "dir": direction(code)}
        self.fields[name] = forms.CharField(
            label=LANGUAGE_NAMES[code], required=False, max_length=model_field.max_length, initial=text, widget=widget
        )
        state = self.waits.get(model_field.name, {}).get(code, "")
        if state in HOLDS:
            self.fields[f"holds_{name}"] = forms.BooleanField(label=HOLDS[state], required=False)
        return {"name": name, "state": state, "text": text}

    def rows(self):
        """The parts with bound fields, for the page."""
        for part in self.parts:
            boxes = [
                box
                | {
                    "field": self[box["name"]],
                    "holds": self[f"holds_{box['name']}"] if box["state"] in HOLDS else None,
                }
                for box in part["boxes"]
            ]
            yield part | {"boxes": boxes}

    def clean(self):
        """A text that somebody wrote since the page was opened is not written over."""
        for name in [name for name in self.fields if not name.startswith("holds_")]:
            stored = getattr(self.record, name) or ""
            if name in self.cleaned_data and self.is_touched(name) and plain(self.was(name)) != plain(stored):
                self.add_error(name, _("Somebody wrote this text meanwhile: “{text}”.").format(text=stored))
        return self.cleaned_data

    def was(self, name):
        """The text as the page showed it."""
        return self.data.get(f"was_{name}", getattr(self.record, name) or "")

    def is_touched(self, name):
        return plain(self.cleaned_data[name]) != plain(self.was(name))

    def changes(self):
        """({column: text} that changed, [columns whose text was said to hold], [the column to be filled by a copy])."""
        texts = {name: value for name, value in self.cleaned_data.items() if not name.startswith("holds_")}
        changed = {name: text for name, text in texts.items() if self.is_touched(name)}
        held = [name for name in texts if name not in changed and self.cleaned_data.get(f"holds_{name}")]
        wanted = self.data.get("copy", "")
        return changed, held, [wanted] if wanted in texts and not texts[wanted].strip() else []
