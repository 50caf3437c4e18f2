"""A real server on a database of its own, and a real browser that speaks to it over HTTP alone."""

import fcntl
import json
import os
import shutil
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
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "PORT": str(self.port),
            "LIMITS_FACTOR": "1000",
            "SAMPLE": "1",
        }

        self.commands = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.commands"],
            cwd=BASE,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def manage(self, *words):
        """What the command said, which must have gone well."""
        self.commands.stdin.write(json.dumps(words) + "\n")
        self.commands.stdin.flush()
        code, said, complained = json.loads(self.commands.stdout.readline())
        assert code == 0, complained
        return said

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
        self.commands.stdin.close()
        self.commands.wait(20)


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """A site of its own for each process of pytest; what a start takes is made once and copied."""
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder)
    run = tmp_path_factory.getbasetemp()
    made = (run if worker_id == "master" else run.parent) / "prepared"
    with open(f"{made}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            shutil.copytree(made, folder, dirs_exist_ok=True)
        else:
            site.manage("prepare")
            shutil.copytree(folder, made)
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
