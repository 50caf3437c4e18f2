"""Answers kept in one process."""

from collections import OrderedDict


class Kept(OrderedDict):
    """The newest ``most`` answers, by the stamp they were given under and a key: under another one none is found again."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def answer(self, stamp, key, ask):
        """What was answered before, else what ``ask()`` says; without a stamp (0 or None) it is asked each time."""
        if not stamp:
            return ask()
        place = stamp, key
        if place not in self:
            self[place] = ask()
            while len(self) > self.most:
                self.popitem(last=False)
        self.move_to_end(place)
        return self[place]


class KeptPages(OrderedDict):
    """The pages asked for last, by key, up to ``most_bytes`` together."""

    def __init__(self, most_bytes):
        super().__init__()
        self.most_bytes, self.bytes = most_bytes, 0

    def find(self, key):
        page = self.get(key)
        if page is not None:
            self.move_to_end(key)
        return page

    def add(self, key, page):
        if key not in self and len(page) < self.most_bytes:
            self[key] = page
            self.bytes += len(page)
        while self.bytes > self.most_bytes:
            self.bytes -= len(self.popitem(last=False)[1])

    def clear(self):
        super().clear()
        self.bytes = 0
