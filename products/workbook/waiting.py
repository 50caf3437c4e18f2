"""Workbooks that wait for their confirmation, a day at most, in the private storage; only who sent one can name it."""

import secrets
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

FOLDER = "workbooks"
SALT = "products.workbook"
KEPT = timedelta(days=1)


class WorkbookGone(LookupError):
    """The token is forged, somebody else's or too old, or the file was saved already."""


def keep(content, *, fingerprint, user):
    """Let the bytes wait; the token that names them also holds what saving them would do."""
    forget_old()
    name = f"{secrets.token_hex(16)}.xlsx"
    storages["default"].save(f"{FOLDER}/{name}", ContentFile(content))
    return sign(name, fingerprint=fingerprint, user=user)


def sign(name, *, fingerprint, user):
    return signing.dumps([user.pk, name, fingerprint], salt=SALT)


def fetch(token, *, user):
    """(name, bytes, fingerprint); raises WorkbookGone."""
    try:
        pk, name, fingerprint = signing.loads(token, salt=SALT, max_age=KEPT)
        if pk != user.pk:
            raise WorkbookGone(token)
        with storages["default"].open(f"{FOLDER}/{name}") as file:
            return name, file.read(), fingerprint
    except (signing.BadSignature, FileNotFoundError) as error:
        raise WorkbookGone(token) from error


def forget(name):
    storages["default"].delete(f"{FOLDER}/{name}")


def forget_old():
    """Remove those whose time is over; return how many there were."""
    storage, count = storages["default"], 0
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    for name in names:
        try:
            is_old = storage.get_modified_time(f"{FOLDER}/{name}") < timezone.now() - KEPT
        except FileNotFoundError:
            continue
        if is_old:
            forget(name)
            count += 1
    return count
