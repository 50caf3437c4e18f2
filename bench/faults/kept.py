"""What the proof of bench/faults/kill.py has in its database: the makers it begins with, and what must be there at the end."""

import re
from collections import Counter, defaultdict

from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import Message, User
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
        contact = {"phone": f"+98918{number:07}"} if number % 2 else {"email": f"maker-{number}@example.org"}
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

    def __init__(self, faults):
        self.counts, self.faults = Counter(), list(faults)

    def expect(self, is_so, fault):
        if not is_so:
            self.faults.append(fault)


def look(run):
    """Compare what the buyers were told with what is stored and with what arrived."""
    found = Found(run.faults)
    keys = {number: read_key(buyer.key)[0] for number, buyer in run.sent.items()}
    found.expect(len(set(keys.values())) == run.wishes.enquiries, "not every form was sent, with a key of its own")
    stored = defaultdict(list)
    related = ("lines__product__exhibitor", "lines__thread", "threads__exhibitor")
    for enquiry in Enquiry.objects.prefetch_related(*related).iterator(chunk_size=200):
        # By what was typed, not by the key, of which the database allows no second.
        stored[int(enquiry.name.removeprefix("Buyer "))].append(enquiry)
    letters, said = read_letters(run.mailbox.letters), Counter(Message.objects.values_list("about", "address"))
    for number, buyer in run.sent.items():
        codes, rows = run.confirmed.get(number, set()), stored[number]
        name = f"the enquiry of buyer {number}"
        found.expect(len(codes) < 2, f"{name} was confirmed under several codes: {', '.join(sorted(codes))}")
        found.expect(len(rows) < 2, f"{name} is stored {len(rows)} times")
        found.expect(not codes or codes == {row.code for row in rows}, f"{name} was confirmed and is not stored")
        for row in rows:
            found.expect(row.request_key == keys[number], f"{name} is stored with another key")
            check(found, name, buyer, row, letters[row.code], said)
    found.expect(not stored.keys() - run.sent.keys(), "an enquiry is stored that nobody sent")
    left = dict(Email.objects.exclude(status=STATUS.sent).values_list("status").order_by().distinct())
    found.expect(not left, f"mails are left in the outbox: {left}")
    arrived = [each for letters_of_one in letters.values() for each in letters_of_one]
    found.counts["forms sent"] = len(run.sent)
    found.counts["confirmed"] = len(run.confirmed)
    found.counts["stored"] = sum(map(len, stored.values()))
    found.counts["stored, never confirmed"] = len({n for n, rows in stored.items() if rows} - run.confirmed.keys())
    found.counts["lines"] = sum(len(row.lines.all()) for rows in stored.values() for row in rows)
    found.counts["threads"] = sum(len(row.threads.all()) for rows in stored.values() for row in rows)
    found.counts["mails that had to arrive"] = Email.objects.count()
    found.counts["mails that arrived"] = len(set(arrived))
    found.counts["of them again, as the same mail"] = len(arrived) - len(set(arrived))
    return found


def read_letters(letters):
    """{code of the enquiry: [(recipient, Message-ID), …]}"""
    by_code = defaultdict(list)
    for recipient, message_id, subject in letters:
        by_code[re.search(r"\bE[0-9A-Z]{7}\b", subject)[0]].append((recipient, message_id))
    return by_code


def check(found, name, buyer, enquiry, letters, said):
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
    accounts = [User.objects.get(representations__exhibitor=maker) for maker in makers]
    mailed = {OFFICIAL, *(user.email for user in accounts if user.email)}
    mailed |= {buyer.contact} if "@" in buyer.contact else set()
    called = {user.phone for user in accounts if not user.email}
    found.expect({recipient for recipient, _id in letters} == mailed, f"{name}: mails came to others than they had to")
    for recipient in mailed:
        ids = {message_id for to, message_id in letters if to == recipient}
        found.expect(len(ids) == 1, f"{name}: {recipient} got {len(ids)} different mails")
    told = {address: number for (about, address), number in said.items() if about == enquiry.code}
    found.expect(told == dict.fromkeys(mailed | called, 1), f"{name}: what is said of it is {told}")
