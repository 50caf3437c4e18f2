from modeltranslation.translator import TranslationOptions, register

from exhibitors.models import Exhibitor


@register(Exhibitor)
class ExhibitorTranslation(TranslationOptions):
    fields = ("name", "known_as", "story")
