"""Crafts, materials, techniques and places: the words of the trade in four languages."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.languages import shown
from lib.numbers import number_words
from vocabulary.signals import reworded

ALSO_WRITTEN = _("Other spellings and words that should find it, one a line.")


class Term(models.Model):
    """A word with its Latin slug, the same in all languages."""

    has_other_slug = False  # after ``save``, than before

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    also_written = models.TextField(_("also written"), blank=True, help_text=ALSO_WRITTEN)
    doubt = models.TextField(_("doubt"), blank=True, help_text=_("What still has to be checked, and by whom."))

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self):
        return shown(self, "name").text

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save it, and tell those above when what finds it has changed."""
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        self.has_other_slug = stored is not None and stored.slug != self.slug
        super().save(*args, **kwargs)
        if stored and stored.search_words() != self.search_words():
            reworded.send(sender=type(self), term=self)

    def search_words(self):
        """Every name and spelling in every language, for the search text of what carries this term."""
        return [
            getattr(self, f"{field}_{code}") for field in ("name", "also_written") for code in ("en", "fa", "ar", "ckb")
        ]


class Place(Term):
    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        PROVINCE = "province", _("province")
        GOVERNORATE = "governorate", _("governorate")
        COUNTY = "county", _("county")
        DISTRICT = "district", _("district")
        CITY = "city", _("city")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("within")
    )

    class Meta(Term.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")

    @property
    def lineage(self):
        """This place and what it lies in, smallest first; costs a query a level unless ``parent`` is loaded."""
        places: list[Place] = []
        place: Place | None = self
        while place:
            places.append(place)
            place = place.parent
        return places

    @property
    def country(self):
        return self.lineage[-1]


class Material(Term):
    class Meta(Term.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")


class Technique(Term):
    class Meta(Term.Meta):
        verbose_name = _("technique")
        verbose_name_plural = _("techniques")


class Unit(models.TextChoices):
    PIECE = "piece", _("piece")
    PAIR = "pair", _("pair")
    SET = "set", _("set")
    SQUARE_METRE = "m2", _("square metre")
    METRE = "metre", _("metre")
    PANEL = "panel", _("panel")
    GRAM = "gram", _("gram")
    KILOGRAM = "kg", _("kilogram")
    CARAT = "carat", _("carat")
    BOX = "box", _("box")

    def counted(self, number):
        """Such as "3 pieces", in the language and digits of the page."""
        words = {
            Unit.PIECE: ngettext("{number} piece", "{number} pieces", number),
            Unit.PAIR: ngettext("{number} pair", "{number} pairs", number),
            Unit.SET: ngettext("{number} set", "{number} sets", number),
            Unit.SQUARE_METRE: ngettext("{number} square metre", "{number} square metres", number),
            Unit.METRE: ngettext("{number} metre", "{number} metres", number),
            Unit.PANEL: ngettext("{number} panel", "{number} panels", number),
            Unit.GRAM: ngettext("{number} gram", "{number} grams", number),
            Unit.KILOGRAM: ngettext("{number} kilogram", "{number} kilograms", number),
            Unit.CARAT: ngettext("{number} carat", "{number} carats", number),
            Unit.BOX: ngettext("{number} box", "{number} boxes", number),
        }
        return words[self].format(number=number_words(number))


class Craft(Term):
    class Family(models.TextChoices):
        WEAVING = "weaving", _("woven, knotted and felted")
        DRESS = "dress", _("dress, knitwear and dolls")
        LEATHERWORK = "leatherwork", _("leather")
        REED = "reed", _("reed and straw")
        CLAY = "clay", _("clay and glass")
        WOODWORK = "woodwork", _("wood")
        METAL = "metal", _("metal, jewellery and stones")
        OTHER = "other", _("other")

    family = models.CharField(_("family"), max_length=12, choices=Family, default=Family.OTHER, db_default=Family.OTHER)
    summary = models.TextField(_("what it is"), blank=True)
    making = models.TextField(_("how it is made"), blank=True)
    size_note = models.CharField(_("usual sizes"), max_length=300, blank=True)
    units = models.CharField(
        _("units of sale"), max_length=60, default=Unit.PIECE, help_text=_("Most natural first, with commas.")
    )
    materials = models.ManyToManyField(Material, blank=True, related_name="crafts", verbose_name=_("materials"))
    techniques = models.ManyToManyField(Technique, blank=True, related_name="crafts", verbose_name=_("techniques"))
    is_craft = models.BooleanField(_("is a handicraft"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("craft")
        verbose_name_plural = _("crafts")
        ordering = ["position", "slug"]

    @property
    def unit_names(self):
        return [Unit(unit.strip()).label for unit in self.units.split(",") if unit.strip() in Unit.values]


class HSCode(models.Model):
    """A heading of the Harmonized System 2022 under which a craft's goods are usually declared."""

    class Certainty(models.TextChoices):
        CHECKED = "checked", _("wording checked")
        USUAL = "usual", _("usual heading, not checked")
        DOUBTFUL = "doubtful", _("doubtful: ask a customs broker")

    craft = models.ForeignKey(Craft, models.CASCADE, related_name="hs_codes", verbose_name=_("craft"))
    code = models.CharField(_("HS code"), max_length=12)
    use = models.CharField(_("for"), max_length=200, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.USUAL)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("HS code")
        verbose_name_plural = _("HS codes")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["craft", "code"], name="hs_code_once_a_craft")]

    def __str__(self):
        return self.code


class Spelling(models.Model):
    """A word that finds something, under a form that a slip of a letter may leave of it; see ``vocabulary.spellings``."""

    key = models.CharField(max_length=24)
    word = models.CharField(max_length=24, help_text="folded")
    written = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="spelling_once_a_key")]

    def __str__(self):
        return self.written
