"""An enquiry as a buyer's browser sends it."""

import uuid

from django.core import signing

LONG_AGO = 1_700_000_000


def new_key(opened=LONG_AGO):
    """The key of a page opened at that second; each stands for one filling-in of the form."""
    return signing.dumps([str(uuid.uuid4()), opened], salt="enquiry")


def typed(*works, **others):
    """What the form sends: by phone about kilims, one of each of ``works``, unless ``others`` say otherwise."""
    answers = {"kind": "other", "message": "Two kilims", "name": "Ako", "contact": "0770 123 4567", "country": "IQ"}
    quantities = {f"quantity_{work.code}": "1" for work in works}
    return answers | {"channel": "call", "key": new_key(), "add": [work.code for work in works]} | quantities | others


def by_mail(*works, **others):
    return typed(*works, **{"contact": "buyer@example.org", "channel": "mail"} | others)
