"""The applications of an exhibitor as its own data: what was asked and answered."""

from django.db.models import Prefetch

from exhibitors.models import Answer
from lib.languages import shown


def own_applications(exhibitor):
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    rows = exhibitor.participations.select_related("exhibition", "craft").prefetch_related(answers).order_by("pk")
    return [
        {
            "code": row.code,
            "exhibition": row.exhibition.slug,
            "state": row.state,
            "craft": row.craft.slug if row.craft else "",
            "note": row.note,
            "begun_at": row.created_at,
            "sent_at": row.submitted_at,
            "given_back_because": row.return_reason,
            "confirm_by": row.confirm_by,
            "answers": [
                {"question": shown(each.question, "label").text, "answer": each.value} for each in row.answers.all()
            ],
        }
        for row in rows
        if row.code
    ]
