"""Loads the site as people do, for a while: they read, search, ask, sign in and send pictures, all at once.

Serves it with its worker, on a database of its own; prints per kind of visit how many there were, how many failed, how
long they took, and what memory the processes took from minute to minute.
"""

import argparse
import http.client
import io
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import defaultdict
from contextlib import contextmanager, nullcontext
from http.cookiejar import CookieJar
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "deploy"), str(ROOT / "bench"), str(ROOT / "bench" / "faults")]

import front
import local
import measure
from buyers import Buyer, NoAnswer

LANGUAGES = ("fa", "ar", "ckb", "en")
WORDS = ("گلیم", "kilim", "سجاد", "کیلیم", "copper tray", "چەرم", "chit", "سلة", "رنگ قرمز", "baskett")
# Of a hundred visits; sending waits as long as a person takes at least to fill a form in.
SHARES = {"page": 62, "search": 20, "enquiry": 8, "sign-in": 5, "picture": 5}
FILLING_IN = 2.5
LOOK = 5  # seconds between two looks at memory; of a minute the median counts, since a job's child comes and goes
WARM = 3  # minutes until each process has met every kind of page


def main():
    wishes = read_wishes()
    os.chdir(ROOT)
    local.make_environment(ROOT / "requirements.txt")
    seed = ["--products", str(wishes.works)]
    with (
        tempfile.TemporaryDirectory(prefix="ilamexpo-mixed-") as scratch,
        measure.seeded(wishes.database, f"{wishes.works:,} works", seed, Path(scratch)) as is_there,
    ):
        if not is_there:
            return 1
        os.environ["EMAIL_URL"] = f"filemail://{scratch}/mail"
        world = measure.read_json("bench/people.py")
        with served(Path(scratch)) as processes:
            seen, memory = load(world, wishes, processes)
    return report(seen, memory, wishes)


def read_wishes():
    parser = argparse.ArgumentParser(prog="bench/mixed", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20, help="how long (20)")
    parser.add_argument("--visitors", type=int, default=12, help="how many come at once (12)")
    parser.add_argument(
        "--pause", type=float, default=0.6, help="seconds between two visits of one, in the middle (0.6)"
    )
    parser.add_argument("--works", type=int, default=10000, help="size of the catalogue (10000)")
    parser.add_argument("--database", default="postgresql", help="sqlite or postgresql")
    return parser.parse_args()


@contextmanager
def served(scratch):
    """Web server and worker as ./run starts them, behind nginx where there is one; yields their numbers."""
    workers = 2 * (os.cpu_count() or 1) + 1
    web = measure.PORT + 1 if front.NGINX else measure.PORT
    local.give_memory_back()
    os.environ["TRUSTED_PROXIES"] = measure.HOST if front.NGINX else ""
    commands = [
        local.web_server("ilamexpo.wsgi:application", measure.HOST, web, workers),
        [local.PYTHON, "manage.py", "run_worker"],
    ]
    children = [subprocess.Popen(command) for command in commands]
    before = front.front(scratch, measure.PORT, web, media=os.environ["MEDIA_ROOT"]) if front.NGINX else nullcontext()
    try:
        with before:
            if not (local.wait_for(measure.HOST, web) and local.wait_for(measure.HOST, measure.PORT)):
                sys.exit("The site did not start.")
            print("Behind nginx." if front.NGINX else "Without nginx, which is not installed.", flush=True)
            yield [child.pid for child in children]
    finally:
        local.stop(children)


