"""ONE list of what people may write to harm others, and how to plant it in every text of every record.

Each text holds MARK, by which it is found again in what goes out.
"""

from django.apps import apps
from django.db import models

from accounts.texts import text_fields
from lib.languages import CODES

MARK = "Xq7"
TEXTS = {
    "formula": f'=HYPERLINK("http://evil.example","{MARK}")',
    "formula of a plus": f"+1+cmd|'/C calc'!{MARK}",
    "formula of a minus": f"-2+3+{MARK}",
    "formula of an at": f"@SUM({MARK})",
    "formula behind a tab": f"\t={MARK}!A1",
    "formula behind a line": f"a\r\n={MARK}!A1",
    "markup": f"<img src=x onerror=alert(1)>{MARK}",
    "end of an attribute": f"\"'><svg/onload=alert(1)>{MARK}",
    "end of a script": f"</script></title></textarea><evil>{MARK}",
    "comment": f"<!-- {MARK} --!> ]]> &lt;",
    "template": f"{{{{7*7}}}}{{% now 'Y' %}}{{0}}%(x)s%s{MARK}",
    "typst": f'#panic("{MARK}") $x$ *a* _b_ @c <d> \\',
    "header": f"{MARK}\r\nBcc: evil@example.org\r\n\r\nX",
    "calendar": f"{MARK}\nEND:VEVENT\nBEGIN:VEVENT;,\\n",
    "other line ends": f"{MARK}\x0b\x0c\x85\u2028\u2029Bcc: x",
    "controls": f"{MARK}\x01\x08\x1b[31m\x7f\x9b\ufffe",
    "override": f"{MARK}\u202egpj.exe",
    "open isolate": f"{MARK}\u2067\u2066\u202b abc",
    "end of an isolate": f"\u2069\u202c\u2069{MARK}",
    "marks": f"\u200f\u061c\u200e{MARK}\u200e",
    "joiners": f"می\u200cخواهم {MARK} هـ\u200d",
    "path": f"../../{MARK}/passwd",
    "file name": f'C:\\x\\{MARK}";x="\u202efdp.exe',
    "astral": f"{MARK}🧵\U000e0041" + "ي\u0651" * 6,
}
# Not written by people, or only in a fixed form that its own door checks.
FIXED = {
    "accounts.User.password": "a hash",
    "accounts.User.phone": "E.164, by every form",
    "accounts.Limit.key": "a hash",
    "accounts.OneUseCode.digest": "a hash",
    "accounts.Job.kind": "a name in the code",
    "ilamexpo.CleanUp.row": "a name in the code",
    "accounts.Moment.name": "a name in the code",
    "accounts.StateChange.field": "a name in the code",
    "accounts.StateChange.old": "a state",
    "accounts.StateChange.new": "a state",
    "accounts.Message.address": "an address or a phone, as the account has it",
    "accounts.Message.about": "a code",
    "vocabulary.Craft.units": "units of the code",
    "events.Exhibition.contact_phone": "E.164, by the form",
    "events.Exhibition.contact_channels": "names in the code",
    "events.Exhibition.shared_with_host": "names in the code",
    "events.ProgrammeItem.languages": "languages of the code",
    "events.Venue.map_url": "an address, by its field",
    "events.Claim.key": "a short name, given in files",
    "exhibitors.Circular.audience": "names in the code, and numbers of stands and crafts",
    "exhibitors.Exhibitor.code": "minted",
    "exhibitors.Participation.code": "minted",
    "exhibitors.PlanVersion.plan": "numbers and codes",
    "exhibitors.PlanVersion.changes": "numbers and codes",
    "products.Sale.price_unit": "a unit of the code",
    "exhibitors.Exhibitor.wording": "languages and moments",
    "exhibitors.Exhibitor.decided": "names of parts and states",
    "exhibitors.Exhibitor.portrait_digest": "a hash",
    "exhibitors.Exhibitor.search_text": "folded",
    "exhibitors.ContactPoint.value": "a phone, an address or a web page, by the form",
    "exhibitors.ContactPoint.channels": "names in the code",
    "exhibitors.PortraitUpload.problem": "a name in the code",
    "products.SheetUpload.code": "random",
    "products.SheetUpload.language": "a language",
    "products.OwnNumber.key": "folded",
    "products.Product.code": "minted",
    "products.Product.wording": "languages and moments",
    "products.Product.search_text": "folded",
    "products.Product.search_name": "folded",
    "products.Product.search_label": "folded",
    **{f"products.Product.name_key_{code}": "letters as numbers" for code in CODES},
    "products.CatalogueChange.products": "keys of works",
    "products.NGram.letters": "folded",
    "vocabulary.Spelling.key": "folded",
    "vocabulary.Spelling.word": "folded",
    "vocabulary.Spelling.written": "letters alone, of one word",
    "products.Picture.problem": "a name in the code",
    "products.Picture.digest": "a hash",
    "products.Picture.likeness": "a hash",
    "enquiries.Enquiry.code": "minted",
    "enquiries.Enquiry.phone": "E.164, by every form",
    "enquiries.Enquiry.country": "a country's code",
    "enquiries.Attachment.file": "random",
    "enquiries.BuyerLink.token_hash": "a hash",
    "enquiries.Quotation.code": "minted",
    "enquiries.Quotation.price_unit": "a unit of the code",
    "enquiries.Quotation.remarks_language": "a language",
    "enquiries.Quotation.fingerprint": "a hash",
    "cooperation.AgendaItem.audiences": "names in the code",
    "cooperation.ExhibitionReport.figures": "counted once it is signed off",
    "cooperation.Memorandum.languages": "languages",
    "cooperation.Paper.file": "random",
    "cooperation.Person.phone": "E.164, by its form",
    "cooperation.Record.audiences": "names in the code",
    "cooperation.Record.topics": "names in the code",
    "events.Stand.public_code": "minted",
    "vocabulary.HSCode.code": "digits, by its field",
}
CHECKED_BY_THEMSELVES = (models.EmailField, models.SlugField, models.URLField)
# Rows the database lets nobody change: planted as new ones.
WRITTEN_ONCE = {"accounts.StateChange"}
# Where a text stands in JSON; what is beside it are codes and states.
IN_JSON = {
    "cooperation.ExhibitionReport.reasons": None,
    "products.Sale.title": None,
    "enquiries.Line.snapshot": ("title", "exhibitor"),
    "enquiries.QuotationLine.title": None,
    "enquiries.Reply.sentences": None,
    "enquiries.Reply.answers": ("title",),
    "exhibitors.Exhibitor.proposed": None,
    "products.Product.facts": None,
    "products.SheetUpload.report": None,
}


