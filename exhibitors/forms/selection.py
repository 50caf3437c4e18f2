"""What an official types of a call: its times and words, questions, criteria, targets and the jury."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Role
from exhibitors.models import Call, Criterion, Panellist, Question, Target
from lib.dates import format_time
from lib.fields import DayField, NumberField, RowsField
from lib.languages import CODES, direction
from lib.numbers import ascii_digits
from lib.seen import SeenMixin
from lib.text import several_lines
from vocabulary.models import Craft, Place

LANGUAGE_NAMES = dict(settings.LANGUAGES)


def parse_clock(text):
    """The time of day somebody typed, such as ۸:۳۰ or 18; ValueError for anything else."""
    plain = ascii_digits(text).replace("٫", ":").replace(".", ":").strip()
    hour, _colon, minute = plain.partition(":")
    parts = [hour, minute or "0"]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        raise ValueError("not a time")
    return time(int(parts[0]), int(parts[1]))


class MomentWidget(forms.MultiWidget):
    """A day and a time of day, in the calendar and the digits of the page."""

    def __init__(self):
        widgets = [forms.TextInput(attrs={"size": 12}), forms.TextInput(attrs={"size": 6, "inputmode": "numeric"})]
        super().__init__(widgets)
        self.zone = None

    def decompress(self, value):
        if value is None:
            return [None, None]
        local = value.astimezone(self.zone)
        language = get_language() or "fa"
        return [DayField().prepare_value(local.date()), format_time(local.time(), language)]


class MomentField(forms.Field):
    """A moment typed as the clocks of ``zone`` show it; gives an aware datetime."""

    widget: Any = MomentWidget
    default_error_messages = {
        "invalid": gettext_lazy("Write a day and a time, such as 1404/7/18 and 8:30."),
    }

    def set_zone(self, zone):
        self.zone = self.widget.zone = zone
        day, clock = self.widget.widgets
        day.attrs |= {"aria-label": _("{field}: day").format(field=self.label), "dir": "auto", "maxlength": 40}
        clock.attrs |= {"aria-label": _("{field}: time").format(field=self.label), "dir": "auto", "maxlength": 8}

    def clean(self, value):
        typed, clock = ((part or "").strip() for part in value or ("", ""))
        if not typed and not clock:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            day = DayField().understand(typed)
            return datetime.combine(day, parse_clock(clock), tzinfo=self.zone)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data):
        return self.widget.decompress(initial) != [part or None for part in data or ("", "")]

    def prepare_value(self, value):
        return self.widget.decompress(value) if isinstance(value, datetime) else value


class WordedForm(SeenMixin):
    """Texts in four languages, the page's own first; an empty one is kept as an empty text."""

    WORDS: dict[str, tuple[str, int]] = {}  # name of the text: (its words, the lines of its box)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = get_language() or "fa"
        self.languages = [own, *(code for code in CODES if code != own)]
        for name, (label, lines) in self.WORDS.items():
            for code in self.languages:
                self.add_box(name, label, lines, code)

    def add_box(self, name, label, lines, code):
        box = self.fields[f"{name}_{code}"]
        # Translators: {field} is the name of a box, {language} the language of what is written in it.
        box.label = _("{field} ({language})").format(field=label, language=LANGUAGE_NAMES[code])
        box.required = False
        limit = box.max_length
        box.widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
        box.widget.attrs |= {"lang": code, "dir": direction(code)} | ({"maxlength": limit} if limit else {})

    def clean(self):
        cleaned = super().clean()
        for name, (_label, lines) in self.WORDS.items():
            for code in CODES:
                column = f"{name}_{code}"
                if column in self.cleaned_data:
                    typed = self.cleaned_data[column] or ""
                    tidy = several_lines(typed.replace("\r\n", "\n")) if lines else " ".join(typed.split())
                    self.cleaned_data[column] = tidy
        return cleaned

    def texts(self, name):
        return {code: self.cleaned_data.get(f"{name}_{code}") or "" for code in CODES}

    def boxes(self):
        """[(language, its name, bound fields)], the page's own language first."""
        return [
            (code, LANGUAGE_NAMES[code], [self[f"{name}_{code}"] for name in self.WORDS]) for code in self.languages
        ]


def worded(*names):
    return [f"{name}_{code}" for name in names for code in CODES]


