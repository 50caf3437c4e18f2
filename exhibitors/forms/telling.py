"""What the office writes to a chosen audience, and the tasks it sets."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from events.models import Stand
from events.stands import format_stand_numbers, parse_stand_numbers
from exhibitors.models import Circular, Task
from exhibitors.states import ParticipationState
from exhibitors.tasks import officers_of
from exhibitors.telling import MISSING
from lib.fields import LineField, NumberField
from lib.languages import CODES, NAMES, direction
from lib.numbers import localise
from lib.seen import SeenMixin
from vocabulary.models import Craft

LONGEST = 5000
FARTHEST = 365  # days before or after
S = ParticipationState
# Who was turned down or went away can be written to as well.
STATES = [state for state in S if state != S.DRAFT] + [S.DRAFT]


def languages():
    """The page's own language first."""
    own = get_language() or "fa"
    return [own, *(code for code in CODES if code != own)]


def in_language(words, code):
    # Translators: {field} is the name of a box, {language} the language of what is written in it.
    return _("{field} ({language})").format(field=words, language=NAMES[code])


class CircularForm(SeenMixin, forms.ModelForm):
    """Whom it goes to, and the words in up to four languages."""

    state = forms.MultipleChoiceField(
        label=gettext_lazy("State of participation"),
        choices=[(state, capfirst(state.label)) for state in STATES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )
    craft = forms.MultipleChoiceField(
        label=gettext_lazy("Craft"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all crafts."),
    )
    stand = LineField(
        label=gettext_lazy("Stands"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as A1-A12, B3. Empty: whatever the stand, also without one."),
    )
    missing = forms.MultipleChoiceField(
        label=gettext_lazy("Only those who lack"),
        required=False,
        choices=list(MISSING.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: whatever they lack. Of several, one is enough."),
    )
    task = forms.MultipleChoiceField(
        label=gettext_lazy("Only those who have not done"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of all that is ticked here and above, one is enough."),
    )
    CHOOSING = ("state", "craft", "stand", "missing", "task")

    class Meta:
        model = Circular
        fields = [f"{name}_{code}" for code in CODES for name in ("subject", "text")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        exhibition = self.instance.exhibition
        for code in languages():
            attrs = {"lang": code, "dir": direction(code)}
            self.fields[f"subject_{code}"] = LineField(
                label=in_language(_("Subject"), code), required=False, max_length=200
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=in_language(_("Text"), code),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
            for name in ("subject", "text"):
                self.fields[f"{name}_{code}"].widget.attrs |= attrs
        self.fields["craft"].choices = crafts_of(exhibition)
        self.fields["task"].choices = [
            (str(task.pk), str(task)) for task in exhibition.tasks.filter(whose=Task.For.EXHIBITORS)
        ]
        for name in ("craft", "task"):
            if not self.fields[name].choices:
                del self.fields[name]
        audience = self.instance.audience or {"state": [S.ACCEPTED, S.CONFIRMED]}
        now = audience | {
            "stand": format_stand_numbers(audience.get("stand", [])),
            "task": [str(number) for number in audience.get("task", [])],
        }
        for name in self.choosing():
            value = now.get(name, [])
            self.initial.setdefault(name, value)
            self.stored[name] = value if self.instance.pk else None
        self.initial["seen"] = self.sign()

    def choosing(self):
        return [name for name in self.CHOOSING if name in self.fields]

    def by_language(self):
        """[(code, boxes)], the page's own language first."""
        return [(code, [self[f"subject_{code}"], self[f"text_{code}"]]) for code in languages()]

    def audience_boxes(self):
        return [self[name] for name in self.choosing()]

    def clean_stand(self):
        try:
            codes = parse_stand_numbers(self.cleaned_data["stand"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        stands = Stand.objects.filter(hall__exhibition=self.instance.exhibition, code__in=codes)
        known = set(stands.values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(_("There is no stand {number} in this exhibition.").format(number=unknown[0]))
        return codes

    def clean(self):
        cleaned = super().clean()
        written = 0
        for code in languages():
            subject, text = (cleaned.get(f"{name}_{code}") for name in ("subject", "text"))
            written += bool(subject and text)
            # What failed by itself has its own sentence.
            if subject and f"text_{code}" in cleaned and not text:
                self.add_error(f"text_{code}", _("There is a subject and no text."))
            if text and f"subject_{code}" in cleaned and not subject:
                self.add_error(f"subject_{code}", _("There is a text and no subject."))
        if not written and not self.errors:
            self.add_error(f"text_{languages()[0]}", _("Write it in one language at least."))
        return cleaned

    def words(self, name):
        if name not in self.CHOOSING or name == "stand":
            return str(self.stored[name] or "") if name == "stand" else super().words(name)
        labels = dict(self.fields[name].choices)
        return pgettext("list", ", ").join(str(labels.get(value, value)) for value in self.stored[name] or ())

    def save(self, commit=True):
        audience = {name: self.cleaned_data[name] for name in self.choosing() if self.cleaned_data[name]}
        if "task" in audience:
            audience["task"] = [int(number) for number in audience["task"]]
        self.instance.audience = audience
        return super().save(commit)


def crafts_of(exhibition):
    """[(slug, words)] of the crafts of those who take part or want to."""
    own = Q(exhibitors__participations__exhibition=exhibition)
    applied = Q(pk__in=exhibition.participations.exclude(craft=None).values("craft"))
    crafts = Craft.objects.filter(own | applied).distinct()
    return sorted(((craft.slug, str(craft)) for craft in crafts), key=lambda choice: choice[1])


class TaskForm(SeenMixin, forms.ModelForm):
    """What is to be done, by whom, and how many days before or after which day."""

    BEFORE, AFTER = "before", "after"
    days = NumberField(label=gettext_lazy("Days"), min_value=0, max_value=FARTHEST)
    side = forms.ChoiceField(
        label=gettext_lazy("Before or after"),
        choices=[(BEFORE, gettext_lazy("days before")), (AFTER, gettext_lazy("days after, or on the day itself"))],
    )

    class Meta:
        model = Task
        fields = [*(f"title_{code}" for code in CODES), "whose", "official", "days", "anchor"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code in languages():
            title = LineField(label=in_language(_("What is to be done"), code), required=False, max_length=200)
            title.widget.attrs |= {"lang": code, "dir": direction(code)}
            self.fields[f"title_{code}"] = title
        self.fields["whose"].label = _("Who does it")
        self.fields["anchor"].label = _("Counted from")
        self.fields["official"].label = _("Official")
        self.fields["official"].queryset = officers_of(self.instance.exhibition)
        self.fields["official"].empty_label = _("Nobody yet")
        self.fields["official"].help_text = _("Only for what the office does.")
        days = self.instance.days if self.instance.pk else -14
        self.initial |= {"days": abs(days), "side": self.AFTER if days >= 0 else self.BEFORE}
        order = [*(f"title_{code}" for code in languages()), "whose", "official", "days", "side", "anchor", "seen"]
        self.order_fields(order)

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(f"title_{code}") for code in CODES) and not self.errors:
            self.add_error(f"title_{languages()[0]}", _("Write it in one language at least."))
        if cleaned.get("whose") == Task.For.EXHIBITORS and cleaned.get("official"):
            self.add_error("official", _("Each who takes part does it: leave this empty."))
        if cleaned.get("days") is not None and cleaned.get("side") == self.BEFORE:
            cleaned["days"] = -cleaned["days"]
        return cleaned

    def words(self, name):
        if name != "days":
            return super().words(name)
        return days_in_words(self.stored["days"])

    def _post_clean(self):
        if self.cleaned_data.get("whose") == Task.For.EXHIBITORS:
            # Each does it for themselves: it is not done once for all.
            self.instance.done_at = self.instance.done_by = None
        super()._post_clean()


def days_in_words(days):
    """ "14 days before" or "3 days after", without saying what."""
    number = localise(abs(days), get_language() or "fa")
    if days < 0:
        return ngettext("{number} day before", "{number} days before", -days).format(number=number)
    return (
        ngettext("{number} day after", "{number} days after", days).format(number=number) if days else _("on the day")
    )
