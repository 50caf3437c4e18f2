"""Who did what for an exhibitor, in words: its profile, contacts, papers, works and pictures."""

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import CharField, Q, Value
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import StateChange
from accounts.records.history import EMPTY, said
from accounts.records.reading import field_of, name_of
from exhibitors.models import ContactPoint, Credential, Exhibitor
from exhibitors.profile.channels import CHANNELS, split_channels
from lib.numbers import localise
from products.models import Picture, Product

PAGE = 40
# What the maker's people have no word for; a change of nothing else is said without details.
SILENT = {
    *("exhibitor", "product", "position", "digest", "likeness", "width", "height", "original", "cover", "problem"),
    *("portrait_width", "portrait_height", "portrait_original", "sent_at", "published_at", "slug", "code", "id"),
    *("review", "review_note", "publication", "state", "consented_at", "revises", "search_text", "currency", "facts"),
}
LONGEST = 60


def history_page(exhibitor, number):
    """A page of rows {at, who, is_official, on_behalf, what, name, changes, reason}, newest first."""
    page = Paginator(trail(exhibitor), PAGE).get_page(number)
    page.object_list = rows_of(list(page.object_list), exhibitor)
    return page


def trail(exhibitor):
    """(moment, number, kind) of every entry, from both trails, as one query."""
    entries = entries_of(exhibitor).order_by().values_list("timestamp", "pk", Value("entry", CharField()))
    changes = changes_of_state(exhibitor).order_by().values_list("at", "pk", Value("state", CharField()))
    return entries.union(changes, all=True).order_by("-timestamp", "-pk")


def kind_of(model):
    return ContentType.objects.get_for_model(model)


def model_of(row):
    return ContentType.objects.get_for_id(row.content_type_id).model_class()


def works_of(exhibitor):
    return Product.objects.rewrite(False).filter(exhibitor=exhibitor).values("pk")


def entries_of(exhibitor):
    own = Q(content_type=kind_of(Exhibitor), object_id=exhibitor.pk)
    for model in (ContactPoint, Credential):
        # Of a removed row only the trail still knows whose it was.
        made = LogEntry.objects.filter(content_type=kind_of(model), changes__exhibitor__1=str(exhibitor.pk))
        own |= Q(content_type=kind_of(model), object_id__in=made.values("object_id"))
        own |= Q(content_type=kind_of(model), object_id__in=model.objects.filter(exhibitor=exhibitor).values("pk"))
    own |= Q(content_type=kind_of(Product), object_id__in=works_of(exhibitor))
    pictures = Picture.objects.rewrite(False).filter(product__in=works_of(exhibitor)).values("pk")
    own |= Q(content_type=kind_of(Picture), object_id__in=pictures)
    return LogEntry.objects.filter(own)


def changes_of_state(exhibitor):
    return StateChange.objects.filter(
        Q(content_type=kind_of(Exhibitor), object_id=exhibitor.pk)
        | Q(content_type=kind_of(Product), object_id__in=works_of(exhibitor))
    )


def rows_of(keys, exhibitor):
    """The rows behind (moment, number, kind), in that order."""
    numbers = {kind: [pk for _at, pk, of in keys if of == kind] for kind in ("entry", "state")}
    entries = LogEntry.objects.prefetch_related("actor__roles").in_bulk(numbers["entry"])
    states = StateChange.objects.prefetch_related("actor__roles").in_bulk(numbers["state"])
    own = set(exhibitor.representatives.values_list("user_id", flat=True))
    rows = []
    for _at, pk, kind in keys:
        rows.append(row_of_entry(entries[pk], own) if kind == "entry" else row_of_state(states[pk], own))
    return rows


def person(actor, own):
    """(who, whether the office): a name, never an address or a number."""
    if actor is None:
        return _("a program, or a former account"), False
    is_official = actor.pk not in own and actor.is_official
    if not actor.name:
        return (_("an official") if is_official else _("one of your people")), is_official
    return actor.name, is_official


def row_of_entry(entry, own):
    who, is_official = person(entry.actor, own)
    model = model_of(entry)
    return {
        "at": entry.timestamp,
        "who": who,
        "is_official": is_official,
        "on_behalf": bool((entry.additional_data or {}).get("on_behalf_of")),
        "what": sentence(entry, model),
        "changes": details(entry, model),
        "reason": "",
    }


def row_of_state(change, own):
    who, is_official = person(change.actor, own)
    model = model_of(change)
    words = said(model, change.field, change.new) or _("nothing sent")
    if change.field == "review":
        # Translators: {name} is an exhibitor, {state} a state of the review such as "sent for review".
        what = _("{name}: profile “{state}”").format(name=isolated(change.label), state=words)
    else:
        # Translators: {name} is an exhibitor or a work, {state} a state such as "published".
        what = _("{name}: now “{state}”").format(name=isolated(change.label), state=words)
    return {
        "at": change.at,
        "who": who,
        "is_official": is_official,
        "on_behalf": bool(change.on_behalf_of),
        "what": what,
        "changes": [],
        "reason": change.reason,
    }


def channels_in_words(text):
    if text in EMPTY:
        return ""
    return pgettext("list", ", ").join(str(CHANNELS.get(each, each)) for each in split_channels(text))


def isolated(name):
    """A name inside a sentence of the other direction."""
    return f"\u2068{name}\u2069"


def sentence(entry, model):
    """What happened to what."""
    things = {
        Exhibitor: _("Profile"),
        ContactPoint: _("Way to reach you {name}"),
        Credential: _("Licence or honour {name}"),
        Product: _("Work {name}"),
        Picture: _("Picture {name}"),
    }
    # The number of a picture in the digits of the page; those of telephones stay as they are dialled.
    name = localise(entry.object_repr, get_language() or "fa") if model is Picture else entry.object_repr
    thing = things[model].format(name=isolated(name))
    words = {
        LogEntry.Action.CREATE: _("{thing}: entered"),
        LogEntry.Action.UPDATE: _("{thing}: changed"),
        LogEntry.Action.DELETE: _("{thing}: removed"),
        LogEntry.Action.ACCESS: _("{thing}: looked at"),
    }
    return words[entry.action].format(thing=thing)


def details(entry, model):
    """(field, old, new) of a change; long texts by their field alone."""
    if entry.action != LogEntry.Action.UPDATE:
        return []
    rows = []
    for name, change in entry.changes_dict.items():
        if name in SILENT:
            continue
        if isinstance(change, dict):
            names = pgettext("list", ", ").join(change.get("objects", []))
            rows.append((name_of(model, name), *(("", names) if change.get("operation") == "add" else (names, ""))))
        elif name == "proposed":
            rows.append((_("changes proposed"), "", ""))
        elif name == "portrait_digest":
            rows.append((_("portrait"), "", ""))
        elif name in ("file", "deletion_asked_at", "deletion_reason"):
            rows.append((name_of(model, name), "", ""))
        else:
            rows.append((name_of(model, name), *worded(model, name, change)))
    return rows


def worded(model, name, change):
    """Old and new in words; nothing of what is a reference or too long for a line."""
    field = field_of(model, name)
    if field is None or field.is_relation:
        return "", ""
    if name == "channels":
        change = [channels_in_words(value) for value in change]
    old, new = (said(model, name, value) if value not in EMPTY else "" for value in change)
    return ("", "") if max(len(str(old)), len(str(new))) > LONGEST else (old, new)
