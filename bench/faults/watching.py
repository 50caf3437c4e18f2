"""Visitors who come while something is broken, and how long it stays so afterwards."""

import contextlib
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

KEPT = ("/en/", "/fa/products/", "/ckb/exhibitors/maker-0/")  # asked before, so that they are kept
COLUMNS = "{:<34}{:>12}{:>12}{:>9}{:>13}{:>10}{:>11}{:>11}"
HEADINGS = ("while", "kept pages", "other pages", "503", "slowest 503", "/healthz", "not ready", "back after")


class Watch:
    """A row for everything that was done to the site, and what was wrong meanwhile."""

    def __init__(self, site, writers):
        self.site, self.writers, self.rows, self.faults = site, writers, [], []

    def remember(self):
        for path in KEPT:
            if (status := self.site.visit(path).status) != 200:
                self.faults.append(f"{path} answered {status} when nothing was broken")

    @contextlib.contextmanager
    def during(self, name, *, is_away=True):
        """Do the harm and undo it in the block; ``is_away`` where all but kept pages must be out of reach,
        None where they may be."""
        self.remember()
        self.site.until("no enquiry was taken when nothing was broken", lambda: self.writers.last_confirmed)
        seen, over = {kind: [] for kind in ("kept", "other", "/healthz", "/readyz")}, threading.Event()
        thread = threading.Thread(target=self.look, args=(seen, over))
        self.writers.slowest_refusal = 0.0
        thread.start()
        try:
            yield
        finally:
            healed = time.monotonic()
            over.set()
            thread.join()
        self.site.until(f"{name}: no page came back", lambda: self.site.visit(never_asked()).status == 200)
        self.site.until(f"{name}: no enquiry was taken again", lambda: self.writers.last_confirmed > healed)
        seconds = time.monotonic() - healed
        if seconds > self.site.back:
            self.faults.append(f"{name}: it took {seconds:.1f} s until everything worked again")
        self.judge(name, seen, is_away, seconds)

    def look(self, seen, over):
        """At the same moments, ask for a kept page, one that nobody asked for, and the two that look after the site."""
        with ThreadPoolExecutor(4) as pool:
            for number in range(10**6):
                paths = (KEPT[number % len(KEPT)], never_asked(), "/healthz", "/readyz")
                for kind, answer in zip(seen, pool.map(self.site.visit, paths), strict=True):
                    seen[kind].append(answer)
                if over.wait(0.3):
                    return

    def judge(self, name, seen, is_away, back):
        refusals = [answer for answer in seen["other"] if answer.status == 503]
        slowest = max([self.writers.slowest_refusal, *(answer.seconds for answer in refusals)])
        well = {kind: sum(answer.status == 200 for answer in answers) for kind, answers in seen.items()}
        not_ready = sum(answer.status == 503 for answer in seen["/readyz"])
        for kind in ("kept", "/healthz"):
            self.expect(well[kind] == len(seen[kind]), f"{name}: {kind} answered {statuses(seen[kind])}")
        for kind in ("/healthz", "/readyz"):
            worst = max(answer.seconds for answer in seen[kind])
            self.expect(worst < self.site.words, f"{name}: {kind} took {worst:.1f} s")
        self.expect(well["other"] + len(refusals) == len(seen["other"]), f"{name}: {statuses(seen['other'])}")
        self.expect(all(answer.is_in_words for answer in refusals), f"{name}: a page answered 503 without words")
        self.expect(slowest < self.site.words, f"{name}: the answer 503 took {slowest:.1f} s")
        if is_away:
            self.expect(refusals, f"{name}: the harm was none, every page answered")
            self.expect(not_ready, f"{name}: /readyz answered {statuses(seen['/readyz'])}")
        shown = f"{well['kept']} of {len(seen['kept'])}", f"{well['other']} of {len(seen['other'])}", len(refusals)
        alive = f"{well['/healthz']} of {len(seen['/healthz'])}", f"{not_ready} of {len(seen['/readyz'])}"
        self.rows.append((name, *shown, f"{slowest:.1f} s" if slowest else "—", *alive, f"{back:.1f} s"))

    def expect(self, is_so, fault):
        if not is_so:
            self.faults.append(fault)


def never_asked():
    return f"/en/products/?q={uuid.uuid4().hex}"


def statuses(answers):
    return ", ".join(str(answer.status or "nothing") for answer in answers)


def report(site, writers, watch=None, *, title, counts=(), faults=(), may_repeat=False):
    """Print what was seen and what is kept; the exit code."""
    from kept import look

    found = look(writers, site.mailbox, may_repeat=may_repeat)
    wrong = [*writers.faults, *(watch.faults if watch else ()), *faults, *found.faults]
    print(f"\n{title}")
    if watch:
        for row in (HEADINGS, *watch.rows):
            print(COLUMNS.format(*row))
    for name, number in {**writers.counts, **dict(counts), **found.counts}.items():
        print(f"{number:>8} {name}")
    for fault in list(dict.fromkeys(wrong))[:50]:
        print(f"WRONG: {fault}")
    print("Something was broken that is promised." if wrong else "Nothing was lost, nothing was doubled.")
    return 1 if wrong else 0
