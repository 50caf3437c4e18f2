from modeltranslation.translator import TranslationOptions, register

from enquiries.models import PreparedSentence


@register(PreparedSentence)
class PreparedSentenceTranslation(TranslationOptions):
    fields = ("text",)
