"""Rows of a record, each a form of its own on the page of the record: those that are there, and empty ones to add."""

import re

from django import forms
from django.db.models.expressions import DatabaseDefault
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.seen import SeenMixin

MOST_ROWS = 100
KEY = re.compile(r"(?:[1-9][0-9]{0,8}|new[0-9]{1,3})")


class RowForm(SeenMixin):
    """A row with a box that takes it away; an empty new one is no row."""

    remove = forms.BooleanField(label=gettext_lazy("Take this away"), required=False)

    def __init__(self, *args, key, **kwargs):
        # The browser must not ask for anything in a row that stays empty.
        super().__init__(*args, prefix=f"{self.PREFIX}-{key}", use_required_attribute=False, **kwargs)
        self.key = key
        self.is_new = self.instance.pk is None
        if self.is_new:
            del self.fields["remove"]
            # What the database would fill in is nothing that was typed.
            self.initial = {name: v for name, v in self.initial.items() if not isinstance(v, DatabaseDefault)}
        begin_with_capitals(self)

    PREFIX: str
    was_taken_away = was_changed_meanwhile = False

    @property
    def goes(self):
        """Whether it is to be taken away, as far as was understood."""
        return not self.is_new and bool(getattr(self, "cleaned_data", {}).get("remove"))

    def full_clean(self):
        super().full_clean()
        # What is taken away need not be right; that somebody else changed it meanwhile is said all the same.
        if self.goes and not self.was_changed_meanwhile:
            self._errors = ErrorDict()

    def refuse(self, changed):
        self.was_changed_meanwhile = True
        super().refuse(changed)

    def become_new(self, key):
        """Say what was typed under the name of a new row."""
        data, before = self.data.copy(), f"{self.prefix}-"
        for name in [name for name in data if name.startswith(before)]:
            data.setlist(f"{self.PREFIX}-{key}-{name.removeprefix(before)}", data.pop(name))
        self.data, self.prefix, self.key = data, f"{self.PREFIX}-{key}", key
        self._bound_fields_cache.clear()


class Rows:
    """The forms of ``rows`` (of one record, in order) and of ``extra`` new ones, from what was posted if anything was.

    A row that somebody else took away while the page was open stays as a new one, with what was typed and a sentence that
    says so; one that somebody else added is left as it is.
    """

    def __init__(self, form_class, rows, *, new, data=None, extra=1, **kwargs):
        self.is_bound = data is not None
        rows, prefix = list(rows), form_class.PREFIX
        if data is None:
            self.forms = [form_class(instance=row, key=row.pk, **kwargs) for row in rows]
            self.forms += [form_class(instance=new(), key=f"new{number}", **kwargs) for number in range(1, extra + 1)]
            return
        by_key = {str(row.pk): row for row in rows}
        self.forms = []
        for key in keys_in(data, prefix):
            row, is_new = by_key.get(key), key.startswith("new")
            if row is None and not is_new and f"{prefix}-{key}-remove" in data:
                continue  # two took it away
            form = form_class(data, instance=row or new(), key=key, empty_permitted=is_new, **kwargs)
            form.was_taken_away = row is None and not is_new
            self.forms.append(form)

    def __iter__(self):
        return iter(self.forms)

    def is_valid(self):
        for number, form in enumerate(self.forms):
            if form.was_taken_away and form.key != f"new9{number:02}":
                form.add_error(None, _("Somebody else took this away meanwhile. Save again to add it anew."))
                form.become_new(f"new9{number:02}")
        return all([form.is_valid() for form in self.forms])  # every one is asked, so that all say what is wrong

    def has_changed(self):
        return any(form.has_changed() or form.goes for form in self.forms)

    @property
    def has_errors(self):
        return self.is_bound and any(form.errors for form in self.forms)

    def standing(self):
        """The rows as typed, without those that go and those that stay empty; after validation."""
        return [form.instance for form in self.forms if not form.goes and (not form.is_new or form.has_changed())]

    def save(self):
        for form in self.forms:
            if form.goes:
                form.instance.delete()
            elif form.has_changed():
                form.save()


def begin_with_capitals(form):
    """Labels as they stand above a box; the names of columns are small, as within a sentence."""
    for field in form.fields.values():
        field.label = capfirst(field.label) if field.label else field.label


def keys_in(data, prefix):
    """The keys of the rows in what was posted, in order; nothing else that somebody may have put there."""
    pattern = re.compile(rf"{prefix}-({KEY.pattern})-seen")
    found = (pattern.fullmatch(name) for name in data)
    return [match[1] for match in found if match][:MOST_ROWS]
