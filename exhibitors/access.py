"""Who may come into the portal for an exhibitor: invitations, codes told by phone, access taken away."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import codes
from accounts.backends import is_shut_out
from accounts.messages import send
from accounts.models import OneUseCode, User
from events.permissions import OFFICIALS
from exhibitors.models import Exhibitor, Representative
from lib.languages import shown

Purpose = OneUseCode.Purpose
SHOWN_CODES = 30


@dataclass
class Told:
    """A code that an official hands over, seen by nobody ever again: with the text to copy, in its reader's words."""

    user: User
    purpose: str
    digits: str
    address: str
    text: str

    @property
    def in_groups(self):
        return codes.in_groups(self.digits)


def with_representatives(exhibitors):
    """Load what the list of exhibitors shows: place, who represents it and when they came last (2 queries)."""
    people = Representative.objects.select_related("user").order_by("pk")
    return exhibitors.select_related("place").prefetch_related(Prefetch("representatives", people))


def last_entry(exhibitor):
    """When one of its representatives signed in last; costs nothing after ``with_representatives``."""
    return max((each.user.last_login for each in exhibitor.representatives.all() if each.user.last_login), default=None)


def why_not_let_in(user, *, actor):
    """A sentence when ``actor`` may make no code for this account, else nothing.

    A code opens everything the account opens: it may be no more than what the official may do in its name anyway.
    """
    if user.is_superuser or user.roles.exists():
        return _("This is the account of an official: nobody else lets it in.")
    if is_shut_out(user):
        return _("This account belongs to the sample and enters local machines only.")
    if not user.is_active:
        return _("This account is closed.")
    represented = Exhibitor.objects.filter(representatives__user=user)
    mine = Exhibitor.objects.within_roles(actor, OFFICIALS).filter(pk__in=represented)
    if set(represented.values_list("pk", flat=True)) - set(mine.values_list("pk", flat=True)):
        return _("This account also acts for somebody you do not look after: its codes are made by the others.")
    return ""


def check_may_let_in(user, *, actor):
    """Raises ValidationError with the reason."""
    if reason := why_not_let_in(user, actor=actor):
        raise ValidationError(reason)


def find_person(email, phone):
    """The account of that address or number, or None. Raises ValidationError when they are of two people."""
    ways = [Q(**way) for way in ({"email": email}, {"phone": phone}) if all(way.values())]
    if not ways:
        return None
    found = list(User.objects.filter(reduce(or_, ways))[:2])
    if len(found) > 1:
        raise ValidationError(_("This e-mail address and this phone number belong to two different accounts."))
    return found[0] if found else None


@transaction.atomic
def invite(exhibitor, *, name, email, phone, language, level, by_mail, actor):
    """Let somebody act for ``exhibitor``; return (representative, ``Told`` or None).

    Who has an account is added, and told by mail where there is an address. Who never entered gets an invitation, by
    mail or as digits; it ends the one before. Raises ValidationError; then nothing changes.
    """
    user = find_person(email, phone)
    if user is None:
        user = create_account(exhibitor, name=name, email=email, phone=phone, language=language)
    elif not user.is_active:
        raise ValidationError(_("This account is closed."))
    representative, is_new = Representative.objects.get_or_create(
        user=user, exhibitor=exhibitor, defaults={"level": level, "is_sample": exhibitor.is_sample}
    )
    if representative.level != level:
        representative.level = level
        representative.save(update_fields=["level"])
    if user.last_login is None and not why_not_let_in(user, actor=actor):
        return representative, make_invitation(representative, by_mail=by_mail, actor=actor)
    if is_new and user.email:
        mail_added(representative)
    return representative, None


def create_account(exhibitor, *, name, email, phone, language):
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email or None,
                name=name,
                phone=phone or None,
                language=language,
                invited_at=timezone.now(),
                is_sample=exhibitor.is_sample,
            )
    except IntegrityError:  # another official was faster by a moment
        raise ValidationError(_("Somebody else has just invited this person. Please look again.")) from None


