"""Artists, producers and groups, with what is known of them across exhibitions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SampleMark, Worded
from exhibitors.querysets import ExhibitorQuerySet
from exhibitors.states import Publication, ReviewState
from lib.codes import mint
from lib.languages import shown
from vocabulary.models import Craft, Place


def exhibitor_code():
    return mint("X")


class Exhibitor(SampleMark, Worded):
    """An artist, a producer (workshop or firm), or a group that stands for several."""

    WORDED = ("name", "story")

    class Kind(models.TextChoices):
        ARTIST = "artist", _("artist")
        PRODUCER = "producer", _("producer")
        GROUP = "group", _("group")

    class Gender(models.TextChoices):
        WOMAN = "woman", _("woman")
        MAN = "man", _("man")

    code = models.CharField(_("code"), max_length=8, unique=True, default=exhibitor_code, editable=False)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    known_as = models.CharField(_("known as"), max_length=150, blank=True)
    gender = models.CharField(
        _("woman or man"), max_length=5, choices=Gender, blank=True, help_text=_("For the report; never public.")
    )
    story = models.TextField(pgettext_lazy("a maker", "about"), blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="exhibitors", verbose_name=_("county"))
    crafts = models.ManyToManyField(Craft, blank=True, related_name="exhibitors", verbose_name=_("crafts"))
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="groups", verbose_name=_("members")
    )
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication, default=Publication.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="")
    portrait_digest = models.CharField(max_length=16, blank=True, editable=False)
    portrait_width, portrait_height = (models.PositiveIntegerField(default=0, editable=False) for _number in range(2))
    portrait_original = models.FileField(upload_to="originals/", blank=True, editable=False)
    review = models.CharField(
        _("review of the profile"), max_length=8, choices=ReviewState, default=ReviewState.NONE, editable=False
    )
    review_note = models.TextField(_("reason of the return"), blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    # What the maker changed on a public profile, shown to nobody else until an official agrees: {column: value}.
    proposed = models.JSONField(default=dict, blank=True, editable=False)
    # While an official may undo the last decision: {"was", "is": as ``proposals.stored``, "publication", "sent_at"}.
    decided = models.JSONField(default=dict, blank=True, editable=False)
    deletion_asked_at = models.DateTimeField(_("deletion asked for"), null=True, blank=True, editable=False)
    deletion_reason = models.TextField(_("why it shall be deleted"), blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ExhibitorQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="exhibitor_published_has_moment",
                condition=~Q(publication=Publication.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return shown(self, "name").text

    @property
    def is_published(self):
        return self.publication == Publication.PUBLISHED

    @property
    def portrait(self):
        """What the ``picture`` tag draws, or None."""
        from exhibitors.profile.portraits import Portrait

        if not self.portrait_digest:
            return None
        return Portrait(self.portrait_digest, self.portrait_width, self.portrait_height)


class PortraitUpload(models.Model):
    """A portrait that was sent: it is being prepared, or was refused with a ``problem``; see ``profile.uploads``."""

    exhibitor = models.OneToOneField(
        Exhibitor, models.CASCADE, related_name="portrait_upload", verbose_name=_("exhibitor")
    )
    original = models.FileField(_("original"), upload_to="originals/", blank=True)
    problem = models.CharField(_("problem"), max_length=20, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("portrait that was sent")
        verbose_name_plural = _("portraits that were sent")

    def __str__(self):
        return str(self.exhibitor)

    @property
    def is_waiting(self):
        return not self.problem


class ContactPoint(models.Model):
    """One way to reach an exhibitor, public only with consent."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        WEB = "web", _("web address")

    exhibitor = models.ForeignKey(Exhibitor, models.CASCADE, related_name="contact_points", verbose_name=_("exhibitor"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    value = models.CharField(_("number or address"), max_length=254)
    channels = models.CharField(
        _("channels"),
        max_length=80,
        blank=True,
        help_text=_("Such as whatsapp, viber, telegram, eitaa, bale, rubika; with commas."),
    )
    is_shown = models.BooleanField(_("may be shown to everybody"), default=False)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shown_contact_has_consent", condition=Q(is_shown=False) | Q(consented_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.value


class Credential(models.Model):
    """A licence or an honour of an exhibitor, with number and expiry; a lapsed one is not shown."""

    class Kind(models.TextChoices):
        ARTISAN_CARD = "artisan_card", _("artisan identity card")
        INDIVIDUAL_LICENCE = "individual_licence", _("individual production licence")
        WORKSHOP_LICENCE = "workshop_licence", _("workshop production licence")
        HOME_LICENCE = "home_licence", _("home-business licence")
        QUALITY_SEAL = "quality_seal", _("national seal of quality")
        EXCELLENCE = "excellence", _("UNESCO / World Crafts Council award of excellence")
        REGISTER = "register", _("national register entry")
        HOLOGRAM = "hologram", _("souvenir hologram")
        INSURANCE = "insurance", _("artisan insurance")

    HONOURS = (Kind.QUALITY_SEAL, Kind.EXCELLENCE, Kind.REGISTER, Kind.HOLOGRAM)

    exhibitor = models.ForeignKey(Exhibitor, models.CASCADE, related_name="credentials", verbose_name=_("exhibitor"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=60, blank=True)
    craft = models.ForeignKey(Craft, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("craft"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="credentials/", blank=True, editable=False)

    class Meta:
        verbose_name = _("licence or honour")
        verbose_name_plural = _("licences and honours")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="credential_expires_after_issue",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("It expires before it is issued."),
            )
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def file_key(self):
        """The part of the file's name that nobody can guess, for its address."""
        return (self.file.name or "").rpartition("/")[2]


class Representative(SampleMark):
    """A user acting for an exhibitor."""

    class Level(models.TextChoices):
        OWNER = "owner", _("owner")
        EDITOR = "editor", _("editor")
        ANSWERS = "answers", _("answers only")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="representations", verbose_name=_("account")
    )
    exhibitor = models.ForeignKey(
        Exhibitor, models.CASCADE, related_name="representatives", verbose_name=_("exhibitor")
    )
    level = models.CharField(_("may do"), max_length=8, choices=Level, default=Level.OWNER)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [models.UniqueConstraint(fields=["user", "exhibitor"], name="representative_once")]

    def __str__(self):
        return f"{self.user} → {self.exhibitor}"
