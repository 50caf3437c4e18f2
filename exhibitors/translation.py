from modeltranslation.translator import TranslationOptions, register

from exhibitors.models import Call, Circular, Criterion, Exhibitor, Question, Task


@register(Exhibitor)
class ExhibitorTranslation(TranslationOptions):
    fields = ("name", "known_as", "story")


@register(Call)
class CallTranslation(TranslationOptions):
    fields = ("text",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("label", "help", "choices")


@register(Criterion)
class CriterionTranslation(TranslationOptions):
    fields = ("name",)


@register(Circular)
class CircularTranslation(TranslationOptions):
    fields = ("subject", "text")


@register(Task)
class TaskTranslation(TranslationOptions):
    fields = ("title",)
