"""What officials choose for the next round of a market."""

from django import forms
from django.utils.translation import gettext_lazy

from events.forms.cloning import NamesMixin
from lib.fields import DayField


class NextRoundForm(NamesMixin):
    """First day, name, and by their codes the exhibitors that are ticked."""

    starts_on = DayField(label=gettext_lazy("First day"))
    exhibitor = forms.MultipleChoiceField(
        label=gettext_lazy("Who takes part"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, regulars, names, starts_on=None, **kwargs):
        self.regulars = regulars
        super().__init__(*args, **kwargs)
        self.add_names(names)
        self.initial.setdefault("starts_on", starts_on)
        self.initial.setdefault("exhibitor", [each.exhibitor.code for each in regulars if each.was_there_last_time])
        self.fields["exhibitor"].choices = [(each.exhibitor.code, str(each.exhibitor)) for each in regulars]

    def rows(self):
        """[(Regular, whether it is ticked)]"""
        ticked = set(self["exhibitor"].value() or ())
        return [(each, each.exhibitor.code in ticked) for each in self.regulars]

    @property
    def chosen(self):
        codes = set(self.cleaned_data["exhibitor"])
        return [each for each in self.regulars if each.exhibitor.code in codes]
