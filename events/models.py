"""Exhibitions, where they are held, what happens at them, and what was said about them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SampleMark
from events.days import Days
from events.querysets import ClaimQuerySet, ExhibitionQuerySet
from events.states import Publication, Status
from events.visitors.models import Gate as Gate
from events.visitors.models import VisitorCount as VisitorCount
from lib.codes import mint
from lib.languages import shown
from vocabulary.models import Craft, Place

VENUE_ZONE = ZoneInfo("Asia/Baghdad")
NOTHING = models.Value([], models.JSONField())  # for the rows that are there, and those of older code
ZONES = [("Asia/Baghdad", _("Iraq")), ("Asia/Tehran", _("Iran"))]


class Series(SampleMark):
    """What editions repeat, such as a weekly market."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("about it"), blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["slug"]

    def __str__(self):
        return shown(self, "name").text


class Certainty(models.TextChoices):
    EXACT = "exact", _("exact")
    APPROXIMATE = "approximate", _("approximate")
    INFERRED = "inferred", _("inferred")
    UNKNOWN = "unknown", _("unknown")


class Exhibition(Days, SampleMark):
    """One edition, with its days. An edition number is a claim, never a key."""

    class Kind(models.TextChoices):
        ONE_OFF = "one_off", _("exhibition")
        WEEKLY_MARKET = "weekly_market", _("weekly market")
        GUEST = "guest", _("guest at a wider fair")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=_("Latin letters; part of the address."))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.ONE_OFF)
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="exhibitions", verbose_name=_("series")
    )
    name = models.CharField(_("name"), max_length=200)
    occasion = models.CharField(_("occasion"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.IDEA)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication, default=Publication.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    starts_certainty = models.CharField(
        _("certainty of the first day"), max_length=12, choices=Certainty, default=Certainty.EXACT
    )
    starts_by = models.DateField(_("first day at latest"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    ends_certainty = models.CharField(
        _("certainty of the last day"), max_length=12, choices=Certainty, default=Certainty.EXACT
    )
    ends_by = models.DateField(_("last day at latest"), null=True, blank=True)
    opens_at = models.TimeField(_("opens"), null=True, blank=True, help_text=_("Local time of the venue."))
    closes_at = models.TimeField(_("closes"), null=True, blank=True)
    hours_note = models.CharField(_("remark on the hours"), max_length=200, blank=True)
    zone = models.CharField(
        _("time of"), max_length=40, choices=ZONES, default="Asia/Baghdad", db_default="Asia/Baghdad"
    )
    contact_phone = models.CharField(_("office's phone"), max_length=16, blank=True)
    contact_channels = models.CharField(
        _("channels of that phone"),
        max_length=60,
        blank=True,
        help_text=_("Such as whatsapp, viber, telegram; with commas."),
    )
    contact_email = models.EmailField(_("office's e-mail"), blank=True)
    crafts = models.ManyToManyField(Craft, blank=True, related_name="exhibitions", verbose_name=_("crafts"))
    notice = models.TextField(
        _("notice"),
        blank=True,
        db_default="",
        help_text=_("Why it is cancelled, postponed or moved; on top of its public page."),
    )
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="followers",
        verbose_name=_("made after"),
    )
    # Counts what calendars must learn: each change of day, place or status (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    shared_with_host = models.JSONField(
        _("shown to the host"), default=list, db_default=NOTHING, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ExhibitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibition")
        verbose_name_plural = _("exhibitions")
        ordering = ["-starts_on", "-starts_by", "slug"]
        constraints = [
            models.CheckConstraint(
                name="exhibition_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="exhibition_published_has_moment",
                condition=~Q(publication=Publication.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return shown(self, "name").text

    @property
    def is_published(self):
        return self.publication == Publication.PUBLISHED


class Venue(models.Model):
    """Where an exhibition is held; one exhibition may have several, in several cities."""

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="venues", verbose_name=_("exhibition"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="venues", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    landmark = models.CharField(_("near"), max_length=200, blank=True, help_text=_("A landmark everybody knows."))
    map_url = models.URLField(_("link to a map"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["position", "pk"]

    def __str__(self):
        return shown(self, "name").text or str(self.place)


class Hall(models.Model):
    """A hall, or a row in the open air, that holds stands."""

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="halls", verbose_name=_("exhibition"))
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="halls", verbose_name=_("venue")
    )
    name = models.CharField(_("name"), max_length=150)
    is_open_air = models.BooleanField(_("open air"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ["position", "pk"]

    def __str__(self):
        return shown(self, "name").text


def stand_code():
    return mint("S")


class Stand(models.Model):
    """``code`` is the number on the plan, such as A12; ``public_code`` the printed one, unique over all exhibitions."""

    class State(models.TextChoices):
        OPEN = "open", _("can be given")
        BLOCKED = "blocked", _("blocked")
        NOT_FOR_EXHIBITORS = "service", _("not for exhibitors")

    class Kind(models.TextChoices):
        BOOTH = "booth", _("closed booth")
        CORNER = "corner", _("corner booth")
        TABLE = "table", _("table")
        GROUND = "ground", _("open ground")

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="stands", verbose_name=_("hall"))
    code = models.CharField(_("number"), max_length=12, help_text=_("Such as A12."))
    public_code = models.CharField(_("code"), max_length=8, unique=True, default=stand_code, editable=False)
    area_m2 = models.DecimalField(_("area in m²"), max_digits=6, decimal_places=2, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.BOOTH, db_default="booth")
    has_table = models.BooleanField(_("table"), default=True, db_default=True)
    has_power = models.BooleanField(_("power"), default=False, db_default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    # Where it lies on the plan of its hall, in squares of half a metre from the corner above and at the start.
    x, y = (models.PositiveSmallIntegerField(default=0, db_default=0) for _number in range(2))
    width, height = (
        models.PositiveSmallIntegerField(default=6, db_default=6, validators=[MinValueValidator(1)])
        for _number in range(2)
    )
    # Nothing reads these any more; the release before does, so they go with the next.
    row = models.PositiveSmallIntegerField(_("row on the plan"), default=1)
    column = models.PositiveSmallIntegerField(_("place in the row"), default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("stand")
        verbose_name_plural = _("stands")
        ordering = ["hall", "y", "x", "code"]
        constraints = [models.UniqueConstraint(fields=["hall", "code"], name="stand_code_once_a_hall")]

    def __str__(self):
        return self.code


class ProgrammeItem(models.Model):
    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="programme", verbose_name=_("exhibition"))
    title = models.CharField(_("title"), max_length=200)
    location = models.CharField(_("where"), max_length=200, blank=True)
    host = models.CharField(_("led by"), max_length=200, blank=True, db_default="")
    languages = models.JSONField(_("languages spoken"), default=list, db_default=NOTHING, blank=True)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["day", "starts_at", "pk"]

    def __str__(self):
        return shown(self, "title").text


class Organiser(models.Model):
    """Who holds an exhibition, in which role."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        HOST = "host", _("host")
        PARTNER = "partner", _("partner")

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="organisers", verbose_name=_("exhibition"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ORGANISER)
    name = models.CharField(_("name"), max_length=250)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("organiser or host")
        verbose_name_plural = _("organisers and hosts")
        ordering = ["position", "pk"]

    def __str__(self):
        return shown(self, "name").text


class Claim(models.Model):
    """A published figure: what was said, by whom, where, on what day, and how sure we are of it.

    It is about one exhibition, one series, one place, or (with none of them) the whole, perhaps for a period.
    """

    class Measure(models.TextChoices):
        EXHIBITORS = "exhibitors", _("artists and producers")
        STANDS = "stands", _("stands")
        PROVINCES = "provinces", _("provinces")
        DAYS = "days", _("days")
        WORKS = "works", _("works shown")
        EDITION = "edition", _("edition")
        EXHIBITIONS = "exhibitions", _("exhibitions")
        SALES = "sales", _("sales")
        VISITORS = "visitors", _("visitors")
        OCCASION = "occasion", _("occasion")
        DATES = "dates", _("dates")
        TAKING_PART = "taking_part", _("taking part")
        ARTISANS = "artisans", _("artisans")
        WORKSHOPS = "workshops", _("workshops")
        CRAFT_FIELDS = "craft_fields", _("craft fields")
        EXPORTS = "exports", _("exports")

    class Certainty(models.TextChoices):
        REPORTED = "reported", _("as reported")
        UNCERTAIN = "uncertain", _("uncertain")
        DISPUTED = "disputed", _("sources disagree")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    exhibition = models.ForeignKey(
        Exhibition, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("exhibition")
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("series")
    )
    place = models.ForeignKey(
        Place, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("place")
    )
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    measure = models.CharField(_("what is counted"), max_length=14, choices=Measure)
    value = models.CharField(_("what was said"), max_length=300)
    number = models.DecimalField(_("number"), max_digits=16, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    said_by = models.CharField(_("who said it"), max_length=200)
    said_in = models.CharField(_("where it was said"), max_length=200, blank=True)
    said_on = models.DateField(_("said on"), null=True, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.REPORTED)
    note = models.TextField(_("note"), blank=True)
    contradicts = models.ManyToManyField("self", blank=True, verbose_name=_("contradicts"))
    exhibitions = models.ManyToManyField(
        Exhibition, blank=True, related_name="claims_about_many", verbose_name=_("exhibitions it probably means")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["said_on", "key"]

    def __str__(self):
        return shown(self, "value").text


class Role(SampleMark):
    """What an official may do, for one exhibition or (without one) for all."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "admin", _("administrator")
        OFFICIAL = "official", _("handicrafts officer")
        GOVERNORATE = "governorate", _("governorate officer")
        JUROR = "juror", _("juror")
        DESK = "desk", _("desk staff")
        VIEWER = "viewer", _("read-only")
        HOST = "host", _("host in Iraq")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles", verbose_name=_("account"))
    kind = models.CharField(_("role"), max_length=12, choices=Kind)
    exhibition = models.ForeignKey(
        Exhibition,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("only for"),
        help_text=_("Empty: for all exhibitions."),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "exhibition"], name="role_once"),
            models.UniqueConstraint(fields=["user", "kind"], condition=Q(exhibition=None), name="role_for_all_once"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"
