"""Forms that notice when somebody else changed the record since it was shown."""

import hashlib
import json

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.text import capfirst
from django.utils.translation import gettext as _

SIGNER = Signer(salt="lib.seen")


class SeenMixin(forms.ModelForm):
    """Refuses to save over what changed meanwhile, says which fields did and what they hold now, and keeps what was typed.

    The same form sent once more saves. Fetch the record with ``select_for_update`` before the form is made, so that
    nothing changes between the look and the saving.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The records name every box, also those that are no column, such as this one.
        columns = {field.name for field in self._meta.model._meta.get_fields()}
        names = [name for name in self._meta.fields or () if name in self.fields and name in columns]
        self.stored = {name: self.stored_value(name) for name in names}
        self.initial["seen"] = self.sign()

    def stored_value(self, name):
        if not self.instance.pk:
            return None
        value = self._meta.model._meta.get_field(name).value_from_object(self.instance)
        return (
            sorted(row.pk for row in value) if isinstance(value, list) and value and hasattr(value[0], "pk") else value
        )

    def sign(self):
        return SIGNER.sign(json.dumps({name: digest(value) for name, value in self.stored.items()}))

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and (changed := self.changed_meanwhile()):
            self.refuse(changed)
        return cleaned

    def changed_meanwhile(self):
        """The names of the fields that hold something else than when the form was shown."""
        try:
            shown = json.loads(SIGNER.unsign(self.data.get(self.add_prefix("seen"), "")))
        except BadSignature:
            return list(self.stored)
        return [name for name, value in self.stored.items() if shown.get(name) != digest(value)]

    def refuse(self, changed):
        for name in changed:
            held = self.words(name)
            self.add_error(
                name,
                # Translators: {value} is what the field holds now, entered by somebody else.
                _("Somebody changed this meanwhile. It is now: {value}").format(value=held)
                if held
                else _("Somebody emptied this meanwhile."),
            )
        self.add_error(
            None, _("Somebody else changed this record while you had it open. Save again to put your words.")
        )
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was typed stays
        data[self.add_prefix("seen")] = self.sign()
        self.data = data

    def words(self, name):
        """What the record holds, as a person reads it."""
        field, value = self.fields[name], self.stored[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(str(row) for row in rows_of(field).filter(pk__in=value or ()))
        if isinstance(field, forms.ModelChoiceField):
            return str(rows_of(field).filter(pk=value).first() or "")
        if isinstance(field, forms.MultipleChoiceField):
            choices = dict(getattr(field, "choices", ()))
            return ", ".join(str(choices.get(each, each)) for each in value or ())
        if choices := dict(getattr(field, "choices", ())):
            return capfirst(str(choices.get(value, value or "")))
        return "" if value is None else str(field.prepare_value(value))


def rows_of(field):
    return field.queryset.all()


def digest(value):
    """The same for the same value; a text that is empty is none, whichever way the column says it."""
    value = None if value == "" else value
    return hashlib.sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()[:12]
