"""Steps of writing a report: the draft, and signing it off."""

from django.db import transaction
from django.utils import timezone

from cooperation.models import ExhibitionReport
from cooperation.report.figures import collect
from cooperation.report.forms import TEXTS
from cooperation.states import REPORT_MOVES, ReportState
from events.forms.languages import in_languages
from events.models import Exhibition
from lib.states import MoveNotAllowed, move


def unsaved_draft(exhibition, signed):
    """The next report, with the texts and reasons of the newest of those ``signed`` to go on from."""
    draft = ExhibitionReport(exhibition=exhibition, number=1, is_sample=exhibition.is_sample)
    if signed:
        last = signed[0]
        draft.number, draft.reasons = last.number + 1, dict(last.reasons)
        for name in in_languages(*TEXTS):
            setattr(draft, name, getattr(last, name))
    return draft


def hold_draft(exhibition):
    """The draft, held until the end of the transaction; not saved yet where nobody wrote anything."""
    # The exhibition's row is what two officials who begin at once wait for.
    Exhibition.objects.select_for_update(no_key=True).get(pk=exhibition.pk)
    reports = list(ExhibitionReport.objects.filter(exhibition=exhibition).order_by("-number"))
    draft = next((each for each in reports if not each.is_signed), None)
    return draft or unsaved_draft(exhibition, [each for each in reports if each.is_signed])


@transaction.atomic
def sign_report(exhibition, *, actor, number=None):
    """Freeze the report that is being written, with the figures of this moment: nothing changes it any more.

    ``number`` is that of the draft that was shown. Raises MoveNotAllowed when somebody else signed it meanwhile.
    """
    draft = hold_draft(exhibition)
    if number not in (None, draft.number):
        raise MoveNotAllowed(ReportState.SIGNED, ReportState.SIGNED)
    if draft.pk is None:
        draft.save()
    move(
        draft,
        to=ReportState.SIGNED,
        actor=actor,
        moves=REPORT_MOVES,
        # Numbers stay for ever; the names of makers do not, who may ask to be forgotten.
        figures=collect(exhibition) | {"makers": []},
        signed_by=actor,
        signed_as=str(actor)[:150],
        signed_at=timezone.now(),
    )
    return draft
