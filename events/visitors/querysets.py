"""Named sums of visitors; each is one query."""

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from events.oversight import OverseenQuerySet


class GateQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)

    def counted(self):
        """Those at which something was counted: they stay."""
        return self.exclude(counts=None).distinct()


class VisitorCountQuerySet(OverseenQuerySet):
    def of_exhibitions(self, exhibitions):
        return self.filter(exhibition__in=exhibitions)

    def at(self, exhibition):
        return self.filter(exhibition=exhibition)

    def overlapping(self, gate, day, hour):
        """Those that may have counted the same people: no gate is all gates, no hour is the whole day."""
        rows = self.filter(day=day)
        if gate:
            rows = rows.filter(Q(gate=None) | Q(gate=gate))
        return rows if hour is None else rows.filter(Q(hour=None) | Q(hour=hour))

    def total(self):
        return self.aggregate(total=Coalesce(Sum("count"), 0))["total"]

    def by_exhibition(self):
        """{number of an exhibition: visitors}."""
        return self._sums("exhibition")

    def by_day(self):
        """{day: visitors}."""
        return self._sums("day")

    def by_gate(self):
        """{number of a gate, None for the whole exhibition: visitors}."""
        return self._sums("gate")

    def by_hour(self):
        """{hour of the venue, None for whole days: visitors}."""
        return self._sums("hour")

    def by_cell(self):
        """{(gate, day, hour): visitors}."""
        return self._sums("gate", "day", "hour")

    def _sums(self, *columns):
        rows = self.order_by().values_list(*columns).annotate(visitors=Sum("count"))
        return {key[0] if len(key) == 1 else tuple(key): visitors for *key, visitors in rows}