@transaction.atomic
def make_invitation(representative, *, by_mail, actor):
    """End the invitation before and make a new one, mailed or as digits to hand over; return ``Told`` or None.

    Raises ValidationError for whoever has entered already, has no address, or may not be let in by ``actor``.
    """
    user = representative.user
    if user.last_login is not None:
        raise ValidationError(_("This person has entered already and needs no invitation."))
    check_may_let_in(user, actor=actor)
    if not by_mail:
        secret = codes.mint(user, Purpose.INVITATION, made_by=actor)
        return told(representative, Purpose.INVITATION, secret)
    if not user.email:
        raise ValidationError(_("There is no e-mail address to send it to."))
    token = codes.mint(user, Purpose.INVITATION, made_by=actor, spoken=False)
    mail_invitation(representative, codes.address_of("invitation_entry", user.language, token))
    return None


@transaction.atomic
def make_sign_in_code(representative, *, actor, phone=None):
    """A code for signing in by phone number; ``phone`` is kept where the account has none. Raises ValidationError."""
    user = representative.user
    check_may_let_in(user, actor=actor)
    if not user.phone:
        if not phone:
            raise ValidationError(_("Write the phone number that this person will type beside the code."))
        if User.objects.filter(phone=phone).exists():
            raise ValidationError(_("Another account has this phone number."))
        user.phone = phone
        user.save(update_fields=["phone"])
    secret = codes.mint(user, Purpose.SIGN_IN, made_by=actor)
    return told(representative, Purpose.SIGN_IN, secret)


@transaction.atomic
def withdraw_invitation(representative):
    """End the invitation; whoever never entered acts for the exhibitor no more. Raises ValidationError."""
    user = representative.user
    if user.last_login is not None:
        raise ValidationError(_("This person has entered already."))
    take_away(representative)
    if not user.representations.exists() and not user.roles.exists() and not user.is_superuser:
        # Nobody ever was this account; what was done to it stands in the audit trail.
        user.delete()


@transaction.atomic
def take_away(representative):
    """Let this person act for the exhibitor no more; codes that are still good were made for what ends now."""
    codes.end(representative.user)
    representative.delete()


def told(representative, purpose, digits):
    user, exhibitor = representative.user, representative.exhibitor
    page = "invitation" if purpose == Purpose.INVITATION else "phone_login"
    address = codes.address_of(page, user.language)
    template = "invited_by_code" if purpose == Purpose.INVITATION else "sign_in_code"
    context = {"person": user, "code": codes.in_groups(digits), "address": address}
    with override(user.language):
        context["exhibitor"] = shown(exhibitor, "name").text
        text = render_to_string(f"exhibitors/emails/{template}.txt", context).strip()
    return Told(user, purpose, digits, address, text)


def mail_invitation(representative, address):
    user = representative.user
    with override(user.language):
        context = {"person": user, "exhibitor": shown(representative.exhibitor, "name").text, "address": address}
        send(
            subject=_("Your pages in IlamExpo"),
            text=render_to_string("exhibitors/emails/invited.txt", context),
            language=user.language,
            recipient=user,
            about=representative.exhibitor.code,
        )


def mail_added(representative):
    user = representative.user
    with override(user.language):
        context = {
            "person": user,
            "exhibitor": shown(representative.exhibitor, "name").text,
            "address": codes.address_of("home_of_user", user.language),
        }
        send(
            subject=_("You now look after {exhibitor} too").format(exhibitor=context["exhibitor"]),
            text=render_to_string("exhibitors/emails/added.txt", context),
            language=user.language,
            recipient=user,
            about=representative.exhibitor.code,
        )


def people_of(exhibitor, *, actor):
    """Its representatives for the page of access, each with ``invitation`` (a good one, or None) and ``why_not``."""
    people = list(exhibitor.representatives.select_related("user").order_by("pk"))
    good = OneUseCode.objects.good().filter(purpose=Purpose.INVITATION, user__in=[each.user_id for each in people])
    invitations = {code.user_id: code for code in good}
    for each in people:
        each.invitation = invitations.get(each.user_id)
        each.why_not = why_not_let_in(each.user, actor=actor)
    return people


def codes_of(exhibitor):
    """The codes last made for those who represent it: who made them, for whom, when, and whether they were used."""
    people = User.objects.filter(representations__exhibitor=exhibitor)
    return OneUseCode.objects.filter(user__in=people).select_related("user", "made_by")[:SHOWN_CODES]
