"""What officials do with texts that wait for a translation."""

from django.db import transaction
from django.utils import timezone

from products import search
from products.models import Product
from products.revisions import live_revision

WORST_FIRST = ("missing", "copied", "stale")


def worst_states(record):
    """{language: "missing", "copied" or "stale"}: the worst of each language, over all texts of the record."""
    states = {}
    for by_language in record.waiting_texts().values():
        for code, state in by_language.items():
            states[code] = min(state, states.get(code, state), key=WORST_FIRST.index)
    return states


@transaction.atomic
def save_translations(record, changed, held, copies=()):
    """Store translations of a work or an exhibitor: public at once, for the maker's own words stay as they are.

    ``changed`` is {column: text}; ``held`` lists columns whose older or copied text holds; ``copies`` lists empty columns
    to be filled from their source. A revision of the work that waits keeps up, or its approval would bring the old texts
    back.
    """
    # Locked and read again: what is not named here is not written.
    type(record).objects.select_for_update().get(pk=record.pk)
    record.refresh_from_db()
    now, before = timezone.now().isoformat(), {column: getattr(record, column) for column in changed}
    revision = live_revision(record) if isinstance(record, Product) else None
    hold(record, held, now)
    write(record, changed, copies)
    if revision:
        hold(revision, [name for name in held if getattr(revision, name) == getattr(record, name)], now)
        kept_up = {name: text for name, text in changed.items() if getattr(revision, name) == before[name]}
        write(revision, kept_up, copies)
    if isinstance(record, Product):
        search.refresh(record)


def hold(record, columns, now):
    """Note that these texts of ``record`` are right as they stand."""
    for column in columns:
        field, _underscore, code = column.rpartition("_")
        moments = record.wording.setdefault(field, {})
        moments[code] = now
        moments.get("copied", {}).pop(code, None)


def write(record, changed, copies=()):
    for column, text in changed.items():
        setattr(record, column, text)
    for column in copies:
        field, _underscore, code = column.rpartition("_")
        record.copy_text(field, code)
    texts = [f"{field}_{code}" for field in record.WORDED for code in ("en", "fa", "ar", "ckb")]
    record.save(update_fields=texts)
