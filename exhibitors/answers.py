"""Answers of an application: kept as plain texts, typed and read in the words of the page."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import get_language, pgettext

from exhibitors.models import Answer, Question
from lib.dates import format_date
from lib.languages import shown
from lib.numbers import format_number

Kind = Question.Kind


def lines_of(question):
    """The lines of its list in the language of the page, or of the first that has one."""
    return shown(question, "choices").text.split("\n")


def questions_of(call):
    """All questions with their crafts, in order (2 queries)."""
    return list(call.questions.prefetch_related("crafts"))


def is_for(question, craft):
    """Whether whoever applies with this craft is asked; needs ``crafts`` loaded."""
    crafts = [each.pk for each in question.crafts.all()]
    return not crafts or (craft is not None and craft.pk in crafts)


def stored(value):
    """What a form understood, as it is kept."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def typed(question, value):
    """What is kept, as the field of the form wants it."""
    if value == "":
        return None
    try:
        if question.kind == Kind.DAY:
            return date.fromisoformat(value)
        if question.kind == Kind.NUMBER:
            return Decimal(value)
    except (ValueError, InvalidOperation):
        return value
    return value


def read(question, value):
    """What is kept, as a person reads it."""
    language = get_language() or "fa"
    found = typed(question, value)
    if isinstance(found, date):
        return format_date(found, language)
    if isinstance(found, Decimal):
        return format_number(found, language)
    if question.kind == Kind.YES_NO and value in ("yes", "no"):
        return pgettext("answer", "Yes") if value == "yes" else pgettext("answer", "No")
    if question.kind == Kind.CHOICE and value.isascii() and value.isdecimal():
        lines = lines_of(question)
        number = int(value[:6])
        return lines[number - 1] if 0 < number <= len(lines) else value
    return value


def answers_of(participation, questions, *, with_personal):
    """[(question, answer in words, "" where nothing was said)] of what this application is asked (1 query)."""
    values = dict(participation.answers.values_list("question_id", "value"))
    return [
        (question, read(question, values.get(question.pk, "")))
        for question in questions
        if (with_personal or not question.is_personal)
        and (question.pk in values or is_for(question, participation.craft))
    ]


def asked_of(participation, call):
    """[(question, answer in words)] as ``answers_of``, personal ones too, by one query."""
    said = Answer.objects.filter(participation=participation, question=OuterRef("pk"))
    crafts = Question.crafts.through.objects.filter(question=OuterRef("pk"))
    questions = call.questions.annotate(value=Subquery(said.values("value")[:1]))
    questions = questions.filter(
        Q(value__isnull=False) | ~Exists(crafts) | Exists(crafts.filter(craft=participation.craft_id))
    )
    return [(question, read(question, question.value or "")) for question in questions]
