"""Answers kept in one process."""

from collections import OrderedDict


class Kept(OrderedDict):
    """The newest ``most`` answers, by key; the key holds the stamp, so an old answer is never found again."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def answer(self, key, ask):
        if key not in self:
            self[key] = ask()
            while len(self) > self.most:
                self.popitem(last=False)
        self.move_to_end(key)
        return self[key]


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