def load(world, wishes, processes):
    """({kind: [(seconds, what went wrong or "")]}, [bytes in each minute])."""
    seen, memory, over = defaultdict(list), [], threading.Event()
    visitors = [Visitor(number, world, wishes, seen, over) for number in range(wishes.visitors)]
    for each in visitors:
        each.start()
    began = time.monotonic()
    while (ran := time.monotonic() - began) < wishes.minutes * 60:
        memory.append((int(ran // 60), measure.memory_of(processes)))
        over.wait(LOOK)
    over.set()
    for each in visitors:
        each.join()
    minutes = groupby(memory, key=lambda look: look[0])
    return seen, [statistics.median(amount for _minute, amount in looks) for _minute, looks in minutes]


class Visitor(threading.Thread):
    def __init__(self, number, world, wishes, seen, over):
        super().__init__()
        self.world, self.seen, self.over, self.pause = world, seen, over, wishes.pause
        self.chance, self.count, self.number = random.Random(number), 0, number
        self.base = f"http://{measure.HOST}:{measure.PORT}"

    def run(self):
        kinds, weights = zip(*SHARES.items(), strict=True)
        while not self.over.wait(self.chance.uniform(0.5, 1.5) * self.pause):
            kind = self.chance.choices(kinds, weights)[0]
            try:
                getattr(self, kind.replace("-", "_"))()
            except (AssertionError, NoAnswer) as error:
                self.seen[kind].append((0, f"{type(error).__name__}: {error}"))

    def page(self):
        self.timed("page", lambda: self.read(self.chance.choice(self.world["pages"])))

    def search(self):
        query = urllib.parse.urlencode({"q": self.chance.choice(WORDS)})
        self.timed("search", lambda: self.read(f"products/?{query}"))

    def enquiry(self):
        self.count += 1
        number = self.number * 100_000 + self.count
        buyer = Buyer(self.base, number, self.chance.sample(self.world["works"], 2))
        self.timed("enquiry", buyer.open)
        if not self.over.wait(FILLING_IN):
            self.timed("enquiry", buyer.send)

    def sign_in(self):
        person = Person(self.base, self.chance.choice(LANGUAGES), self.chance.choice(self.world["people"]))
        self.timed("sign-in", person.open)
        self.timed("sign-in", person.sign_in)

    def picture(self):
        person = Person(self.base, self.chance.choice(LANGUAGES), self.chance.choice(self.world["people"]))
        person.open()
        person.sign_in()
        work, content = self.chance.choice(person.account["works"]), picture(self.chance)
        self.timed("picture", lambda: person.send_picture(work, content))

    def read(self, path):
        Browser(self.base).ask(f"{self.base}/{self.chance.choice(LANGUAGES)}/{path}")

    def timed(self, kind, visit):
        began = time.monotonic()
        visit()
        self.seen[kind].append((time.monotonic() - began, ""))


class Browser:
    def __init__(self, base):
        self.base, self.cookies = base, CookieJar()

    def ask(self, address, body=None, headers=()):
        """The page; AssertionError where it is not a good one."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        request = urllib.request.Request(address, body, {"Accept-Encoding": "identity", **dict(headers)})
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code} for {address}") from error
        except (OSError, http.client.HTTPException) as error:
            raise AssertionError(f"no answer for {address}: {error}") from error


class Person(Browser):
    """A maker with an account."""

    def __init__(self, base, language, account):
        super().__init__(base)
        self.language, self.account = language, account

    def open(self):
        self.login = f"{self.base}/{self.language}/accounts/login/"
        self.token = token_of(self.ask(self.login))

    def sign_in(self):
        typed = {"login": self.account["email"], "password": self.account["password"]}
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **typed}).encode()
        page = self.ask(self.login, body, {"Referer": self.login})
        if "/portal/" not in page:
            raise AssertionError(f"{self.account['email']} was not let in")

    def send_picture(self, work, content):
        address = f"{self.base}/{self.language}/portal/products/{work}/pictures/"
        token = token_of(self.ask(address))
        border = uuid.uuid4().hex
        field, file = (
            'Content-Disposition: form-data; name="',
            'files"; filename="work.jpg"\r\nContent-Type: image/jpeg',
        )
        head = f'--{border}\r\n{field}csrfmiddlewaretoken"\r\n\r\n{token}\r\n--{border}\r\n{field}{file}\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        self.ask(address, body, {"Content-Type": f"multipart/form-data; boundary={border}", "Referer": address})


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def picture(chance):
    """A photograph of a cheap phone, as far as its bytes go; each is another one."""
    from PIL import Image

    small = Image.frombytes("RGB", (40, 30), chance.randbytes(3600))
    content = io.BytesIO()
    small.resize((1600, 1200), Image.Resampling.BICUBIC).save(content, "JPEG", quality=80)
    return content.getvalue()


def report(seen, memory, wishes):
    print(f"{'visit':<10}{'number':>9}{'failed':>9}{'median ms':>11}{'99 % ms':>9}{'longest':>9}")
    everything = [visit for visits in seen.values() for visit in visits]
    for name, visits in [*sorted(seen.items()), ("all", everything)]:
        times = sorted(seconds * 1000 for seconds, fault in visits if not fault)
        failed = sum(bool(fault) for _seconds, fault in visits)
        if times:
            middle, late = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
            print(f"{name:<10}{len(visits):>9}{failed:>9}{middle:>11.0f}{late:>9.0f}{times[-1]:>9.0f}")
    for fault in [fault for _seconds, fault in everything if fault][:20]:
        print(f"WRONG: {fault}")
    print(f"{len(everything) / wishes.minutes / 60:.1f} visits a second")
    print("memory by minute, MB:", *(round(amount / 1e6) for amount in memory))
    warm = memory[min(WARM, len(memory) - 1)]
    print(f"memory at the end: {memory[-1] / warm - 1:+.0%} of what it was after {WARM} minutes")
    return 1 if any(fault for _seconds, fault in everything) else 0


if __name__ == "__main__":
    if sys.prefix == sys.base_prefix:
        os.chdir(ROOT)
        local.make_environment(ROOT / "requirements.txt")
        os.execv(local.PYTHON, [str(local.PYTHON), *sys.argv])
    sys.exit(main())
