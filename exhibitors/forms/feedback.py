"""The five questions: each a scale from one to five, with words at both ends."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Feedback
from exhibitors.models.feedback import LEAST, MOST, QUESTIONS
from lib.numbers import localise

# What is asked, and what one and five mean.
WORDS = {
    "sales": (_("How well did you sell?"), _("very badly"), _("very well")),
    "contacts": (_("Were the people you met useful to your work?"), _("not at all"), _("very much")),
    "stand": (_("Were you content with your stand and its place?"), _("not at all"), _("entirely")),
    "organisation": (_("Were you content with journey, customs and help?"), _("not at all"), _("entirely")),
    "again": (_("Would you come again?"), _("certainly not"), _("certainly")),
}
assert tuple(WORDS) == QUESTIONS


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = [*QUESTIONS, "remark"]

    remark = forms.CharField(
        label=_("What should be different next time?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = get_language() or "fa"
        for name, (words, least, most) in WORDS.items():
            field = forms.TypedChoiceField(
                label=words,
                choices=[(number, localise(number, language)) for number in range(LEAST, MOST + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the five.")},
            )
            field.ends = (least, most)
            self.fields[name] = field

    def scales(self):
        """The boxes of the questions, in their order."""
        return [self[name] for name in QUESTIONS]
