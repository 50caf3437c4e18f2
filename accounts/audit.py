"""Which records the audit trail watches; every app names its own when it is ready."""

from auditlog.context import auditlog_value
from auditlog.registry import auditlog
from modeltranslation.translator import NotRegistered, translator

from lib.languages import CODES

# Found by and ordered by: derived from what is recorded.
DERIVED = {
    *("search_text", "search_name", "search_label", "lot", "is_complete"),
    *(f"name_key_{code}" for code in CODES),
}
# Says which sending of a form made the row, and nothing to people.
KEYS = {"request_key"}
NEVER = DERIVED | KEYS | {"wording", "waits_since", "password", "last_login", "is_sample", "created_at", "decided"}


def watch(*models):
    """Record who creates, edits or deletes rows of ``models``; texts by their language columns only.

    Changes of state are not edits: ``lib.states.move`` writes them as ``StateChange``.
    """
    for model in models:
        try:
            translated = list(translator.get_options_for_model(model).all_fields)
        except NotRegistered:
            translated = []
        fields = model._meta.get_fields()
        # The trail would otherwise list who refers to the record, each time one is made.
        referring = [field.name for field in fields if field.auto_created]
        never = [field.name for field in fields if field.name in NEVER]
        auditlog.register(
            model,
            exclude_fields=[*translated, *referring, *never],
            m2m_fields={field.name for field in model._meta.many_to_many},
        )


def note_acting(code):
    """Let what this request changes be recorded as done in the name of the exhibitor with that code."""
    # The middleware puts this aside for requests that may write; others record nothing.
    if data := auditlog_value.get(None):
        data["additional_data"] = {"on_behalf_of": code}
