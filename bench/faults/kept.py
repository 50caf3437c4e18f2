"""What is in the database of the site that is harmed: the makers it begins with, and what must be there at the end."""

import re
import time
from collections import Counter, defaultdict

from django.core.files.storage import storages
from django.db import connections
from django.utils import timezone
from person import PASSWORD
from post_office.models import STATUS, Email

from accounts.models import Message, User
from enquiries.calls import failed
from enquiries.forms.keys import read_key
from enquiries.models import Enquiry
from events.models import Exhibition, Role
from exhibitors.models import Exhibitor, Representative
from products.models import Product
from vocabulary.models import Craft

MAKERS, WORKS_A_MAKER = 12, 5
OFFICIAL = "official@example.org"


def make_world():
    """Makers with accounts, by turns with an e-mail address and with a phone alone, their works, and an official."""
    now = timezone.now()
    shown = {"publication": "published", "published_at": now}
    Exhibition.objects.create(slug="kill", name_en="Kut", name_fa="کوت", starts_on=now, ends_on=now, **shown)
    craft, _is_new = Craft.objects.get_or_create(slug="kilim", defaults={"name_en": "Kilim", "name_fa": "گلیم"})
    official = User.objects.create_user(OFFICIAL, language="fa", is_sample=True)
    Role.objects.create(user=official, kind=Role.Kind.OFFICIAL)
    codes = []
    for number in range(MAKERS):
        names = {"name_en": f"Maker {number}", "name_fa": f"سازنده {number}"}
        maker = Exhibitor.objects.create(slug=f"maker-{number}", kind="artist", **names, **shown)
        contact = (
            {"phone": f"+98918{number:07}"}
            if number % 2
            else {"email": f"maker-{number}@example.org", "password": PASSWORD}
        )
        user = User.objects.create_user(**contact, language=("fa", "ckb")[number % 2], is_sample=True)
        Representative.objects.create(user=user, exhibitor=maker)
        for place in range(WORKS_A_MAKER):
            work = Product.objects.create(
                exhibitor=maker, craft=craft, title_en=f"Work {place}", title_fa=f"اثر {place}", state="published",
                published_at=now,
            )  # fmt: skip
            codes.append(work.code)
    return codes


class Found:
    """Counts, and faults in words."""

    def __init__(self):
        self.counts, self.faults = Counter(), []

    def expect(self, is_so, fault):
        if not is_so:
            self.faults.append(fault)


def empty_outbox(site, longest=180):
    """Wait until the worker has sent all there is; only the minute until the next try of a mail is not waited for."""

    def is_empty():
        waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
        waiting.filter(status=STATUS.requeued).update(scheduled_time=None)
        is_empty = not waiting.exists()
        connections.close_all()
        time.sleep(0.5)
        return is_empty

    return site.until("mails are left in the outbox", is_empty, longest)


