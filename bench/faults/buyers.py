"""Buyers with browsers that run no scripts: they open the form, fill it in, send it, and send it again if nobody answers."""

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from html.parser import HTMLParser
from http.cookiejar import CookieJar

LANGUAGES = ("fa", "ar", "ckb", "en")
TYPED = {None, "hidden", "text", "tel", "email", "number"}
LONGEST = 60  # seconds until a person thinks that no answer comes


class NoAnswer(Exception):
    """The line broke (status 0), or the answer was that of a site that is not well."""

    def __init__(self, status, seconds, is_in_words=False):
        super().__init__(status)
        self.status, self.seconds, self.is_in_words = status, seconds, is_in_words


def is_in_words(status, headers, text):
    """Whether it says when to come again, on a page of the site."""
    return status == 503 and headers.get("Retry-After", "").isdigit() and "<h1" in text


class Form(HTMLParser):
    """What a browser would send of the form with this id, if nobody touched it: [(name, value)]."""

    def __init__(self, page, wanted):
        super().__init__()
        self.wanted, self.is_inside, self.fields, self.area, self.choice = wanted, False, [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("id") == self.wanted
        if not self.is_inside:
            return
        name, value = given.get("name"), given.get("value") or ""
        if tag == "select":
            self.choice = [name, None]
        elif tag == "option" and (self.choice[1] is None or "selected" in given):
            self.choice[1] = value
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "input" and name and (given.get("type") in TYPED or "checked" in given):
            self.fields.append((name, value))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "select" and self.choice:
            self.fields, self.choice = [*self.fields, tuple(self.choice)], None
        elif tag == "textarea" and self.area:
            self.fields, self.area = [*self.fields, tuple(self.area)], None


class Buyer:
    """One person, known by a contact of their own; ``works`` are the codes of what they ask about, ``picture`` is sent
    with it."""

    def __init__(self, base, number, works, picture=None):
        self.base, self.number, self.works, self.picture = base, number, works, picture
        self.language = LANGUAGES[number % len(LANGUAGES)]
        self.contact = f"buyer-{number}@example.org" if number % 2 else f"+96477{number:08}"
        self.cookies = CookieJar()
        self.quantities = {code: 1 + (number + place) % 9 for place, code in enumerate(works)}
        self.fields = []

    def open(self):
        """Open the form, as the list of works leads to it."""
        query = urllib.parse.urlencode({"add": self.works}, doseq=True)
        typed = {"name": f"Buyer {self.number}", "contact": self.contact, "message": f"Letter {self.number}"}
        typed |= {"channel": "mail" if "@" in self.contact else "call", "city": "Kut"}
        typed |= {f"quantity_{code}": str(amount) for code, amount in self.quantities.items()}
        page = self.ask(f"{self.base}/{self.language}/enquiry/?{query}")
        fields = Form(page, "enquiry-form").fields
        missing = typed.keys() - {name for name, _value in fields}
        if missing:
            raise AssertionError(f"the form has no box {', '.join(sorted(missing))}")
        self.fields = [(name, typed.get(name, value)) for name, value in fields]

    @property
    def key(self):
        """The signed key of this filling-in."""
        return dict(self.fields)["key"]

    def send(self):
        """Send the form; the code on the page that answers."""
        border = uuid.uuid4().hex
        parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in self.fields]
        name = "picture.jpg" if self.picture else ""
        parts.append(f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n')
        head = "\r\n".join(f"--{border}\r\n{part}" for part in parts)
        body = head.encode() + (self.picture or b"") + f"\r\n--{border}--\r\n".encode()
        kind = f"multipart/form-data; boundary={border}"
        page = self.ask(f"{self.base}/{self.language}/enquiry/", body, {"Content-Type": kind})
        code = re.search(r'class="sent-code" data-code="(\w+)"', page)
        if not code:
            raise AssertionError(f"buyer {self.number} was answered, but with no code")
        return code[1]

    def ask(self, address, body=None, headers=()):
        """The page; raises NoAnswer, or AssertionError where the site refuses."""
        # An opener of its own each time: several may be under way.
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        request = urllib.request.Request(address, body, dict(headers))
        began = time.monotonic()
        try:
            try:
                with opener.open(request, timeout=LONGEST) as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise AssertionError(f"buyer {self.number} was refused with {error.code}: {error.url}") from error
                # Whoever says so may be killed before it has said all.
                seconds, text = time.monotonic() - began, error.read().decode(errors="replace")
                raise NoAnswer(error.code, seconds, is_in_words(error.code, error.headers, text)) from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(0, time.monotonic() - began) from error
