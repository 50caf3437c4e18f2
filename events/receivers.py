"""Answers to signals from below."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from accounts.sessions import end_sessions
from events.models import Role


@receiver([post_save, post_delete], sender=Role)
def end_sessions_of_changed_role(sender, instance, raw=False, **kwargs):
    """Who came in with other rights comes in again: with a second factor where there was none, or not at all."""
    if not raw:
        end_sessions(instance.user_id)
