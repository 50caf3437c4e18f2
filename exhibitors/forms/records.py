"""What officials type about exhibitors and who takes part."""

from collections import defaultdict
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.records.bases import NamedFormSet
from events.models import Stand
from exhibitors.actions import (
    is_for_some_days,
    move_participation,
    noted,
    place_participation,
    start_participation,
)
from exhibitors.models import ContactPoint, Exhibitor, Participation, Representative
from exhibitors.shares import format_shares, parse_shares
from exhibitors.states import ENDED, OFFICE_STARTS, PARTICIPATION_MOVES, ParticipationState
from lib.fields import PhoneField
from lib.phones import format_phone, parse_phone


class ParticipationForm(forms.ModelForm):
    """One exhibitor of an exhibition with its state and stands; state changes are steps, not edits."""

    stand_numbers = forms.CharField(
        label=gettext_lazy("stands"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as A3; A3 (1/2) for one that is shared."),
    )

    class Meta:
        model = Participation
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        self.state_before = ParticipationState.DRAFT if is_new else ParticipationState(self.instance.state)
        table = OFFICE_STARTS if is_new else PARTICIPATION_MOVES
        possible = {self.state_before, *table.get(self.state_before, ())}
        if "state" in self.fields:
            self.fields["state"].choices = [
                (value, label) for value, label in ParticipationState.choices if value in possible
            ]
            if is_new:
                self.initial["state"] = self.fields["state"].initial = ParticipationState.CONFIRMED
        allocations = [] if is_new else self.instance.allocations.all()
        self.initial.setdefault("stand_numbers", format_shares(allocations))
        self.fields["stand_numbers"].widget.attrs |= {"dir": "ltr", "class": "vTextField"}

    def has_changed(self):
        """An empty row whose state was touched only is still an empty row."""
        changed = set(self.changed_data)
        return bool(changed - {"state"} if self.instance.pk is None else changed)

    def clean_stand_numbers(self):
        try:
            return parse_shares(self.cleaned_data["stand_numbers"])
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self):
        super().clean()
        if self.cleaned_data.get("state") in ENDED and "stand_numbers" in self.cleaned_data:
            # Who is out has no stands, whatever still stands in the box.
            self.cleaned_data["stand_numbers"] = {}
        return self.cleaned_data

    def save(self, commit=True):
        self.wanted = ParticipationState(self.instance.state)
        self.instance.state = self.state_before
        return super().save(commit)

    def take_steps(self, actor):
        """After the halls of the page are saved: the state and the stands."""
        participation = self.instance
        if "state" in self.fields and self.wanted != self.state_before:
            step = move_participation if self.was_there else start_participation
            step(participation, to=self.wanted, actor=actor)
        place_participation(participation, self.cleaned_data["stand_numbers"], actor=actor)


class ParticipationFormSet(NamedFormSet):
    """Who takes part, checked against the stands typed on the same page."""

    beside: list = []
    actor = None

    def stand_beside(self, formsets, *, actor):
        self.beside, self.actor = formsets, actor

    def clean(self):
        super().clean()
        known = self.known_stands()
        taken, names = defaultdict(Decimal), {}
        for form in self.forms:
            shares = getattr(form, "cleaned_data", {}).get("stand_numbers")
            # Whose exhibitor was not understood is told that alone.
            if shares and form.cleaned_data.get("exhibitor", form.instance.pk) and not self._should_delete_form(form):
                self.check_stands(form, shares, known, taken, names)

    def known_stands(self):
        """The numbers of the halls on this page; None when what was typed there is refused itself."""
        for formset in self.beside:
            if hasattr(formset, "stand_codes"):
                return formset.stand_codes() if formset.is_valid() else None
        return set(Stand.objects.filter(hall__exhibition=self.instance.pk).values_list("code", flat=True))

    def check_stands(self, form, shares, known, taken, names):
        """Add a sentence to ``form`` for a stand that is not there or has no place left."""
        dated = (
            {each.stand.code for each in form.instance.allocations.all() if is_for_some_days(each)}
            if form.instance.pk
            else set()
        )
        for code, share in shares.items():
            if known is not None and code not in known:
                form.add_error(
                    "stand_numbers", _("There is no stand {number} in the halls of this page.").format(number=code)
                )
            elif code in dated:
                continue
            elif taken[code] + share > 1:
                text = _(
                    "Stand {number} is given to {exhibitor} already. If they share it, write {number} (1/2) for both."
                )
                form.add_error("stand_numbers", text.format(number=code, exhibitor=names[code]))
            else:
                taken[code] += share
                names[code] = form.cleaned_data.get("exhibitor") or form.instance.exhibitor

    def save(self, commit=True):
        """Release before placing, so that two exhibitors can swap their stands in one go."""
        for form in self.forms:
            form.was_there = form.instance.pk is not None
        saved = super().save(commit)
        if commit:
            changed = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
            there = [form for form in changed if form.was_there]
            with noted([form.instance for form in there], actor=self.actor):
                for form in there:
                    self.release(form)
                for form in changed:
                    form.take_steps(self.actor)
        return saved

    @staticmethod
    def release(form):
        shares = form.cleaned_data["stand_numbers"]
        for allocation in form.instance.allocations.select_related("stand"):
            if shares.get(allocation.stand.code) != allocation.share and not is_for_some_days(allocation):
                allocation.delete()