class CallForm(WordedForm):
    """From when until when, as the clocks of the exhibition show it."""

    WORDS = {"text": (gettext_lazy("What makers should know"), 6)}

    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(label=gettext_lazy("Closes"))
    days_to_confirm = NumberField(label=gettext_lazy("Days to confirm"), min_value=1, max_value=60)
    places = NumberField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=gettext_lazy("How many may take part; empty: not settled yet."),
    )

    class Meta:
        model = Call
        fields = ["opens_at", "closes_at", "days_to_confirm", "places", *worded("text")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            self.fields[name].set_zone(self.instance.exhibition.timezone)

    def clean(self):
        cleaned = super().clean()
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call closes before it opens."))
        return cleaned

    def words(self, name):
        if name in ("opens_at", "closes_at"):
            return " ".join(self.fields[name].prepare_value(self.stored[name]))
        return super().words(name)

    def validate_constraints(self):
        pass


class CraftsField(RowsField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, craft):
        return str(craft)


def crafts_to_choose():
    return Craft.objects.filter(is_craft=True)


class QuestionForm(WordedForm):
    WORDS = {
        "label": (gettext_lazy("Question"), 0),
        "help": (gettext_lazy("Help"), 0),
        "choices": (gettext_lazy("List to choose from, one a line"), 3),
    }

    crafts = CraftsField(
        crafts_to_choose(),
        label=gettext_lazy("Only for"),
        required=False,
        help_text=gettext_lazy("Empty: for all crafts."),
    )

    class Meta:
        model = Question
        fields = ["kind", "is_required", "is_personal", "crafts", *worded("label", "help", "choices")]

    def clean(self):
        cleaned = super().clean()
        if not any(self.texts("label").values()):
            self.add_error(f"label_{self.languages[0]}", _("Write the question, in one language at least."))
        if cleaned.get("kind") == Question.Kind.CHOICE:
            self.check_choices()
        else:
            for code in CODES:
                self.cleaned_data[f"choices_{code}"] = ""
        if self.instance.pk and self.instance.answers.exists():
            self.check_answered(cleaned)
        return cleaned

    def check_choices(self):
        """Answers are kept as the number of a line, so every language has the same lines."""
        counts = {}
        for code, text in self.texts("choices").items():
            lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
            self.cleaned_data[f"choices_{code}"] = "\n".join(lines)
            if lines:
                counts[code] = len(lines)
        own = f"choices_{self.languages[0]}"
        if not counts or max(counts.values()) < 2:
            self.add_error(own, _("Write at least two lines to choose from."))
        elif len(set(counts.values())) > 1:
            self.add_error(own, _("Each language needs the same lines in the same order."))

    def check_answered(self, cleaned):
        was = Question.objects.get(pk=self.instance.pk)
        if cleaned.get("kind") != was.kind:
            self.add_error("kind", _("This question has answers: its kind stays as it is."))
        for code in CODES:
            before = len((getattr(was, f"choices_{code}") or "").split("\n"))
            after = self.cleaned_data.get(f"choices_{code}") or ""
            if getattr(was, f"choices_{code}") and len(after.split("\n")) < before:
                self.add_error(
                    f"choices_{code}", _("This question has answers: write new lines below those that stand here.")
                )
                break


class CriterionForm(WordedForm):
    WORDS = {"name": (gettext_lazy("Criterion"), 0)}

    weight = NumberField(label=gettext_lazy("Weight"), min_value=1, max_value=100, initial=1)

    class Meta:
        model = Criterion
        fields = ["weight", *worded("name")]

    def clean(self):
        cleaned = super().clean()
        if not any(self.texts("name").values()):
            self.add_error(f"name_{self.languages[0]}", _("Write the criterion, in one language at least."))
        return cleaned


class TargetForm(forms.ModelForm):
    craft = forms.ModelChoiceField(
        crafts_to_choose(), label=gettext_lazy("Craft"), required=False, empty_label=gettext_lazy("Choose")
    )
    place = forms.ModelChoiceField(
        Place.objects.filter(kind=Place.Kind.COUNTY),
        label=gettext_lazy("County"),
        required=False,
        empty_label=gettext_lazy("Choose"),
    )
    number = NumberField(label=gettext_lazy("How many"), min_value=1, max_value=5000)

    class Meta:
        model = Target
        fields = ["kind", "craft", "place", "number"]

    def clean(self):
        super().clean()
        kind, craft, place = (self.cleaned_data.get(name) for name in ("kind", "craft", "place"))
        if kind == Target.Kind.CRAFT and not craft and "craft" not in self.errors:
            self.add_error("craft", _("Choose the craft this target is about."))
        if kind == Target.Kind.PLACE and not place and "place" not in self.errors:
            self.add_error("place", _("Choose the county this target is about."))
        # What was chosen before the kind was changed says nothing any more.
        self.cleaned_data["craft"] = craft if kind == Target.Kind.CRAFT else None
        self.cleaned_data["place"] = place if kind == Target.Kind.PLACE else None
        return self.cleaned_data

    def validate_constraints(self):
        pass


class PanellistForm(forms.ModelForm):
    crafts = CraftsField(
        crafts_to_choose(), label=gettext_lazy("Crafts"), required=False, help_text=gettext_lazy("Empty: all crafts.")
    )

    class Meta:
        model = Panellist
        fields = ["juror", "crafts"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Somebody else is another member.
            del self.fields["juror"]
        else:
            self.fields["juror"].queryset = jurors_of(self.instance.call)
            self.fields["juror"].empty_label = _("Choose")

    def validate_unique(self):
        pass


def jurors_of(call):
    """Those who hold the role of a juror for this exhibition, or for all, and are not on its jury yet."""
    roles = Role.objects.filter(kind=Role.Kind.JUROR).filter(Q(exhibition=None) | Q(exhibition=call.exhibition_id))
    people = User.objects.filter(is_active=True, pk__in=roles.values("user"))
    return people.exclude(panels__call=call).order_by("name", "pk") if call.pk else people.none()
