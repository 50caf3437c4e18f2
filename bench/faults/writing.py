"""Buyers who write all the time, and what they were told."""

import contextlib
import random
import threading
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from buyers import Buyer, NoAnswer
from served import LONGEST

SENDERS, FORMS_OPEN = 8, 8
PERSON = 2.5  # seconds a form is open at least; who is faster is taken for a robot


class Writers:
    """What was sent, what was confirmed, and what was wrong with the answers meanwhile."""

    def __init__(self, site, *, total=None, senders=SENDERS, picture=None):
        """``total`` forms are sent, or as many as go while something is done to the site."""
        self.site, self.senders, self.picture = site, senders, picture
        self.lock, self.next, self.finished = threading.Lock(), iter(range(total) if total else count()), 0
        self.has_total, self.is_over = bool(total), False
        self.sent, self.confirmed = {}, {}  # {buyer: …}, {number: {code, …}}
        self.last_confirmed, self.slowest_refusal = 0, 0.0
        self.counts, self.faults = Counter(), []

    @contextlib.contextmanager
    def at_work(self):
        """They write while the block runs, and go on until everybody got an answer."""
        threads = [threading.Thread(target=self.send_in_turn, args=(random.Random(n),)) for n in range(self.senders)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.is_over = not self.has_total
            for thread in threads:
                thread.join(LONGEST)
        if any(thread.is_alive() for thread in threads):
            raise AssertionError("the senders came to no end")

    def send_in_turn(self, chance):
        """Keep several forms open, as several people would, and send each when a person could be through with it."""
        opened = deque()
        while True:
            while len(opened) < FORMS_OPEN and (buyer := self.next_buyer(chance)):
                self.until_answered(buyer.open)
                opened.append((time.monotonic(), buyer))
            if not opened:
                return
            since, buyer = opened.popleft()
            time.sleep(max(0, since + PERSON - time.monotonic()))
            try:
                self.send(buyer, chance)
            except AssertionError as refusal:
                self.faults.append(str(refusal))
            with self.lock:
                self.finished += 1

    def next_buyer(self, chance):
        with self.lock:
            number = None if self.is_over else next(self.next, None)
        if number is not None:
            return Buyer(self.site.base, number, chance.sample(self.site.works, chance.randint(1, 4)), self.picture)
        return None

    def send(self, buyer, chance):
        """Send it until a code is shown, or until this buyer gives up; every tenth three times at once."""
        self.sent[buyer.number] = buyer
        gives_up = chance.random() < 0.25
        if buyer.number % 10 == 0:
            with ThreadPoolExecutor(3) as pool:
                codes = set(pool.map(lambda _time: self.until_answered(buyer.send), range(3)))
            self.counts["sent three times at once"] += 1
        else:
            codes = {self.until_answered(buyer.send, gives_up)} - {None}
        if codes:
            self.confirmed[buyer.number], self.last_confirmed = codes, time.monotonic()
        else:
            self.counts["given up without an answer"] += 1

    def until_answered(self, ask, gives_up=False):
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            try:
                return ask()
            except NoAnswer as silence:
                with self.lock:
                    self.hear(silence)
                if gives_up:
                    return None
                time.sleep(1 if silence.status else 0.3)
        raise AssertionError("nobody answered any more")

    def hear(self, silence):
        """Away is answered in words and soon; only a killed web server says nothing."""
        self.counts[f"answers {silence.status}" if silence.status else "times without an answer"] += 1
        if silence.status == 503:
            self.slowest_refusal = max(self.slowest_refusal, silence.seconds)
        if silence.status and not silence.is_in_words:
            self.faults.append(f"a buyer was answered {silence.status} without words")
        elif silence.status and silence.seconds > self.site.words:
            self.faults.append(f"a buyer waited {silence.seconds:.1f} s for the answer 503")
