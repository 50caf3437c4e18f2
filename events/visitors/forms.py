"""What is typed about visitors: gates, counts of days that nobody tallied, corrections; and what the tally sends."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from events.forms.languages import LanguagesMixin, in_languages
from events.forms.rows import RowForm
from events.models import Gate
from events.visitors.actions import Tap
from lib.fields import DayField, LineField, NumberField
from lib.numbers import localise

MOST_VISITORS = 1_000_000
MOST_TAPS = 200
STEPS = (1, 5, -1)


class GateForm(LanguagesMixin, RowForm):
    """One gate; where somebody was counted (``counted``: numbers of gates) it stays."""

    PREFIX = "gate"
    TEXTS = ("name",)

    class Meta:
        model = Gate
        fields = [*in_languages("name"), "position"]

    position = NumberField(label=gettext_lazy("place in the list"), required=False, min_value=0, max_value=999)

    def __init__(self, *args, counted=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.is_counted = self.instance.pk in counted
        if self.is_counted:
            del self.fields["remove"]

    def clean_position(self):
        return self.cleaned_data["position"] or 0

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) or name in self.errors for name in in_languages("name")):
            self.add_error("name_fa", _("Write its name, at best in Persian first."))
        if self.is_counted and self.add_prefix("remove") in self.data:
            self.add_error(None, _("Visitors were counted at this gate: it stays. Its name can be changed."))
        return cleaned


def hour_words(hour):
    """ "16–17", in the digits of the page."""
    return localise(f"{hour:02}–{(hour + 1) % 24:02}", get_language() or "fa")


class CountForm(forms.Form):
    """So many at one gate, or at all, in one hour or on the whole day. ``key`` lets the same form count once."""

    act = "count"
    day = DayField(label=gettext_lazy("Day"))
    gate = forms.ChoiceField(label=gettext_lazy("Gate"), required=False)
    hour = forms.TypedChoiceField(label=gettext_lazy("Hour"), required=False, coerce=int, empty_value=None)
    count = NumberField(label=gettext_lazy("Visitors"), min_value=1, max_value=MOST_VISITORS, max_length=12)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, exhibition, gates, **kwargs):
        super().__init__(*args, auto_id=f"{self.act}_%s", **kwargs)
        self.gates = {str(gate.pk): gate for gate in gates}
        names = [(number, str(gate)) for number, gate in self.gates.items()]
        self.fields["gate"].choices = [("", capfirst(_("the whole exhibition"))), *names]
        hours = [(str(hour), hour_words(hour)) for hour in range(24)]
        self.fields["hour"].choices = [("", capfirst(_("the whole day"))), *hours]
        self.initial |= {"key": uuid.uuid4(), "day": min(exhibition.today, exhibition.last_day or exhibition.today)}

    def values(self):
        return self.cleaned_data | {"gate": self.gates.get(self.cleaned_data["gate"])}


class CorrectionForm(CountForm):
    act = "correction"
    count = NumberField(
        label=gettext_lazy("How many more or fewer"),
        help_text=gettext_lazy("Such as −12, when twelve too many were counted."),
        min_value=-MOST_VISITORS,
        max_value=MOST_VISITORS,
        max_length=12,
    )
    note = LineField(label=gettext_lazy("Why"), max_length=300)

    def clean_count(self):
        if not self.cleaned_data["count"]:
            raise forms.ValidationError(_("Nothing would change."))
        return self.cleaned_data["count"]


class Unreadable(ValueError):
    """What was sent is not what the page sends."""


def read_taps(text, sent_at):
    """The ``Tap``s that a device sends as JSON. Its clock may be wrong: ``sent_at`` (milliseconds) is what it showed when it
    sent, and each moment is moved by as much as that differs from now. Raises Unreadable.
    """
    now = timezone.now()
    try:
        ahead = now - moment_of(int(sent_at))
        taps = [read_tap(each, ahead, now) for each in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise Unreadable from error
    if len(taps) > MOST_TAPS:
        raise Unreadable
    return taps


def moment_of(milliseconds):
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def read_tap(each, ahead, now):
    if each["count"] not in STEPS:
        raise ValueError("not a button")
    gate = int(each["gate"]) if each["gate"] else None
    return Tap(uuid.UUID(each["key"]), gate, each["count"], min(now, moment_of(int(each["at"])) + ahead))
