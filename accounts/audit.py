"""Which records the audit trail watches; every app names its own when it is ready."""

from auditlog.registry import auditlog
from modeltranslation.translator import NotRegistered, translator

NEVER = ["search_text", "password", "last_login"]


def watch(*models):
    """Record who creates, edits or deletes rows of ``models``; texts by their language columns only.

    Changes of state are not edits: ``lib.states.move`` writes them as ``StateChange``.
    """
    for model in models:
        try:
            translated = list(translator.get_options_for_model(model).all_fields)
        except NotRegistered:
            translated = []
        names = {field.name for field in model._meta.get_fields()}
        auditlog.register(
            model,
            exclude_fields=[*translated, *(name for name in NEVER if name in names)],
            m2m_fields={field.name for field in model._meta.many_to_many},
        )
