"""Who is asking, and what was said and done."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lib.languages import CODES
from lib.wording import copy_of_source, stamped, waiting, waits_since


class SampleMark(models.Model):
    """Marks a record that was invented to show the site; ``forget_samples`` removes it."""

    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    class Meta:
        abstract = True


class Worded(models.Model):
    """A record whose texts (``WORDED``) are translated; keeps when each was written and since when one is waited for."""

    WORDED: tuple[str, ...] = ()

    wording = models.JSONField(default=dict, blank=True, editable=False, help_text="see lib.wording")
    waits_since = models.DateTimeField(_("waits for a translation since"), null=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Note which texts are new; of the columns named in ``update_fields`` alone, as always."""
        columns = {f"{field}_{code}" for field in self.WORDED for code in CODES}
        names = kwargs.get("update_fields")
        if names is None or columns & set(names):
            now = timezone.now()
            stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            self.wording = stamped(self.wording, stored.texts() if stored else {}, self.texts(), now.isoformat())
            since = waits_since(self.wording, self.texts(), now.isoformat())
            self.waits_since = datetime.fromisoformat(since) if since else None
            if names is not None:
                kwargs["update_fields"] = {*names, "wording", "waits_since"}
        super().save(*args, **kwargs)

    def texts(self):
        """{field: {language: text}} of what is translated."""
        return {field: {code: getattr(self, f"{field}_{code}") or "" for code in CODES} for field in self.WORDED}

    def waiting_texts(self):
        return waiting(self.wording, self.texts())

    def copy_text(self, field, code):
        """Let the text the others are translated from stand for the missing one in ``code``, marked as a copy until it is
        written over; True when that was done. Not saved."""
        found = copy_of_source(self.wording, field, self.texts()[field], code)
        if found is None:
            return False
        text, mark = found
        setattr(self, f"{field}_{code}", text)
        if mark:
            self.wording.setdefault(field, {}).setdefault("copied", {})[code] = mark
        return True


class UserManager(BaseUserManager):
    def create_user(self, email=None, password=None, **fields):
        """Make an account; without a password it is entered by a mailed code only."""
        user = self.model(email=email.lower() if email else None, **fields)
        user.set_password(password)  # type: ignore[attr-defined]
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, address):
        return self.get(email=address.lower())


class User(SampleMark, AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by e-mail or phone; before the first entry an invitation is enough."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, unique=True, null=True, blank=True, help_text="E.164")
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES, default="fa")
    is_active = models.BooleanField(_("active"), default=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    # The number of the exhibitor this person acts for in the request; the portal's door sets it.
    acting_for: int | None = None
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="user_can_be_reached",
                condition=Q(email__isnull=False) | Q(phone__isnull=False) | Q(invited_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name or self.email or self.phone or str(self.pk)

    def clean(self):
        super().clean()
        self.email = self.email.lower() if self.email else None
        self.phone = self.phone or None

    def get_short_name(self):
        return str(self)

    @cached_property
    def role_list(self):
        """The roles of this official, loaded once a request; ``events`` defines them."""
        return list(self.roles.all())

    def overseen_exhibitions(self, kinds=()):
        """The ids of the exhibitions the roles of these ``kinds`` (empty: any) are for; None where one is for all."""
        if self.is_superuser:
            return None
        found = {role.exhibition_id for role in self.role_list if not kinds or role.kind in kinds}
        return None if None in found else found

    @property
    def is_official(self):
        return self.is_active and (self.is_superuser or bool(self.role_list))

    @property
    def is_staff(self):
        """The records are open to officials; Django's own admin asks under this name."""
        return self.is_official


class Message(SampleMark):
    """What was said to one person: a mail handed to the outbox, or a text to be told by phone."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        CALL = "call", _("phone call")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        HANDED_OVER = "handed_over", _("handed to the mail outbox")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("account"),
    )
    name = models.CharField(_("recipient"), max_length=200, blank=True)
    address = models.CharField(_("e-mail or phone"), max_length=254)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    about = models.CharField(_("about"), max_length=20, blank=True, db_index=True, help_text=_("code of the record"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    mail = models.OneToOneField(
        "post_office.Email", models.SET_NULL, null=True, blank=True, editable=False, related_name="said"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # Of what is told by phone; a mail has its own in the outbox.
    not_before = models.DateTimeField(_("not to be told before"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.address}: {self.subject}"

    @property
    def label_in_trail(self):
        """The trail outlives what is kept of people: it does not say whom the message went to."""
        return self.subject


class StateChange(models.Model):
    """One change of state, written by ``lib.states.move``; the database refuses to alter or delete it."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("kind of record"))
    object_id = models.PositiveBigIntegerField(_("record"))
    record = GenericForeignKey("content_type", "object_id")
    label = models.CharField(_("name then"), max_length=250)
    field = models.CharField(_("field"), max_length=40)
    old = models.CharField(_("from"), max_length=250)
    new = models.CharField(_("to"), max_length=250)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("by"),
    )
    actor_name = models.CharField(_("by (name then)"), max_length=250, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=250, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"]),
            models.Index(fields=["at"], name="state_change_moment"),
        ]

    def __str__(self):
        return f"{self.label}: {self.old} → {self.new}"


class Limit(models.Model):
    """How often one key (a hashed address and purpose) asked within a window; see ``accounts.limits``."""

    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField(help_text="start, seconds since 1970")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("request limit")
        verbose_name_plural = _("request limits")
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="limit_once_a_window")]


