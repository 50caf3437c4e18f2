"""Phone numbers as people type them in Iran and Iraq; stored in the international form (E.164)."""

import re
from urllib.parse import quote

import phonenumbers

from lib.numbers import MARKS, ascii_digits

NOISE = re.compile(r"[\s()\[\]./\-\u2010-\u2015\u2212]")
# Bare numbers whose first digits tell the country.
MOBILES = (
    (re.compile(r"(?:\+98|0098|98|0)?(9\d{9})", re.ASCII), "+98"),
    (re.compile(r"(?:\+98|0098|98|0)(84\d{8})", re.ASCII), "+98"),
    (re.compile(r"(?:\+964|00964|964|0)?(7[3-9]\d{8})", re.ASCII), "+964"),
)
LONGEST = 40


def parse_phone(text, country=None):
    """ "+9647701234567" for a number typed in any digits; ``country`` ("IQ", "IR") settles local ones.

    Raises ValueError when it is no possible number, or local with no country to settle it.
    """
    plain = NOISE.sub("", MARKS.sub("", ascii_digits(text)))
    if len(plain) > LONGEST or not re.fullmatch(r"\+?\d+", plain, re.ASCII):
        raise ValueError("not a phone number")
    for pattern, prefix in MOBILES:
        if match := pattern.fullmatch(plain):
            return prefix + match[1]
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def possible_phones(text, countries):
    """All numbers that ``text`` may mean: with its country's code, with or without + or 00, or local in one of
    ``countries``."""
    found = set()
    for typed, country in [(text, None), (f"+{text.strip()}", None), *((text, country) for country in countries)]:
        try:
            found.add(parse_phone(typed, country))
        except ValueError:
            continue
    return found


def format_phone(e164):
    """The number in groups, "+964 770 123 4567"; what cannot be read stays as it is."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def channel_link(channel, e164, text=""):
    """The address that opens ``channel`` for this number; empty for channels without one."""
    digits = e164.lstrip("+")
    links = {
        "call": f"tel:{e164}",
        "whatsapp": f"https://wa.me/{digits}" + (f"?text={quote(text)}" if text else ""),
        "viber": f"viber://chat?number=%2B{digits}",
        "telegram": f"https://t.me/+{digits}",
    }
    return links.get(channel, "")
