"""Logs are read by many: what signs somebody in is not in them."""

import logging

import pytest

from ilamexpo.logs import HideTokens


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/fa/accounts/link/WzEsIiJd:1xVq8R:S4dp/", "/fa/accounts/link/…/"),
        ("/ar/accounts/password/reset/key/1-set-abc/", "/ar/accounts/password/reset/key/…/"),
        ("/ar/enquiry/G3sbHCRYYts5_MtcXiAHuz82PEpql2OH/proof/", "/ar/enquiry/…/proof/"),
        ("/ar/accounts/login/", "/ar/accounts/login/"),
    ],
)
def test_a_refused_address_is_logged_without_its_token(path, logged):
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 0, "Forbidden (%s): %s", ("why", path), None
    )

    assert HideTokens().filter(record)
    assert record.getMessage() == f"Forbidden (why): {logged}"


def test_what_is_no_request_is_logged_as_it_is():
    record = logging.LogRecord("outbox", logging.ERROR, "", 0, "100 % full", None, None)

    assert HideTokens().filter(record)
    assert record.getMessage() == "100 % full"
