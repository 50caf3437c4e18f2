"""The sample's catalogue without its pictures, whose drawing takes longer than everything else."""

from contextlib import contextmanager
from datetime import date

import accounts.sample
import events.sample
import exhibitors.sample
from events.seed import load_record
from lib.pictures import Derived
from products import sample
from vocabulary.seed import load_vocabulary

TODAY = date(2026, 11, 24)


class NoPool:
    def __init__(self, processes):
        pass

    def map(self, _draw, jobs, chunksize):
        return [Derived(f"{number:016x}", 4, 3, likeness="", files={}) for number, _job in enumerate(jobs)]


def load_catalogue(monkeypatch):
    """The vocabulary, the record and the sample's makers and works."""
    monkeypatch.setattr(sample, "ProcessPoolExecutor", contextmanager(lambda processes: iter([NoPool(processes)])))
    load_vocabulary()
    load_record()
    people = accounts.sample.load_sample()
    events.sample.load_sample(TODAY, people)
    exhibitors.sample.load_sample(TODAY, people)
    sample.load_works(TODAY)
