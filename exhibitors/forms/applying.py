"""What an applicant types, and what an officer types for somebody without an account."""

import json

from django import forms
from django.core.signing import BadSignature
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from exhibitors.answers import Kind, is_for, lines_of, questions_of, read, stored, typed
from exhibitors.models import Exhibitor
from lib.fields import DayField, LineField, NumberField, PhoneField
from lib.languages import shown
from lib.seen import SIGNER, digest
from lib.text import several_lines
from vocabulary.models import Craft, Place

YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
LONGEST_LINE, LONGEST_TEXT = 300, 4000


class TextsField(forms.CharField):
    """A text in several lines, without the signs that no reader sees."""

    def to_python(self, value):
        return several_lines(super().to_python(value).replace("\r\n", "\n")).strip()


def field_of(question):
    """The field that understands an answer to ``question``."""
    words = {"label": shown(question, "label").text, "help_text": shown(question, "help").text, "required": False}
    match question.kind:
        case Kind.LONG:
            return TextsField(**words, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
        case Kind.YES_NO:
            return forms.ChoiceField(**words, choices=YES_NO, widget=forms.RadioSelect)
        case Kind.NUMBER:
            return NumberField(**words, min_value=0, max_value=1_000_000_000, decimals=2)
        case Kind.DAY:
            return DayField(**words)
        case Kind.CHOICE:
            lines = [(str(number), line) for number, line in enumerate(lines_of(question), 1)]
            return forms.ChoiceField(**words, choices=[("", _("Choose")), *lines])
    return LineField(**words, max_length=LONGEST_LINE, widget=forms.TextInput(attrs={"dir": "auto"}))


def plain(value):
    """What a form understood, as it is kept."""
    return value.pk if isinstance(value, Craft) else stored(value)


def sign(digests):
    return SIGNER.sign(json.dumps(digests))


def signed_before(text):
    """{name of the field: digest of what was shown}; nothing of a page that was not ours."""
    try:
        return json.loads(SIGNER.unsign(text))
    except BadSignature:
        return {}


class ApplicationForm(forms.Form):
    """Craft, what else to know, and an answer to each question; nothing has to be filled in before it is sent.

    ``seen`` says what this tab was shown. What another tab saved meanwhile stays where this one left it alone; where both
    wrote, it is told once what stands there, and the words typed here are put with the next saving.
    """

    craft = forms.ModelChoiceField(
        Craft.objects.none(),
        label=gettext_lazy("With which craft do you apply?"),
        required=False,
        empty_label=gettext_lazy("Choose"),
    )
    note = TextsField(
        label=gettext_lazy("What else should the office know?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, call, exhibitor=None, participation=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.told: list[str] = []
        self.questions = questions_of(call) if call else []
        self.fields["craft"].queryset = Craft.objects.filter(is_craft=True)
        own = list(exhibitor.crafts.all()[:2]) if exhibitor else []
        if participation:
            values = dict(participation.answers.values_list("question_id", "value"))
            self.initial |= {"craft": participation.craft_id, "note": participation.note}
        else:
            values = {}
            # Whoever makes one thing only is not asked which.
            self.initial |= {"craft": own[0].pk if len(own) == 1 else None}
        note = self.fields.pop("note")
        for question in self.questions:
            name = f"q_{question.pk}"
            self.fields[name] = field_of(question)
            self.initial[name] = typed(question, values.get(question.pk, ""))
        self.fields["note"] = note
        self.stored = {
            "craft": participation and participation.craft_id,
            "note": participation.note if participation else "",
        }
        self.stored |= {f"q_{question.pk}": values.get(question.pk, "") for question in self.questions}
        self.initial["seen"] = self.seen_now = sign({name: digest(value) for name, value in self.stored.items()})

    def clean(self):
        """Compare with what was saved meanwhile; the participation has to be locked when the form is made."""
        data = super().clean()
        shown, signed = signed_before(self.data.get("seen", "")), {}
        for name, held in self.stored.items():
            was, now = shown.get(name, digest(None)), digest(held)
            typed_here = digest(plain(data[name])) if name in data else None
            signed[name] = typed_here or was
            if now in (was, typed_here) or typed_here is None:
                continue
            if typed_here == was:
                data[name] = self.held(name)
            else:
                self.tell(name)
                signed[name] = now
        self.seen_now = sign(signed)
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict: what was typed stays
        self.data["seen"] = self.seen_now
        return data

    def held(self, name):
        """What is stored, as the field understands it."""
        if name == "craft":
            return self.fields["craft"].queryset.filter(pk=self.stored["craft"]).first()
        return self.stored[name] if name == "note" else typed(self.question_of(name), self.stored[name])

    def question_of(self, name):
        return next(question for question in self.questions if name == f"q_{question.pk}")

    def tell(self, name):
        self.told.append(name)
        value = self.stored[name]
        if value and name == "craft":
            value = self.held(name)
        elif value and name != "note":
            value = read(self.question_of(name), value)
        words = _("Somebody changed this meanwhile. It is now: {value}").format(value=value)
        self.add_error(name, words if value else _("Somebody emptied this meanwhile."))

    def rows(self):
        """[(question, its bound field, "3 8": the numbers of the crafts it is for, their names in a line)]."""
        comma = pgettext("list", ", ")
        for question in self.questions:
            crafts = list(question.crafts.all())
            numbers = " ".join(str(craft.pk) for craft in crafts)
            yield question, self[f"q_{question.pk}"], numbers, comma.join(str(craft) for craft in crafts)

    def values(self):
        """{"craft", "note", "answers": {number of the question: text}} of what is valid, for ``save_application``."""
        data = self.cleaned_data
        answers = {
            question.pk: stored(data[f"q_{question.pk}"]) for question in self.questions if f"q_{question.pk}" in data
        }
        return {name: data[name] for name in ("craft", "note") if name in data} | {"answers": answers}

    def demand(self):
        """Add an error to each field that has to be filled in before this is sent; True when none is missing."""
        craft = self.cleaned_data.get("craft")
        if craft is None and "craft" not in self.errors:
            self.add_error("craft", _("Choose the craft you apply with."))
        for question in self.questions:
            name = f"q_{question.pk}"
            is_lacking = question.is_required and is_for(question, craft) and not stored(self.cleaned_data.get(name))
            if is_lacking and name not in self.errors:
                self.add_error(name, _("This has to be answered before it is sent."))
        return not self.errors


class ApplicantForm(forms.Form):
    """Somebody who is not among the artists and producers yet."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Exhibitor.Kind.choices, required=False)
    name = LineField(label=gettext_lazy("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    phone = PhoneField(label=gettext_lazy("Phone"), country="IR")
    place = forms.ModelChoiceField(
        Place.objects.filter(kind=Place.Kind.COUNTY),
        label=gettext_lazy("County"),
        empty_label=gettext_lazy("Choose"),
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Woman or man"),
        choices=[("", "–"), *Exhibitor.Gender.choices],
        required=False,
        help_text=gettext_lazy("For the report; never public."),
    )
