"""Rows of one thing beside another: a question less for the database than asking after them."""

from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONArray


class Rows(Subquery):
    """``columns`` of a queryset as one value [[…], …] in its order; [] or None where it has no row.

    They are what JSON knows: a day is text, and on SQLite a boolean is 0 or 1 and JSON within it is text.
    """

    template = "(SELECT JSONB_AGG(listed) FROM (%(subquery)s) AS listing)"
    output_field = JSONField()

    def __init__(self, queryset, columns):
        super().__init__(queryset.annotate(listed=JSONArray(*columns)).values("listed"))

    def as_sqlite(self, compiler, connection):
        template = "(SELECT JSON_GROUP_ARRAY(JSON(listed)) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template=template)
