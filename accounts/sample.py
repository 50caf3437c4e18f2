"""The sample's accounts; they carry the sample mark and sign in on local machines only."""

import os
import secrets

from django.conf import settings

from accounts.models import User

NAMES = {
    "official": "کارشناس نمونه",
    "governorate": "کارشناس استانداری نمونه",
    "juror": "داور نمونه",
    "desk": "میز نمونه",
    "viewer": "ناظر نمونه",
    "host": "میزبان نمونه",
    "artist": "هنرمند نمونه",
    "producer": "تولیدکنندهٔ نمونه",
    "group": "گروه نمونه",
}


def sample_password():
    """``SAMPLE_PASSWORD`` from the environment, else a random one kept in ``var/sample-password``."""
    if password := os.environ.get("SAMPLE_PASSWORD"):
        return password
    path = settings.VAR / "sample-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()


def load_sample():
    """Create the accounts that are missing: {name before the @: account}."""
    accounts, password = {}, sample_password()
    for key, name in NAMES.items():
        email = f"{key}@example.org"
        account = User.objects.filter(email=email).first()
        accounts[key] = account or User.objects.create_user(email, password, name=name, language="fa", is_sample=True)
    return accounts
