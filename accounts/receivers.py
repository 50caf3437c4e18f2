"""Answers to signals from below."""

import logging

from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from accounts import codes, sessions
from accounts.models import StateChange, User
from accounts.texts import make_harmless
from lib.states import moved

logger = logging.getLogger("accounts.security")


@receiver(pre_save)
def keep_nothing_harmful(instance, **kwargs):
    make_harmless(instance)


@receiver(moved)
def record_state_change(sender, obj, field, old, new, actor, reason, on_behalf_of, **kwargs):
    """Write who moved what, in the transaction of the move."""
    StateChange.objects.create(
        content_type=ContentType.objects.get_for_model(sender),
        object_id=obj.pk,
        label=str(getattr(obj, "label_in_trail", obj))[:250],
        field=field,
        old=old,
        new=new,
        actor=actor,
        actor_name=str(actor or "")[:250],
        on_behalf_of=str(on_behalf_of)[:250],
        reason=reason,
    )


@receiver(post_save, sender=User)
def forget_former_addresses(sender, instance, created, update_fields=None, **kwargs):
    """An address the office took from an account no longer opens it: allauth keeps addresses of its own."""
    if not created and (update_fields is None or "email" in update_fields):
        EmailAddress.objects.filter(user=instance).exclude(email=instance.email or "").delete()


@receiver(user_logged_in)
def end_invitation(sender, user, **kwargs):
    """Whoever came in, by whatever way, needs no invitation any more: the paper may lie about somewhere."""
    codes.end(user, codes.Purpose.INVITATION)


@receiver(user_logged_in)
def begin_session(sender, request, user, **kwargs):
    sessions.make_room(user)
    sessions.begin(request.session, user)
    logger.info("account %s signed in", user.pk)


@receiver(user_login_failed)
def note_failure(sender, **kwargs):
    """Nothing of what was typed: people type passwords into the wrong box."""
    logger.warning("a sign-in was refused")


@receiver([password_changed, password_set, password_reset, authenticator_added, authenticator_removed])
def end_other_sessions(sender, request, user, **kwargs):
    """Who had the old password or the lost telephone is out, on whichever device."""
    sessions.end_sessions(user, but=request.session.session_key)
    logger.info("account %s changed how it signs in", user.pk)


@receiver(post_save, sender=User)
def end_sessions_of_closed_account(sender, instance, created, **kwargs):
    if not created and not instance.is_active:
        sessions.end_sessions(instance)
