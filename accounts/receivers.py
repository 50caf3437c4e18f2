"""Answers to signals from below."""

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from accounts import codes
from accounts.models import StateChange, User
from accounts.texts import make_harmless
from lib.states import moved


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