class OneUseCodeQuerySet(models.QuerySet):
    def good(self):
        """Those that still open something."""
        return self.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class OneUseCode(SampleMark):
    """Eight digits that let one account in once: on an invitation, or told by an official for signing in by phone."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        SIGN_IN = "sign_in", _("sign-in by phone")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="codes", verbose_name=_("account"))
    purpose = models.CharField(_("for"), max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, editable=False, help_text="keyed hash of the digits")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True, editable=False)

    objects = OneUseCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-use code")
        verbose_name_plural = _("one-use codes")
        ordering = ["-created_at"]
        constraints = [
            # Two live codes of eight digits may not be the same: an invitation is found by its digits alone.
            models.UniqueConstraint(fields=["digest", "purpose"], condition=Q(used_at=None), name="one_use_code_once")
        ]

    def __str__(self):
        return f"{self.user} · {self.get_purpose_display()}"

    @property
    def is_good(self):
        return self.used_at is None and self.expires_at > timezone.now()


class Job(models.Model):
    """Work for the background worker about one record; see ``accounts.jobs``."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        SET_ASIDE = "set_aside", _("set aside")

    kind = models.CharField(_("kind"), max_length=40)
    record = models.PositiveBigIntegerField(_("record"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now, help_text="taken again when this has passed")
    done, total = (models.PositiveIntegerField(default=0) for _number in range(2))
    problem = models.TextField(_("problem"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="job_once")]
        indexes = [models.Index(fields=["due_at"], name="job_due", condition=Q(state="waiting"))]

    def __str__(self):
        return f"{self.kind} {self.record}"


class MailHold(models.Model):
    """While a row stands the outbox sends nothing: a copy of the site must not write to people a second time."""

    class Reason(models.TextChoices):
        RESTORED = "restored", _("the site was restored from a backup")

    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, default=Reason.RESTORED)

    class Meta:
        verbose_name = _("hold on mail")
        verbose_name_plural = _("holds on mail")
        ordering = ["since", "pk"]

    def __str__(self):
        return self.get_reason_display()


class Moment(models.Model):
    """A moment all workers go by: when a chore is due again, or when one of them was last at work (``accounts.jobs``)."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("moment of the workers")
        verbose_name_plural = _("moments of the workers")

    def __str__(self):
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
