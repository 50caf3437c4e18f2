"""What goods and sales have to say when an exhibition is prepared, closed, or one of its makers is forgotten."""

from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.checklist import Item
from events.signals import checking, closing
from exhibitors.models import Exhibitor
from exhibitors.numbers import participation_numbers
from exhibitors.signals import erasing
from exhibitors.states import SHOWN
from lib.numbers import number_words
from products.goods.models import Exhibit, Sale

NOTHING_LEFT = "–"


def open_by_exhibitor(exhibition):
    """([(exhibitor, lines whose account is open)], [(exhibitor, pieces sold that are on no list)]) (3 queries)."""
    lines, pieces = {}, {}
    for number in Exhibit.objects.at(exhibition).open_accounts().values_list("participation__exhibitor", flat=True):
        lines[number] = lines.get(number, 0) + 1
    sold = Sale.objects.at(exhibition).unlisted().values_list("participation__exhibitor", "quantity")
    for number, quantity in sold:
        pieces[number] = pieces.get(number, 0) + quantity
    exhibitors = Exhibitor.objects.in_bulk({*lines, *pieces})
    return tuple([(exhibitors[number], count) for number, count in found.items()] for found in (lines, pieces))


@receiver(closing)
def say_open_accounts(sender, exhibition, **kwargs):
    """An exhibition closes when out equals in, or somebody has signed for the difference."""
    lines, pieces = open_by_exhibitor(exhibition)
    sentences = []
    for exhibitor, count in lines:
        text = ngettext(
            "{number} work of {exhibitor} is not accounted for: count it, or sign for the difference.",
            "{number} works of {exhibitor} are not accounted for: count them, or sign for the difference.",
            count,
        )
        sentences.append(text.format(number=number_words(count), exhibitor=exhibitor))
    for exhibitor, count in pieces:
        text = ngettext(
            "{exhibitor} sold {number} piece that is on no goods list.",
            "{exhibitor} sold {number} pieces that are on no goods list.",
            count,
        )
        sentences.append(text.format(number=number_words(count), exhibitor=exhibitor))
    return sentences


@receiver(checking)
def check_goods(sender, exhibition, user, **kwargs):
    """Before it opens, whether everybody has a goods list; when it is over, whether all is accounted for."""
    may_look = user.has_perm("products.view_sale", exhibition)
    url = reverse("office:exhibition_goods", args=[exhibition.slug]) if may_look else ""
    phase = exhibition.phase()
    if phase == "over":
        count = Exhibit.objects.at(exhibition).open_accounts().count()
        text = ngettext(
            "{number} work that went is not accounted for.", "{number} works that went are not accounted for.", count
        )
        words = text.format(number=number_words(count)) if count else _("All works that went are accounted for.")
        return [Item("accounts", words, url and f"{url}?differs=1", not count)]
    if phase in ("cancelled", "moved"):
        return []
    coming = exhibition.participations.filter(state__in=SHOWN)
    total = participation_numbers(exhibition)["coming"]
    without = coming.exclude(pk__in=Exhibit.objects.at(exhibition).values("participation")).count()
    if not total:
        return []
    text = ngettext("{number} exhibitor has no goods list yet.", "{number} exhibitors have no goods list yet.", without)
    words = text.format(number=number_words(without)) if without else _("Every exhibitor has a goods list.")
    return [Item("goods", words, url, not without)]


@receiver(erasing)
def forget_words_of_sales(sender, exhibitor, **kwargs):
    """The figures of sales stay; what the pieces were called and why a number differs may name a person.

    Written past the audit trail, which would keep the words it was asked to forget.
    """
    own = Q(participation__exhibitor=exhibitor) | Q(product__exhibitor=exhibitor)
    Sale.objects.filter(own).update(title={})
    Exhibit.objects.filter(own).exclude(signed_reason="").update(signed_reason=NOTHING_LEFT)
