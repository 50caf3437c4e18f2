from modeltranslation.translator import TranslationOptions, register

from cooperation.models import (
    AgendaItem,
    Delegation,
    ExhibitionReport,
    Institution,
    Meeting,
    Memorandum,
    Person,
    Post,
    Promise,
    Record,
    Source,
    Step,
    Stop,
    Tour,
)


@register([Institution, Person])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register([Post, Stop])
class TitledTranslation(TranslationOptions):
    fields = ("title",)


@register(Record)
class RecordTranslation(TranslationOptions):
    fields = ("title", "summary", "result")


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("note",)


@register(Source)
class SourceTranslation(TranslationOptions):
    fields = ("said_by", "said_in", "note")


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("said", "agreed", "left_open")


@register(Delegation)
class DelegationTranslation(TranslationOptions):
    fields = ("purpose", "crossing")


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ()


@register(Promise)
class PromiseTranslation(TranslationOptions):
    fields = ("text", "evidence")


@register(Memorandum)
class MemorandumTranslation(TranslationOptions):
    fields = ("review_result", "renewal")


@register(Tour)
class TourTranslation(TranslationOptions):
    fields = ("invitation", "crossing", "interests", "feedback")


@register(ExhibitionReport)
class ExhibitionReportTranslation(TranslationOptions):
    fields = ("aims", "problems", "next_steps", "remarks")
