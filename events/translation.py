from modeltranslation.translator import TranslationOptions, register

from events.models import Claim, Exhibition, Gate, Hall, Organiser, ProgrammeItem, Series, Venue


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(Exhibition)
class ExhibitionTranslation(TranslationOptions):
    fields = ("name", "occasion", "summary", "hours_note", "notice")


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "address", "landmark")


@register(Gate)
class GateTranslation(TranslationOptions):
    fields = ("name",)


@register(Hall)
class HallTranslation(TranslationOptions):
    fields = ("name",)


@register(ProgrammeItem)
class ProgrammeItemTranslation(TranslationOptions):
    fields = ("title", "location", "host")


@register(Organiser)
class OrganiserTranslation(TranslationOptions):
    fields = ("name",)


@register(Claim)
class ClaimTranslation(TranslationOptions):
    fields = ("value", "said_by", "said_in", "note")
