"""What a juror gives an application: points once for each criterion, and a note."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Review
from exhibitors.models.selection import HIGHEST
from lib.numbers import localise


class ReviewForm(forms.Form):
    """``criteria`` in their order; each is a field ``points-<number of the criterion>``.

    ``given``: (note, number of the criterion, points) of what the juror gave before.
    """

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Only the office reads it."),
    )

    def __init__(self, *args, criteria, given=(), **kwargs):
        self.criteria = list(criteria)
        given = list(given)
        points = {criterion: points for _note, criterion, points in given}
        initial = {self.name_of(each): points.get(each.pk) for each in self.criteria}
        initial["note"] = given[0][0] if given else ""
        super().__init__(*args, initial=initial, **kwargs)
        language = get_language() or "fa"
        choices = [(number, localise(number, language)) for number in range(HIGHEST + 1)]
        fields = {
            self.name_of(each): forms.TypedChoiceField(
                label=str(each),
                choices=choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Give points for this criterion.")},
            )
            for each in self.criteria
        }
        self.fields = fields | self.fields

    @staticmethod
    def name_of(criterion):
        return f"points-{criterion.pk}"

    def save_for(self, participation, juror):
        """Keep what was given; the participation is locked."""
        review, _is_new = Review.objects.get_or_create(participation=participation, juror=juror)
        review.note = self.cleaned_data["note"]
        review.save(update_fields=["note"])
        given = {score.criterion_id: score for score in review.scores.all()}
        for criterion in self.criteria:
            points = self.cleaned_data[self.name_of(criterion)]
            score = given.get(criterion.pk) or review.scores.model(review=review, criterion=criterion)
            if score.points != points:
                score.points = points
                score.save()
        return review
