"""Queries written once in a process: on a page asked often, Django writes longer at the SQL than a database answers."""

import copy
import threading


class Prepared:
    """A query of fixed shape: ``build`` makes its queryset once, later only the values change.

    ``build`` gets a stand-in for each name of ``kinds`` (``int`` or ``str``), to be used in plain comparisons, and must
    not depend on the day, the language or whoever asks. Slices belong into ``build``; prefetching works as always.

        more = Prepared(lambda maker: Product.objects.filter(exhibitor=maker)[:4], maker=int)
        more(maker=7)  # a queryset not yet run
    """

    def __init__(self, build, **kinds):
        self.build = build
        self.stand_ins = {name: kind(2**31 - 1 - number) for number, (name, kind) in enumerate(kinds.items())}
        self.written = threading.local()  # a compiler holds the connection of its thread

    def __call__(self, **values):
        if values.keys() != self.stand_ins.keys():
            raise TypeError(f"expected {', '.join(self.stand_ins)}")
        queryset, compiler, sql, params, places = self.in_this_thread()
        filled = list(params)
        for name, value in values.items():
            for place in places[name]:
                filled[place] = value
        compiler, query = copy.copy(compiler), copy.copy(queryset.query)
        compiler.as_sql = lambda *args, **kwargs: (sql, tuple(filled))
        query.get_compiler = lambda *args, **kwargs: compiler
        fresh = queryset._clone()
        fresh._query = query  # the property would make dictionaries of named rows
        return fresh

    def in_this_thread(self):
        if not hasattr(self.written, "parts"):
            queryset = self.build(**self.stand_ins)
            compiler = queryset.query.get_compiler(using=queryset.db)
            sql, params = compiler.as_sql()
            # What turns the database's values into ours depends on the columns alone.
            converters = compiler.get_converters([column for column, *_rest in compiler.select])
            compiler.get_converters = lambda _columns: converters
            places = {
                name: [place for place, value in enumerate(params) if value == stand_in]
                for name, stand_in in self.stand_ins.items()
            }
            if not all(places.values()):
                raise ValueError(f"not every stand-in of {list(places)} stands alone in the query")
            self.written.parts = queryset, compiler, sql, params, places
        return self.written.parts