def look(writers, mailbox, *, may_repeat=False):
    """Compare what the buyers were told with what is stored and with what arrived; a mail ``may_repeat`` itself where
    its sender was killed, else only where the mail server left it unsure."""
    found = Found()
    keys = {number: read_key(buyer.key)[0] for number, buyer in writers.sent.items()}
    found.expect(len(set(keys.values())) == writers.finished, "not every form was sent, with a key of its own")
    stored, numbers = defaultdict(list), {key: number for number, key in keys.items()}
    related = ("lines__product__exhibitor", "lines__thread", "threads__exhibitor", "attachments")
    for enquiry in Enquiry.objects.prefetch_related(*related).iterator(chunk_size=200):
        # By what was typed, not by the key, of which the database allows no second; names are kept for two years.
        typed = enquiry.name.removeprefix("Buyer ")
        stored[int(typed) if typed else numbers.get(enquiry.request_key)].append(enquiry)
        found.counts["names erased, as the clock went on for years"] += not typed
    letters, said = read_letters(mailbox.letters), Counter(Message.objects.values_list("about", "address"))
    for number, buyer in writers.sent.items():
        codes, rows = writers.confirmed.get(number, set()), stored[number]
        name = f"the enquiry of buyer {number}"
        found.expect(len(codes) < 2, f"{name} was confirmed under several codes: {', '.join(sorted(codes))}")
        found.expect(len(rows) < 2, f"{name} is stored {len(rows)} times")
        found.expect(not codes or codes == {row.code for row in rows}, f"{name} was confirmed and is not stored")
        found.counts["confirmed and lost"] += bool(codes and not rows)
        found.counts["stored twice or more"] += len(rows) > 1
        for row in rows:
            found.expect(row.request_key == keys[number], f"{name} is stored with another key")
            check(found, name, buyer, row, letters[row.code], said, mailbox.unknown)
    found.expect(not stored.keys() - writers.sent.keys(), "an enquiry is stored that nobody sent")
    unsent = [(mail.to[0], mail.status) for mail in Email.objects.exclude(status=STATUS.sent)]
    left = [each for each in unsent if each[0] not in mailbox.unknown or each[1] != STATUS.failed]
    found.expect(not left, f"mails are left in the outbox: {left[:5]}")
    shown = set(failed(Message.objects.all()).values_list("address", flat=True))
    found.expect(shown == {address for address, _status in unsent}, f"shown as failed are {shown}, not {unsent}")
    arrived = [each for letters_of_one in letters.values() for each in letters_of_one]
    for (recipient, message_id), times in Counter(arrived).items():
        is_unsure = may_repeat or message_id in mailbox.unsure
        found.expect(times == 1 or is_unsure, f"{recipient} got the mail {message_id} {times} times")
    found.counts["forms sent"] = len(writers.sent)
    found.counts["confirmed"] = len(writers.confirmed)
    found.counts["stored"] = sum(map(len, stored.values()))
    found.counts["stored, never confirmed"] = len({n for n, rows in stored.items() if rows} - writers.confirmed.keys())
    found.counts["lines"] = sum(len(row.lines.all()) for rows in stored.values() for row in rows)
    found.counts["threads"] = sum(len(row.threads.all()) for rows in stored.values() for row in rows)
    found.counts["mails given up and shown as failed"] = len(shown)
    found.counts["mails that had to arrive"] = Email.objects.count() - len(shown)
    found.counts["mails that arrived"] = len(set(arrived))
    found.counts["of them again, under the same Message-ID"] = len(arrived) - len(set(arrived))
    return found


def read_letters(letters):
    """{code of the enquiry: [(recipient, Message-ID), …]}"""
    by_code = defaultdict(list)
    for recipient, message_id, subject in letters:
        by_code[re.search(r"\bE[0-9A-Z]{7}\b", subject)[0]].append((recipient, message_id))
    return by_code


def check(found, name, buyer, enquiry, letters, said, unknown):
    """One stored enquiry: its lines, the threads of its makers, and that each was told once, and nobody else."""
    lines = list(enquiry.lines.all())
    works = {line.product.code: line.quantity for line in lines}
    found.expect(works == buyer.quantities and len(lines) == len(works), f"{name} has other lines than were sent")
    makers = {line.product.exhibitor for line in lines}
    threads = [thread.exhibitor for thread in enquiry.threads.all()]
    found.expect(set(threads) == makers and len(threads) == len(makers), f"{name} has not one thread a maker")
    found.expect(
        all(line.thread and line.thread.exhibitor == line.exhibitor for line in lines), f"{name}: wrong thread"
    )
    of_maker = {maker: User.objects.get(representations__exhibitor=maker) for maker in makers}
    told = Counter([OFFICIAL, *(user.email or user.phone for user in of_maker.values())])
    told += Counter([buyer.contact] if "@" in buyer.contact else [])
    for thread in enquiry.threads.all():
        # A clock that was ahead may have let the time for an answer pass, which is said once.
        user = of_maker[thread.exhibitor]
        told += Counter(
            {OFFICIAL: thread.told_at is not None, user.email or user.phone: thread.reminded_at is not None}
        )
    reached, arrived = {address for address in told if "@" in address} - unknown, {to for to, _id in letters}
    # What is erased takes mails with it that were not sent yet.
    is_erased = not enquiry.name
    are_right = arrived <= reached if is_erased else arrived == reached
    found.expect(are_right, f"{name}: mails came to others than they had to")
    for recipient in reached:
        ids = {message_id for to, message_id in letters if to == recipient}
        are_right = len(ids) <= told[recipient] if is_erased else len(ids) == told[recipient]
        found.expect(are_right, f"{name}: {recipient} got {len(ids)} different mails")
    sizes = [(file.size, size_of(file)) for file in enquiry.attachments.all()]
    found.expect(len(sizes) == bool(buyer.picture), f"{name} has {len(sizes)} files")
    found.expect(all(said == kept for said, kept in sizes), f"{name}: its file is not whole")
    rows = {address: number for (about, address), number in said.items() if about == enquiry.code}
    found.expect(rows == told or is_erased, f"{name}: what is said of it is {rows}")


def size_of(attachment):
    storage = storages["default"]
    return storage.size(attachment.file) if storage.exists(attachment.file) else 0
