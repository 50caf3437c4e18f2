"""What officials type about halls, stands, and who stands where."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions import area_of
from events.models import Hall, Stand
from events.stands import FARTHEST, format_stand_numbers, parse_stand_numbers
from exhibitors.forms.selection import MomentField, WordedForm
from exhibitors.models import Allocation
from exhibitors.shares import parse_shares
from lib.fields import LineField, NumberField
from lib.seen import SeenMixin


class SquaresField(NumberField):
    """Metres in steps of half a metre, as people say them; gives squares of the plan."""

    default_error_messages = {"invalid": gettext_lazy("Write metres in steps of half a metre, such as 3 or 2.5.")}

    def __init__(self, *, least=Decimal("0.5"), **kwargs):
        super().__init__(min_value=least, max_value=FARTHEST // 2, decimals=1, **kwargs)

    def understand(self, text):
        squares = super().understand(text) * 2
        if squares % 1:
            raise ValueError("not half a metre")
        return int(squares)

    def prepare_value(self, value):
        return super().prepare_value(Decimal(value) / 2 if isinstance(value, int) else value)


class PlaceForm(forms.Form):
    """Where one who takes part stands, firmly or held until a moment."""

    stands = forms.CharField(label=gettext_lazy("stands"), required=False, max_length=300)
    until = MomentField(label=gettext_lazy("Only held until"), required=False)
    reason = LineField(label=gettext_lazy("Why"), required=False, max_length=500)
    seen = forms.CharField(required=False, strip=False)

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].set_zone(zone)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise ValidationError(_("This moment has passed already."))
        return until

    def clean_stands(self):
        try:
            return parse_shares(self.cleaned_data["stands"].replace("\x00", ""))
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal


class HallForm(WordedForm):
    """A hall, named in four languages."""

    WORDS = {"name": (gettext_lazy("Name of the hall"), 0)}

    class Meta:
        model = Hall
        fields = ["name_fa", "name_en", "name_ar", "name_ckb", "is_open_air"]

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(f"name_{code}") for code in self.languages):
            self.add_error(f"name_{self.languages[0]}", _("Give it a name in one language at least."))
        return cleaned


class AboutStandForm(forms.Form):
    """What many stands can have alike."""

    width = SquaresField(label=gettext_lazy("Width in metres"))
    height = SquaresField(label=gettext_lazy("Depth in metres"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Stand.Kind.choices)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Stand.State.choices)
    has_table = forms.BooleanField(label=capfirst(gettext_lazy("table")), required=False)
    has_power = forms.BooleanField(label=capfirst(gettext_lazy("power")), required=False)


class AddStandsForm(AboutStandForm):
    """Stands in bulk, by prefix and range; the first one may lie where it was drawn."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers"), max_length=2000, help_text=gettext_lazy("Such as A1-A12, B3.")
    )
    x, y = (forms.IntegerField(required=False, min_value=0, max_value=FARTHEST) for _number in range(2))
    field_order = ["numbers"]

    def __init__(self, *args, exhibition, **kwargs):
        initial = {"width": 6, "height": 6, "has_table": True} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.exhibition = exhibition
        self.fields["numbers"].widget.attrs["dir"] = "ltr"
        for name in ("x", "y"):
            self.fields[name].widget = forms.HiddenInput()

    def clean_numbers(self):
        try:
            codes = parse_stand_numbers(self.cleaned_data["numbers"].replace("\x00", ""))
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal
        taken = Stand.objects.filter(hall__exhibition=self.exhibition, code__in=codes)
        if twice := list(taken.values_list("code", flat=True)):
            text = _("These stands are there already: {numbers}.").format(numbers=format_stand_numbers(twice))
            raise ValidationError(text)
        return codes

    @property
    def at(self):
        """Where the first was drawn, or None."""
        x, y = self.cleaned_data["x"], self.cleaned_data["y"]
        return None if x is None or y is None else (x, y)

    @property
    def about(self):
        return {name: self.cleaned_data[name] for name in AboutStandForm.base_fields}


class ChangeStandsForm(forms.Form):
    """What shall be alike in all the chosen stands; what is left empty stays as it is."""

    YES_NO = [("", gettext_lazy("as it is")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
    KEPT = [("", gettext_lazy("as it is"))]
    width = SquaresField(label=gettext_lazy("Width in metres"), required=False)
    height = SquaresField(label=gettext_lazy("Depth in metres"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[*KEPT, *Stand.Kind.choices], required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[*KEPT, *Stand.State.choices], required=False)
    has_table = forms.ChoiceField(label=capfirst(gettext_lazy("table")), choices=YES_NO, required=False)
    has_power = forms.ChoiceField(label=capfirst(gettext_lazy("power")), choices=YES_NO, required=False)

    @property
    def wanted(self):
        """{field: value} of what shall change."""
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value == "yes" if name.startswith("has_") else value for name, value in found.items()}


class StandForm(SeenMixin):
    """One stand: its number, where it lies and how large it is, what it offers, and whether it can be given."""

    x = SquaresField(label=gettext_lazy("From the start of the hall, in metres"), least=0)
    y = SquaresField(label=gettext_lazy("From the upper edge, in metres"), least=0)
    width = SquaresField(label=gettext_lazy("Width in metres"))
    height = SquaresField(label=gettext_lazy("Depth in metres"))

    class Meta:
        model = Stand
        fields = ["code", "x", "y", "width", "height", "kind", "has_table", "has_power", "state", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["dir"] = "ltr"

    def clean_code(self):
        typed = self.cleaned_data["code"].replace("\x00", "")
        try:
            codes = parse_stand_numbers(typed)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal
        if len(codes) != 1:
            raise ValidationError(_("Write one number, such as A12."))
        others = Stand.objects.filter(hall__exhibition=self.instance.hall.exhibition_id, code=codes[0])
        if others.exclude(pk=self.instance.pk).exists():
            text = _("These stands are there already: {numbers}.").format(numbers=codes[0])
            raise ValidationError(text)
        return codes[0]

    def clean_state(self):
        state = self.cleaned_data["state"]
        if state != Stand.State.OPEN:
            refuse_given([self.instance])
        return state

    def save(self, commit=True):
        self.instance.area_m2 = area_of(self.instance)
        return super().save(commit)


def refuse_given(stands):
    """ValidationError when one of these is given to somebody, firmly or held; the stands are locked."""
    given = Allocation.objects.standing().filter(stand__in=stands).select_related("participation__exhibitor", "stand")
    for allocation in given:
        text = _("Stand {number} is given to {exhibitor}. Take it back first.")
        raise ValidationError(text.format(number=allocation.stand.code, exhibitor=allocation.participation.exhibitor))
