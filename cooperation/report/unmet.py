"""What buyers asked for and could not get: by craft, size, wanted price and quantity; what they looked for in words."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from enquiries.models import Enquiry, Line, Thread
from enquiries.states import EnquiryState, Outcome
from products.sizes import SIZES, size_of

# What the maker said of a work, and why a talk ended without an order.
ANSWERS = (Line.Answer.SOLD, Line.Answer.CANNOT, Line.Answer.OTHER_SIZE)
REASONS = (Thread.LostBecause.PRICE, Thread.LostBecause.SIZE, Thread.LostBecause.TIME)
UNKNOWN = gettext_lazy("size not known")


@dataclass
class Demand:
    """Lines of one craft and size."""

    craft: object
    size: str
    lines: int = 0
    pieces: int = 0
    reasons: Counter = field(default_factory=Counter)
    prices: dict = field(default_factory=dict)  # {currency: (lowest, highest)}

    def add(self, line):
        self.lines += 1
        self.pieces += line.quantity
        self.reasons[reason_of(line)] += 1
        if line.target_price is not None:
            low, high = self.prices.get(line.currency, (line.target_price, line.target_price))
            self.prices[line.currency] = (min(low, line.target_price), max(high, line.target_price))


def unmet_lines(exhibitions):
    """Lines of enquiries from ``exhibitions`` that came to nothing, with work and craft (1 query)."""
    lost = Q(thread__outcome=Outcome.LOST, thread__lost_because__in=REASONS)
    rows = Line.objects.filter(Q(answer__in=ANSWERS) | lost, enquiry__exhibition__in=exhibitions)
    rows = rows.exclude(enquiry__state=EnquiryState.SPAM).exclude(thread__outcome=Outcome.ORDERED)
    return rows.select_related("product__craft", "thread", "enquiry__exhibition").order_by("-enquiry__created_at", "pk")


def reason_of(line):
    """Why it was not to be had, in words: what the maker said, else why it ended."""
    if line.answer in ANSWERS:
        return line.get_answer_display()
    return line.thread.get_lost_because_display()


def words_of_size(line):
    name = size_of(line.product) if line.product else ""
    return SIZES[name][1] if name else UNKNOWN


def demands(lines):
    """[Demand], the most pieces first."""
    found: dict = {}
    for line in lines:
        craft, size = line.product.craft if line.product else None, words_of_size(line)
        key = (craft and craft.pk, str(size))
        found.setdefault(key, Demand(craft, size)).add(line)
    return sorted(found.values(), key=lambda each: (-each.pieces, -each.lines))


def unmet_words(enquiries):
    """Of ``enquiries`` those that a search which found nothing led to, and that became no order; with craft (1 query)."""
    orders = Thread.objects.bought().filter(enquiry=OuterRef("pk")).order_by()
    rows = enquiries.real().filter(~Exists(orders), came_by=Enquiry.CameBy.SEARCH)
    return rows.select_related("craft", "exhibition").order_by("-created_at", "-pk")


def by_craft(wishes):
    """[(craft or None, how often it was looked for)], the most first, what names no craft last."""
    crafts = {wish.craft_id: wish.craft for wish in wishes}
    counted = Counter(wish.craft_id for wish in wishes)
    return [(crafts[pk], number) for pk, number in sorted(counted.items(), key=lambda each: (not each[0], -each[1]))]
