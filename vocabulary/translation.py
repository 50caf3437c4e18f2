from modeltranslation.translator import TranslationOptions, register

from vocabulary.models import Craft, HSCode, Material, Place, Technique


@register([Place, Material, Technique])
class TermTranslation(TranslationOptions):
    fields = ("name", "also_written")


@register(Craft)
class CraftTranslation(TranslationOptions):
    fields = ("name", "also_written", "summary", "making", "size_note")


@register(HSCode)
class HSCodeTranslation(TranslationOptions):
    fields = ("use",)
