"""Codes that can be read aloud: a kind letter, six characters, a check character."""

import re
import secrets

from lib.numbers import MARKS, ascii_digits

# Without 0 O 1 I L U, which are mistaken for each other when spoken or handwritten.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# As ``int`` reads numbers of thirty digits.
DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrst")
KINDS = "PXSEQD"
BODY = 6
# Hyphens and dashes that people and programs put between groups.
DASHES = re.compile("[-\u2010-\u2015\u2212]")


def check_character(kind, body):
    """Luhn's sum modulo 30, seeded with the kind letter: every single wrong character is noticed."""
    total = ALPHABET.index(kind) if kind in ALPHABET else ord(kind)
    for position, character in enumerate(body):
        value = ALPHABET.index(character) * (2 - position % 2)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def build(kind, number):
    """The code of ``kind`` whose six characters spell ``number`` (0 … 30⁶−1)."""
    body = ""
    for _place in range(BODY):
        number, rest = divmod(number, len(ALPHABET))
        body = ALPHABET[rest] + body
    return kind + body + check_character(kind, body)


def number_of(code):
    """The number that ``code`` spells, as ``build`` takes it; numbers of one kind are in the order of their codes."""
    return int(code[1:-1].translate(DIGITS), len(ALPHABET))


def mint(kind):
    """A new code; 729 million bodies a kind, so the database's unique constraint hardly ever has to object."""
    return build(kind, secrets.randbelow(len(ALPHABET) ** BODY))


def read(text):
    """The code somebody typed in any digits, case and spacing; ValueError when it is none."""
    code = "".join(DASHES.sub("", MARKS.sub("", ascii_digits(text))).upper().split())
    is_one = len(code) == BODY + 2 and code[0] in KINDS and set(code[1:]) <= set(ALPHABET)
    if not is_one or code[-1] != check_character(code[0], code[1:-1]):
        raise ValueError(f"{text!r} is not a code")
    return code
