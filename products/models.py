"""Works, their pictures, and where they are shown. Code says product; people and pages say work."""

from pathlib import PurePosixPath

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark, Worded
from exhibitors.models import Exhibitor
from lib.alphabets import MOST_LETTERS
from lib.codes import mint
from lib.languages import CODES, shown
from lib.lots import lot_of
from products.goods.models import Exhibit as Exhibit
from products.goods.models import Sale as Sale
from products.querysets import PictureQuerySet, ProductQuerySet
from products.sheet.models import OwnNumber as OwnNumber
from products.sheet.models import SheetUpload as SheetUpload
from products.states import PictureState, ProductState
from vocabulary.models import Craft, Material, Technique, Unit

# The orders of the works list, beside the newest first: {name of the index: columns before the code}.
ORDERS = {
    "product_fair": ["lot"],
    **{f"product_name_{code}": [f"name_key_{code}"] for code in CODES},
    "product_price": ["currency", "price_amount"],
}


def product_code():
    return mint("P")


class Product(SampleMark, Worded):
    """A work of the exhibitor whose hands made it, also when a group shows it.

    Lengths are in mm, weights in g; ``price_amount`` is in ``currency``, and ``price_unit`` keeps what was typed
    (toman is stored as rial).
    """

    WORDED = ("title", "story")

    class Kind(models.TextChoices):
        ONE_OFF = "one_off", _("one of a kind")
        REPEATABLE = "repeatable", _("can be repeated")
        MADE_TO_ORDER = "made_to_order", _("made to order")
        SAMPLE = "sample", _("sample piece")

    class PriceMode(models.TextChoices):
        FIXED = "fixed", _("fixed price")
        FROM = "from", _("price from")
        ON_REQUEST = "on_request", _("price on request")

    class Currency(models.TextChoices):
        IQD = "IQD", _("Iraqi dinar")
        USD = "USD", _("US dollar")
        IRR = "IRR", _("rial")

    class PriceUnit(models.TextChoices):
        IQD = "IQD", _("Iraqi dinar")
        USD = "USD", _("US dollar")
        IRT = "IRT", _("toman")
        IRR = "IRR", _("rial")

    class Availability(models.TextChoices):
        AVAILABLE = "available", _("in stock")
        TO_ORDER = "to_order", _("made when ordered")
        RESERVED = "reserved", _("reserved")
        SOLD = "sold", _("sold")

    code = models.CharField(_("code"), max_length=8, unique=True, default=product_code, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, blank=True)
    exhibitor = models.ForeignKey(Exhibitor, models.PROTECT, related_name="products", verbose_name=_("exhibitor"))
    craft = models.ForeignKey(
        Craft, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("craft")
    )
    # A revision is a work of its own that replaces a public one when an official agrees; nobody else sees it.
    revises = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="revision"
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    story = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.ONE_OFF)
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability, default=Availability.AVAILABLE
    )
    materials = models.ManyToManyField(Material, blank=True, related_name="products", verbose_name=_("materials"))
    techniques = models.ManyToManyField(Technique, blank=True, related_name="products", verbose_name=_("techniques"))
    width_mm = models.PositiveIntegerField(_("width in mm"), null=True, blank=True)
    length_mm = models.PositiveIntegerField(_("length in mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height in mm"), null=True, blank=True)
    weight_g = models.PositiveIntegerField(_("weight in g"), null=True, blank=True)
    price_mode = models.CharField(_("price"), max_length=10, choices=PriceMode, default=PriceMode.ON_REQUEST)
    price_amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    price_unit = models.CharField(_("unit typed"), max_length=3, choices=PriceUnit, blank=True)
    unit = models.CharField(_("sold by"), max_length=6, choices=Unit, default=Unit.PIECE)
    minimum_quantity = models.PositiveIntegerField(_("minimum quantity"), default=1, validators=[MinValueValidator(1)])
    lead_time_days = models.PositiveSmallIntegerField(_("lead time in days"), null=True, blank=True)
    capacity_per_month = models.PositiveIntegerField(_("capacity a month"), null=True, blank=True)
    season = models.CharField(_("season"), max_length=150, blank=True)
    cover = models.ForeignKey(
        "Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("first picture"),
    )
    # What matters for its craft, as ``products.facts`` defines it: {key: value}.
    facts = models.JSONField(_("facts of its craft"), default=dict, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ProductState, default=ProductState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    confirmed_on = models.DateField(_("last confirmed by the maker"), null=True, blank=True)
    review_note = models.TextField(_("reason of the return"), blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    # What follows is derived from the rest by ``products.search``: the folded words that find it, those of its titles, those of
    # its craft and maker; where it stands by name in each language and by lot.
    search_text = models.TextField(editable=False, default="")
    search_name, search_label = (models.TextField(editable=False, default="", db_default="") for _number in range(2))
    name_key_en, name_key_fa, name_key_ar, name_key_ckb = (
        models.CharField(max_length=2 * MOST_LETTERS, editable=False, default="", db_default="") for _code in CODES
    )
    lot = models.PositiveIntegerField(editable=False, default=0, db_default=0)
    is_complete = models.BooleanField(editable=False, default=False, db_default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ["-published_at", "code"]
        indexes = [
            models.Index(
                fields=["-published_at", "code"], name="product_newest", condition=Q(state=ProductState.PUBLISHED)
            ),
            # Beside a work stand the newest of its maker.
            models.Index(
                fields=["exhibitor", "-published_at", "code"],
                name="product_of_maker",
                condition=Q(state=ProductState.PUBLISHED),
            ),
            # As the officials' records list them, and the few that are not public.
            models.Index(fields=["-published_at", "code"], name="product_records", condition=Q(revises=None)),
            models.Index(fields=["state"], name="product_not_public", condition=~Q(state=ProductState.PUBLISHED)),
            *(
                models.Index(fields=[*fields, "code"], name=name, condition=Q(state=ProductState.PUBLISHED))
                for name, fields in ORDERS.items()
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="product_price_as_said",
                condition=(
                    Q(price_mode="on_request", price_amount__isnull=True, currency="", price_unit="")
                    | Q(price_mode__in=["fixed", "from"], price_amount__gte=0) & ~Q(currency="") & ~Q(price_unit="")
                ),
                violation_error_message=_(
                    "A price on request has no amount; every other price has an amount and a currency."
                ),
            ),
            models.CheckConstraint(
                name="product_toman_is_stored_as_rial",
                condition=Q(price_unit="IRT", currency="IRR") | (~Q(price_unit="IRT") & Q(currency=F("price_unit"))),
            ),
            models.CheckConstraint(
                name="product_one_off_is_one",
                condition=~Q(kind="one_off") | Q(minimum_quantity=1),
                violation_error_message=_("A one-of-a-kind work is sold once: its minimum quantity is 1."),
            ),
            models.CheckConstraint(name="product_minimum_at_least_one", condition=Q(minimum_quantity__gte=1)),
            models.CheckConstraint(
                name="product_published_has_moment",
                condition=~Q(state=ProductState.PUBLISHED)
                | Q(published_at__isnull=False, craft__isnull=False, revises__isnull=True),
            ),
        ]

    def __str__(self):
        return shown(self, "title").text or self.code

    def save(self, *args, **kwargs):
        self.slug = self.slug or self.make_slug()
        self.lot = lot_of(self.code)
        super().save(*args, **kwargs)

    def make_slug(self):
        """Latin letters for the address, of the title or else the craft; nothing while a draft has neither."""
        return slugify(self.title_en or "")[:80].strip("-") or (self.craft.slug if self.craft else "")

    @property
    def is_published(self):
        return self.state == ProductState.PUBLISHED

    def refresh_cover(self):
        """Let cards show the first of the pictures as they stand now."""
        self.cover = self.pictures.filter(state=PictureState.READY).first()
        self.is_complete = self.says_enough()
        Product.objects.filter(pk=self.pk).update(cover=self.cover, is_complete=self.is_complete)

    def says_enough(self):
        """Whether it has a picture, a description and titles for readers of two languages; a price is always said."""
        titles, stories = ([getattr(self, f"{field}_{code}") for code in CODES] for field in ("title", "story"))
        return bool(self.cover_id) and any(stories) and sum(map(bool, titles)) > 1


class CatalogueStamp(models.Model):
    """One row, drawn anew with every change of what the works list shows; counts may be kept until then."""

    number = models.PositiveBigIntegerField(default=0)
    # With which version of the folding all works and exhibitors were folded (``products.refolding``).
    folding = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("catalogue stamp")
        verbose_name_plural = _("catalogue stamps")


class CatalogueChange(models.Model):
    """A move of the stamp to ``number``; ``products`` are the keys of works that may stand elsewhere now, None for all.

    One to 0 moved nothing and only asks that all works be read (``products.ngrams``).
    """

    number = models.PositiveBigIntegerField(db_index=True)
    products = models.JSONField(null=True)
    # Whether the pieces of the texts were kept; an earlier release leaves it to the database.
    is_noted = models.BooleanField(default=True, db_default=False)

    class Meta:
        verbose_name = _("catalogue change")
        verbose_name_plural = _("catalogue changes")


class NGram(models.Model):
    """Five letters in a row, or how a word begins, in the folded text of a work, now or once; see ``products.ngrams``."""

    letters = models.CharField(max_length=5)

    class Meta:
        indexes = [models.Index(fields=["letters"], name="ngram_letters")]

    def __str__(self):
        return self.letters


class Picture(models.Model):
    """One picture of a work. The public files are named by ``digest`` (see ``products.pictures``); the original stays private."""

    class Role(models.TextChoices):
        FRONT = "front", _("front")
        BACK = "back", _("back")
        DETAIL = "detail", _("detail")
        SCALE = "scale", _("to show the size")
        MAKING = "making", _("in the making")

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures", verbose_name=_("work"))
    state = models.CharField(_("state"), max_length=9, choices=PictureState, default=PictureState.READY, editable=False)
    problem = models.CharField(_("problem"), max_length=20, blank=True, editable=False)
    digest = models.CharField(max_length=16, blank=True, editable=False)
    # Of the same look have the same: a picture that stands on another maker's work is shown to the reviewer.
    likeness = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    width, height = (models.PositiveIntegerField(default=0, editable=False) for _number in range(2))
    original = models.FileField(_("original"), upload_to="originals/", blank=True, editable=False)
    role = models.CharField(_("shows"), max_length=7, choices=Role, default=Role.FRONT, blank=True)
    alt = models.CharField(_("text for those who cannot see it"), max_length=250, blank=True)
    is_drawing = models.BooleanField(_("is a drawing"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["state"], name="picture_not_ready", condition=~Q(state=PictureState.READY))]
        constraints = [
            models.CheckConstraint(
                name="picture_ready_has_files", condition=~Q(state=PictureState.READY) | ~Q(digest="")
            )
        ]

    def __str__(self):
        return f"{self.product} {self.position + 1}"

    @property
    def key(self):
        """What names it in addresses: that of its file, so that it stays when a revision copies the row."""
        return PurePosixPath(str(self.original.name)).stem if self.original else self.digest


class ExchangeRate(SampleMark):
    """What one unit of a currency was worth in Iraqi dinars on a day, as an official entered it."""

    currency = models.CharField(
        _("currency"), max_length=3, choices=[c for c in Product.Currency.choices if c[0] != "IQD"]
    )
    dinars = models.DecimalField(
        _("dinars for one"), max_digits=14, decimal_places=6, validators=[MinValueValidator(0)]
    )
    day = models.DateField(_("day"), default=timezone.localdate)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-day", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(name="rate_is_positive", condition=Q(dinars__gt=0)),
        ]

    def __str__(self):
        return f"1 {self.currency} = {self.dinars} IQD ({self.day})"
