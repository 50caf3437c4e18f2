"""What officials do with texts that wait for a translation."""

from django.db import transaction
from django.utils import timezone

from products import search
from products.models import Product
from products.revisions import live_revision


def worst_states(record):
    """{language: "missing" or "stale"}: the worst of each language, over all texts of the record."""
    states = {}
    for by_language in record.waiting_texts().values():
        for code, state in by_language.items():
            states[code] = "missing" if "missing" in {state, states.get(code)} else state
    return states


@transaction.atomic
def save_translations(record, changed, held):
    """Store translations of a work or an exhibitor: public at once, for the maker's own words stay as they are.

    ``changed`` is {column: text}; ``held`` lists columns whose older text still holds. A revision of the work that
    waits keeps up, or its approval would bring the old texts back.
    """
    # Locked and read again: what is not named here is not written.
    type(record).objects.select_for_update().get(pk=record.pk)
    record.refresh_from_db()
    now, before = timezone.now().isoformat(), {column: getattr(record, column) for column in changed}
    for column in held:
        field, _underscore, code = column.rpartition("_")
        record.wording.setdefault(field, {})[code] = now
    write(record, changed)
    if isinstance(record, Product):
        search.refresh(record)
        if revision := live_revision(record):
            write(revision, {name: text for name, text in changed.items() if getattr(revision, name) == before[name]})


def write(record, changed):
    for column, text in changed.items():
        setattr(record, column, text)
    texts = [f"{field}_{code}" for field in record.WORDED for code in ("en", "fa", "ar", "ckb")]
    record.save(update_fields=texts)
