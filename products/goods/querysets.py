"""Named questions about what goes to exhibitions and what is sold there."""

from django.db.models import Count, ExpressionWrapper, F, IntegerField, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from events.oversight import OverseenQuerySet

COUNTS = ("returned", "given", "damaged", "missing")
# Under names that no column has, as a sum of a column is not that column.
SUMS: dict = {f"sum_{name}": Coalesce(Sum(name), 0) for name in ("quantity", *COUNTS, "sold", "difference")}
SUMS |= {"sum_lines": Count("pk"), "sum_open": Count("pk", filter=Q(signed_at=None) & ~Q(difference=0))}


def sum_of(row):
    """{column: sum} of a row of ``SUMS``."""
    return {name.removeprefix("sum_"): number for name, number in row.items()}


class OfParticipationQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(participation__exhibition__in=exhibitions)

    def managed_by(self, user):
        return self.filter(participation__exhibitor=user.acting_for)

    def at(self, exhibition):
        return self.filter(participation__exhibition=exhibition)


class ExhibitQuerySet(OfParticipationQuerySet):
    def with_account(self):
        """``sold``, pieces that were sold and taken along, and ``difference``: what went less what is accounted for."""
        from products.goods.models import Sale

        same = Sale.objects.leaving().filter(participation=OuterRef("participation"), product=OuterRef("product"))
        sold = same.order_by().values("product").annotate(pieces=Sum("quantity")).values("pieces")
        counted = F("returned") + F("given") + F("damaged") + F("missing")
        return self.annotate(sold=Coalesce(Subquery(sold, output_field=IntegerField()), 0)).annotate(
            difference=ExpressionWrapper(F("quantity") - F("sold") - counted, output_field=IntegerField())
        )

    def differing(self):
        return self.with_account().exclude(difference=0)

    def open_accounts(self):
        """Those whose numbers differ, and nobody has signed for it."""
        return self.differing().filter(signed_at=None)

    def totals(self):
        """{column: sum} of an account: out, what became of it, the difference, and how many lines there are and are still open."""
        return sum_of(self.with_account().aggregate(**SUMS))

    def totals_of_each(self):
        """{key of a participation: its ``totals``}, of those with lines."""
        rows = self.with_account().order_by().values("participation").annotate(**SUMS)
        return {row.pop("participation"): sum_of(row) for row in rows}


class SaleQuerySet(OfParticipationQuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(cancelled_at=None)

    def leaving(self):
        """Those whose pieces left with the buyer: an order for later takes nothing off the stand."""
        return self.standing().exclude(channel="order")

    def unlisted(self):
        """Pieces of the catalogue that left and stand on no goods list of the participation that sold them."""
        from products.goods.models import Exhibit

        listed = Exhibit.objects.filter(participation=OuterRef("participation"), product=OuterRef("product"))
        return self.leaving().exclude(product=None).exclude(Q(product__in=listed.values("product")))

    def sums(self, *names):
        """[{*names, currency, unit, sales, pieces, amount}] of what stands, currencies never mixed.

        ``unit`` is toman where every amount in rials was typed in toman.
        """
        rows = self.standing().order_by().values(*names, "currency")
        rows = rows.annotate(
            sales=Count("pk"),
            pieces=Sum("quantity"),
            amount_sum=Sum("amount"),
            first_unit=Min("price_unit"),
            last_unit=Max("price_unit"),
        )
        return [
            row | {"unit": row["first_unit"] if row["first_unit"] == row["last_unit"] else row["currency"]}
            for row in rows.order_by(*names, "currency")
        ]