class ExhibitorForm(forms.ModelForm):
    class Meta:
        model = Exhibitor
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].widget.attrs["dir"] = "ltr"
            self.fields["slug"].help_text = _(
                "Latin letters; part of the address. Empty: made from the English name or the code."
            )

    def clean(self):
        super().clean()
        if "slug" in self.fields and not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = self.instance.slug = self.propose_slug()
        kind, members = self.cleaned_data.get("kind"), self.cleaned_data.get("members")
        if members and kind != Exhibitor.Kind.GROUP:
            self.add_error("members", _("Only a group has members."))
        elif members and self.instance in members:
            self.add_error("members", _("A group is not its own member."))
        return self.cleaned_data

    def propose_slug(self):
        base = slugify(self.cleaned_data.get("name_en") or "")[:50].strip("-")
        is_free = base and not Exhibitor.objects.filter(slug=base).exclude(pk=self.instance.pk).exists()
        return base if is_free else "-".join(filter(None, [base, self.instance.code.lower()]))


class ContactPointForm(forms.ModelForm):
    """The value is checked as what it is; a tick to show it is kept with its moment."""

    class Meta:
        model = ContactPoint
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].widget.attrs["dir"] = "ltr"
            if self.instance.kind == ContactPoint.Kind.PHONE:
                self.initial["value"] = format_phone(self.instance.value)

    def clean(self):
        super().clean()
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind and value:
            try:
                self.cleaned_data["value"] = self.tidy_value(kind, value)
            except ValueError:
                self.add_error("value", _("This is not a phone number. Write 0770 123 4567 or +98 918 123 4567."))
            except forms.ValidationError as refusal:
                self.add_error("value", refusal)
        return self.cleaned_data

    @staticmethod
    def tidy_value(kind, value):
        if kind == ContactPoint.Kind.PHONE:
            return parse_phone(value)
        if kind == ContactPoint.Kind.EMAIL:
            validate_email(value)
        else:
            URLValidator(schemes=["http", "https"])(value)
        return value

    def save(self, commit=True):
        if not self.instance.is_shown:
            self.instance.consented_at = None
        elif self.instance.consented_at is None:
            self.instance.consented_at = timezone.now()
        return super().save(commit)


class InviteForm(forms.Form):
    """Somebody who shall act for an exhibitor; ``act`` in the data says how the invitation reaches them."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Phone"),
        required=False,
        help_text=gettext_lazy("With it the office can let this person in by a code, at any time."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, initial="fa")
    level = forms.ChoiceField(
        label=gettext_lazy("May do"),
        choices=Representative.Level.choices,
        help_text=gettext_lazy("Owners and editors change profile and works; the others answer enquiries only."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "name", Div("email", "phone", css_class="pair"), Div("language", "level", css_class="pair")
        )

    def clean(self):
        data = super().clean()
        if self.data.get("act") == "mail" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("To send it by e-mail, write an address; else make a code to hand over."))
        data["email"] = (data.get("email") or "").lower()
        return data
