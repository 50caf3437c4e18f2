"""A real server on a database of its own, and a real browser that speaks to it over HTTP alone."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

BASE = Path(__file__).resolve().parents[2]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


class Site:
    """The served site: its address, and its management commands."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name not in {"TEST_DATABASE_URL", "SECRET_KEY"}}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "ilamexpo.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "PORT": str(self.port),
            "LIMITS_FACTOR": "1000",
            "SAMPLE": "1",
        }

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self):
        # As many as ./run starts on two cores: browsers keep spare connections open, and each holds a worker for a while.
        command = [sys.executable, "-m", "gunicorn", "ilamexpo.wsgi", "-b", f"127.0.0.1:{self.port}", "-w", "5"]
        self.process = subprocess.Popen([*command, "--log-level", "error"], cwd=BASE, env=self.environment)
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"{self.url}/healthz").read()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the server did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.manage("prepare")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site):
    """``open_page(**context)`` gives a page; at the end nothing may have failed on it or asked another host."""
    faults, contexts = [], []

    def note_request(request):
        if not request.url.startswith((site.url, "data:", "blob:")):
            faults.append(f"another host: {request.url}")

    def open_one(**options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", note_request)
        page.on("console", lambda message: "policy" in message.text.lower() and faults.append(message.text))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []
