"""A maker who signs in with a password, and comes back later."""

import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

PASSWORD = "a kilim of blue wool"


class Person:
    def __init__(self, base, address):
        self.base, self.address = base, address
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def sign_in(self):
        """Whether the site lets them in."""
        login = f"{self.base}/en/accounts/login/"
        token = self.ask(login).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        typed = {"csrfmiddlewaretoken": token, "login": self.address, "password": PASSWORD}
        self.ask(urllib.request.Request(login, urllib.parse.urlencode(typed).encode(), {"Referer": login}))
        return self.is_signed_in()

    def is_signed_in(self):
        with self.browser.open(f"{self.base}/en/portal/") as answer:
            return urllib.parse.urlsplit(answer.url).path == "/en/portal/"

    def ask(self, request):
        with self.browser.open(request) as answer:
            return answer.read().decode()