def is_free(field):
    return not (field.choices or isinstance(field, CHECKED_BY_THEMSELVES) or str(field) in FIXED or field.primary_key)


def free_texts(model):
    """The fields of ``model`` in which anything may stand that people write."""
    names = {name for name, _clean in text_fields(model)}
    return [each for each in model._meta.concrete_fields if each.attname in names and is_free(each)]


def models_of_ours():
    return [model for model in apps.get_models() if text_fields(model) and free_texts(model)]


def plant(texts, rows):
    """Save in every free field of each of ``rows`` as many of ``texts`` as there is room for, another one first each time."""
    turn = 0
    for row in rows:
        for field in free_texts(type(row)):
            turn += 1
            first = turn % len(texts)
            text = " ".join([*texts[first:], *texts[:first]])
            if isinstance(field, models.JSONField):
                value = hostile_json(getattr(row, field.attname), IN_JSON[str(field)], text)
            else:
                value = unlike_others(row, field, text[: field.max_length])
            vars(row)[field.attname] = value
        if type(row)._meta.label in WRITTEN_ONCE:
            row.pk = None
        row.save()


def hostile_json(value, names, text):
    """``value`` with ``text`` for every text in it, or for those below one of ``names``."""
    if isinstance(value, str):
        return text if names is None else value
    if isinstance(value, dict):
        below = {key: None if names is None or key in names else names for key in value}
        return {key: hostile_json(each, below[key], text) for key, each in value.items()}
    return [hostile_json(each, names, text) for each in value] if isinstance(value, list) else value


def unlike_others(row, field, value):
    """``value`` with the number of the row behind it where no two may be alike."""
    singles = {name for rule in row._meta.total_unique_constraints for name in rule.fields}
    if not field.unique and field.name not in singles:
        return value
    ending = str(row.pk)
    return value[: (field.max_length or 200) - len(ending)] + ending
