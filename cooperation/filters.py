"""What the lists of the cooperation are narrowed by."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.models import Institution, Record, Side, Topic
from cooperation.states import Audience
from events.models import Exhibition
from lib.dates import today_in_ilam
from lib.numbers import localise


class FilterForm(forms.Form):
    """Boxes to choose from; what is no choice of a box is not asked for."""

    fields: dict[str, Any]

    def __init__(self, *args, records, **kwargs):
        super().__init__(*args, **kwargs)
        self.records = records
        self.offer()
        for name, field in self.fields.items():
            field.required = False
            field.widget.attrs["id"] = f"by-{name}"
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("all")
            elif isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                field.choices = [("", _("all")), *((value, capfirst(str(words))) for value, words in choices)]

    def offer(self):
        """Choices that hang on the records there are."""
        if "partner" in self.fields:
            partners = self.records.order_by().values("partner")
            self.fields["partner"].queryset = Institution.objects.filter(pk__in=partners)

    def asked(self):
        """{name: value} of what narrows."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}


class PartnerChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Institution.objects.none(), to_field_name="slug", **kwargs)


class ChainFilter(FilterForm):
    partner = PartnerChoice(label=pgettext_lazy("cooperation", "partner"))
    topic = forms.ChoiceField(label=gettext_lazy("topic"), choices=Topic.choices)
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("followed by"))
    keeper = "promise__keeper"  # the way to the owner

    def offer(self):
        super().offer()
        owners = self.records.order_by().values(self.keeper)
        self.fields["owner"].queryset = User.objects.filter(pk__in=owners).order_by("name", "pk")


class PromiseFilter(ChainFilter):
    keeper = "keeper"
    side = forms.ChoiceField(
        label=gettext_lazy("promised by"), choices=[(Side.OURS, Side.OURS.label), (Side.THEIRS, Side.THEIRS.label)]
    )

    late = forms.BooleanField(label=gettext_lazy("late only"))

    def narrow(self, promises):
        asked = self.asked()
        side, is_late = asked.pop("side", ""), asked.pop("late", False)
        owner = asked.pop("owner", None)
        rows = promises.about(**asked)
        rows = rows.kept_by(owner) if owner else rows
        rows = rows.late(today_in_ilam()) if is_late else rows
        return rows.promised_by(side) if side else rows


class RecordFilter(FilterForm):
    q = forms.CharField(label=gettext_lazy("title"), max_length=100)
    partner = PartnerChoice(label=pgettext_lazy("cooperation", "partner"))
    topic = forms.ChoiceField(label=gettext_lazy("topic"), choices=Topic.choices)
    exhibition = forms.ModelChoiceField(
        Exhibition.objects.none(), to_field_name="slug", label=gettext_lazy("exhibition")
    )
    year = forms.ChoiceField(label=gettext_lazy("year"))
    audience = forms.ChoiceField(label=gettext_lazy("who reads it"), choices=Audience.choices)
    kind = forms.ChoiceField(choices=Record.Kind.choices, widget=forms.HiddenInput)

    def offer(self):
        super().offer()
        exhibitions = self.records.order_by().values("exhibition")
        self.fields["exhibition"].queryset = Exhibition.objects.filter(pk__in=exhibitions)
        days = self.records.order_by().values_list("starts_on", "starts_by")
        years = sorted({day.year for pair in days for day in [pair[0] or pair[1]] if day}, reverse=True)
        self.fields["year"].choices = [(str(year), localise(year, get_language() or "fa")) for year in years]

    def narrow(self, records, everything):
        """Those of ``records`` that are asked for; ``everything`` is what titles are looked for in."""
        asked = self.asked()
        rows = records.about(partner=asked.get("partner"), topic=asked.get("topic", ""))
        for name in ("kind", "exhibition", "audience"):
            if name in asked:
                rows = rows.filter(**{name: asked[name]})
        if "year" in asked:
            rows = rows.in_year(int(asked["year"]))
        if "q" in asked:
            rows = rows.filter(pk__in=everything.ids_titled_like(asked["q"]))
        return rows
