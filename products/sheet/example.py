"""The one row a template shows; sent back unchanged it is no work."""

from django.utils.translation import override

from lib.languages import CODES
from lib.text import squeeze
from products.models import Product
from products.sheet.columns import FACT, WorkRow
from products.sheet.fields import cell_value
from vocabulary.models import Craft

TITLES = {
    "fa": "نمونه: گلیم با نقش لوزی",
    "en": "Example: kilim with lozenges",
    "ar": "مثال: كليم بنقش المعين",
    "ckb": "نموونە: گلیم بە نەخشی لۆزی",
}
STORIES = {
    "fa": "پشم دست‌ریس، رنگ گیاهی، بافت ایوان. این سطر نمونه است و خوانده نمی‌شود.",
    "en": "Hand-spun wool, plant dyes, woven in Eyvan. This row is an example and is not read.",
    "ar": "صوف مغزول يدويًا وأصباغ نباتية، نسج إيوان. هذا السطر مثال ولا يُقرأ.",
    "ckb": "خوریی دەستڕێس و ڕەنگی ڕووەکی، چنراوی ئێوان. ئەم دێڕە نموونەیە و ناخوێنرێتەوە.",
}


def example_values(language):
    """{column: value} of the example, as a work would hold them."""
    craft = Craft.objects.filter(slug="kilim").first() or Craft.objects.first()
    return {
        "own_number": "1001",
        f"title_{language}": TITLES[language],
        f"story_{language}": STORIES[language],
        "craft": craft,
        "kind": Product.Kind.ONE_OFF,
        "availability": Product.Availability.AVAILABLE,
        "price_mode": Product.PriceMode.FIXED,
        "price": 25_000_000,
        "price_unit": Product.PriceUnit.IRT,
        "width_mm": 1400,
        "length_mm": 2200,
        "weight_g": 4200,
        **({FACT + "dye": "natural"} if craft and craft.slug == "kilim" else {}),
    }


def example_cells():
    """The example in each language as it is read: [{column: squeezed text}]."""
    return [{name: squeeze(str(text)) for name, text in written_example(code).items()} for code in CODES]


def written_example(language):
    """{column: what stands in its cell}."""
    with override(language):
        return {name: cell_value(WorkRow.base_fields[name], value) for name, value in example_values(language).items()}
