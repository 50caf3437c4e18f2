"""What is put on a server: the front server keeps its promises, the services are closed in, the page about it is true."""

import gzip
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.core.management import get_commands

from enquiries.forms.files import MOST_FILES
from lib.pictures import BYTES_LIMIT
from products.sheet.files import BYTES_LIMIT as SHEET_LIMIT
from tests.ilamexpo.front import BASE, NAME, Front, Visitor, free_port, wait_for, why_not

DEPLOY = BASE / "deploy"
PAGE = (BASE / "docs/deployment.md").read_text()
LANGUAGES = ["fa", "ar", "ckb", "en"]
needs_nginx = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it is there")
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


def load(name):
    spec = importlib.util.spec_from_file_location(name, DEPLOY / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Echo(BaseHTTPRequestHandler):
    """A web server that says what it was asked."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = "".join(f"{name}: {value}\n" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Files as the site lays them: static ones, public pictures, and private files beside them."""
    folder = tmp_path_factory.mktemp("data")
    for name, content in {
        "static/css/site.0123456789ab.css": "body {}",
        "static/css/site.0123456789ab.css.br": "not really brotli",
        "static/css/site.css": "body {}",
        "media/public/pictures/one.webp": "RIFF",
        "media/public/pictures/page.html": "<script>",
        "media/private/originals/one.jpg": "private",
        "db.jpg": "private",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (folder / "media/public/out.jpg").symlink_to(folder / "db.jpg")
    return folder


@pytest.fixture(scope="module")
def front(tmp_path_factory, echo, data):
    with Front(tmp_path_factory.mktemp("front"), echo, data=data, public=data / "media/public") as front:
        yield front


@pytest.fixture(scope="module")
def alone(tmp_path_factory, data):
    """The front server while the web server is away."""
    folder = tmp_path_factory.mktemp("alone")
    with Front(folder, free_port(), data=data, public=data / "media/public") as front:
        yield front


@needs_nginx
def test_nginx_takes_the_configuration(tmp_path):
    checked = Front(tmp_path, 8000, data=tmp_path, public=tmp_path).check()

    assert (checked.returncode, checked.stderr) == (0, "")


@needs_nginx
def test_what_a_caller_says_about_its_address_is_thrown_away(front):
    forged = {name: "203.0.113.9" for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Proxy")}

    seen = front.ask(
        "/", headers=forged | {"X-Forwarded-Proto": "http", "X-Request-ID": "203.0.113.9"}
    ).content.decode()

    assert "203.0.113.9" not in seen
    assert f"Host: {NAME}\n" in seen
    assert "X-Forwarded-For: 127.0.0.1\n" in seen
    assert "X-Forwarded-Proto: https\n" in seen
    assert re.search(r"X-Request-ID: [0-9a-f]{32}\n", seen)


@needs_nginx
def test_http_leads_to_https_and_other_names_lead_nowhere(front):
    def ask(port, name):
        command = ["curl", "-sk", "-o", os.devnull, "-w", "%{http_code} %{redirect_url}", "--max-time", "20"]
        scheme = "https" if port == front.https else "http"
        there = ["--resolve", f"{name}:{port}:127.0.0.1", f"{scheme}://{name}:{port}/fa/"]
        return subprocess.run([*command, *there], capture_output=True, text=True).stdout

    assert ask(front.http, NAME) == f"301 https://{NAME}/fa/"
    assert ask(front.http, "other.example.org") == "000 "
    assert ask(front.https, "other.example.org") == "000 "
    # The right name for TLS, another one afterwards.
    assert front.ask("/fa/", name="other.example.org").status == 421


@needs_nginx
def test_a_body_beyond_the_largest_form_is_refused_in_four_languages(front):
    answer = front.ask("/fa/enquiry/", method="POST", body=None, headers={"Content-Length": str(200 * 2**20)})

    assert answer.status == 413
    assert_page(answer)


@needs_nginx
def test_the_largest_form_passes(front):
    limit = int(re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx/ilamexpo.conf").read_text())[1]) * 2**20

    assert limit > max(MOST_FILES * BYTES_LIMIT, SHEET_LIMIT) + 2**20
    assert front.ask("/", method="POST", body=b"x" * (21 * 2**20)).status == 200


@needs_nginx
def test_a_request_line_passes_up_to_the_length_that_the_web_server_takes(front):
    assert front.ask(f"/fa/products/?q={'a' * 8000}").status == 200
    answer = front.ask(f"/fa/products/?q={'a' * 9000}")
    assert answer.status == 414
    assert_page(answer)
    assert "--limit-request-line 8190" in (DEPLOY / "systemd/ilamexpo-web.service").read_text()


@needs_nginx
def test_files_come_from_disk_and_are_kept_for_a_year(alone):
    for path, kind in {
        "/static/css/site.0123456789ab.css": "text/css; charset=utf-8",
        "/media/pictures/one.webp": "image/webp",
    }.items():
        answer = alone.ask(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Set-Cookie"] is None


@needs_nginx
def test_a_compressed_file_is_sent_to_whoever_takes_it(alone):
    answer = alone.ask("/static/css/site.0123456789ab.css", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"


@needs_nginx
@pytest.mark.parametrize(
    "path",
    [
        "/media/pictures/page.html",
        "/media/out.jpg",
        "/media/private/originals/one.jpg",
        "/media/../private/originals/one.jpg",
        "/media/%2e%2e/private/originals/one.jpg",
        "/media/..%2fprivate/originals/one.jpg",
        "/media//private/originals/one.jpg",
        "/static/../db.jpg",
        "/static/x/%2e%2e/%2e%2e/db.jpg",
        "/static/../media/private/originals/one.0123456789ab.jpg",
        "/front/../nginx/ilamexpo.conf",
        "/front/../environment",
    ],
)
def test_nothing_else_comes_from_disk(alone, path):
    answer = alone.ask(path)

    assert answer.status in {400, 503}
    assert b"private" not in answer.content and b"script" not in answer.content


@needs_nginx
def test_while_the_web_server_is_away_a_page_says_so_in_four_languages(alone):
    for path, method in {"/fa/": "GET", "/en/enquiry/": "POST"}.items():
        answer = alone.ask(path, method=method)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "60"
        assert_page(answer)
    assert alone.ask("/front/front.css").headers["Content-Type"].startswith("text/css")


def assert_page(answer):
    text = answer.content.decode()
    assert re.findall(r'<section lang="(\w+)"', text) == LANGUAGES
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert not re.search(r"style=|<style|<script", text)


@needs_nginx
def test_the_log_holds_neither_keys_nor_words_nor_addresses(front, alone):
    for server in (front, alone):
        server.ask("/fa/enquiry/Zm9yLXlvdXItZXllcy1vbmx5/reply/?q=secret-word")
        server.ask("/ckb/accounts/link/Zm9yLXlvdXItZXllcy1vbmx5/")
        server.ask("/en/accounts/password/reset/key/Zm9yLXlvdXItZXllcy1vbmx5/", headers={"Referer": "secret-word"})
        server.ask("/fa/%65nquiry/Zm9yLXlvdXItZXllcy1vbmx5/")
        log = server.log()
        assert '"path":"/fa/enquiry/…"' in log and '"path":"/ckb/accounts/link/…"' in log
        assert not re.search("Zm9y|secret-word|127[.]0[.]0[.]1", log)


@needs_nginx
def test_whether_the_site_is_ready_is_asked_once_a_second_by_all_together(front):
    assert {front.ask("/readyz").status for _time in range(12)} == {200, 429}


PEOPLE = """
from accounts.sample import load_sample
from events.models import Role
from exhibitors.models import Exhibitor, Representative
people = load_sample()
Role.objects.create(user=people["official"], kind="official")
maker = Exhibitor.objects.create(name_en="A maker", slug="a-maker", kind="artist")
Representative.objects.create(user=people["artist"], exhibitor=maker)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A site with two people and one picture as it is served: nginx before gunicorn."""
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("a served site has a database of its own, so once is enough")
    folder, web = tmp_path_factory.mktemp("served"), free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"TEST_DATABASE_URL", "SECRET_KEY"}}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "ilamexpo.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        # Sample people sign in only where the site has no https address of its own.
        "SITE_URL": f"http://{NAME}",
        "TRUSTED_PROXIES": "127.0.0.1",
        "SAMPLE": "0",
        "SAMPLE_PASSWORD": "Straw-Facets-1404",
        "WEB_CONCURRENCY": "2",
    }
    for words in (["prepare", "-v", "0"], ["shell", "-v", "0", "-c", PEOPLE]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=BASE, env=environment, check=True)
    (folder / "media/public/pictures").mkdir(parents=True)
    (folder / "media/public/pictures/one-320.webp").write_bytes(b"RIFF")
    line = re.search(r"(?m)^ExecStart=\S+/gunicorn (.*)$", (DEPLOY / "systemd/ilamexpo-web.service").read_text())[1]
    command = [sys.executable, "-m", "gunicorn", *line.split(), "--bind", f"127.0.0.1:{web}"]
    process = subprocess.Popen(command, cwd=BASE, env=environment)
    try:
        wait_for(web)
        public = folder / "media/public"
        with Front(tmp_path_factory.mktemp("front"), web, data=BASE / "var", public=public) as front:
            yield SimpleNamespace(front=front, media=folder / "media")
    finally:
        process.terminate()
        process.wait(20)


def signed_in(front, email):
    visitor = Visitor(front)
    answer = visitor.post("/en/accounts/login/", {"login": email, "password": "Straw-Facets-1404"})
    assert answer.status == 302, answer.content.decode()
    return visitor


PERSONAL = ["/en/portal/", "/en/office/", "/en/accounts/email/", "/en/accounts/sessions/", "/en/enquiry/"]
PUBLIC = ["/en/", "/en/products/", "/en/exhibitions/", "/fa/exhibitors/"]


@needs_nginx
def test_two_people_and_a_guest_in_turn_are_never_given_each_others_pages(served):
    guest = Visitor(served.front)
    people = {
        "artist": signed_in(served.front, "artist@example.org"),
        "official": signed_in(served.front, "official@example.org"),
        "guest": guest,
    }
    pages = {path: guest.get(path).content for path in PUBLIC}

    for _turn in range(2):
        for name, person in people.items():
            for path in PERSONAL:
                answer = person.get(path)
                mine = answer.content.decode()
                assert "no-store" in answer.headers["Cache-Control"], (name, path)
                assert "public" not in answer.headers["Cache-Control"], (name, path)
                for other in {"artist", "official"} - {name}:
                    assert f"{other}@example.org" not in mine, (name, path)
            assert (person.get("/en/portal/").status == 200) == (name == "artist")
            assert (person.get("/en/office/").status == 200) == (name == "official")
        for path, before in pages.items():
            answer = guest.get(path)
            assert (answer.status, answer.content) == (200, before)
            assert answer.headers["Set-Cookie"] is None
            assert "public" in answer.headers["Cache-Control"]


@needs_nginx
def test_pages_name_files_that_nginx_hands_out_and_private_ones_stay_private(served):
    guest = Visitor(served.front)
    static = re.search(r"/static/[^\"]+\.css", guest.get("/en/products/").content.decode())[0]

    for path in ("/media/pictures/one-320.webp", static):
        answer = guest.get(path)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        # What the web server adds to its own answers is missing: it was not asked.
        assert answer.headers["Referrer-Policy"] is None
    private = served.media / "private/originals/one.jpg"
    private.parent.mkdir(parents=True, exist_ok=True)
    private.write_text("private")
    for path in (
        "/media/private/originals/one.jpg",
        "/media/originals/one.jpg",
        "/media/%2e%2e/private/originals/one.jpg",
    ):
        assert guest.get(path).status in {400, 404}


@needs_nginx
def test_an_answer_is_compressed_once(served):
    answer = Visitor(served.front).ask("/en/", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers.get_all("Vary") == ["Accept-Encoding"]


@needs_systemd
def test_systemd_takes_the_units(tmp_path):
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text()
        if "ExecStart=" in text:
            assert "ExecStart=/srv/ilamexpo/app/.venv/bin/" in text
            text = re.sub(r"ExecStart=/srv/ilamexpo/app/.venv/bin/\w+", f"ExecStart={sys.executable}", text)
        (tmp_path / path.name).write_text(text)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())], capture_output=True, text=True
    )
    ours = [line for line in checked.stderr.splitlines() if "ilamexpo" in line]
    assert ours == [] and checked.returncode == 0


@needs_systemd
@pytest.mark.parametrize("name", ["web", "worker", "backup"])
def test_the_services_are_closed_in(name):
    """Exposure as systemd counts it, of 10; under 2 is what it calls OK."""
    unit = DEPLOY / f"systemd/ilamexpo-{name}.service"
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit]

    assert subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_service_is_started_again_for_as_long_as_it_takes(name):
    text = (DEPLOY / f"systemd/ilamexpo-{name}.service").read_text()

    assert {"Restart=always", "RestartSec=1", "StartLimitIntervalSec=0", "OOMPolicy=continue"} <= set(text.splitlines())


def test_large_memory_is_given_back_however_the_site_is_started(monkeypatch):
    local = load("local")
    monkeypatch.setattr(local.os, "environ", environ := {})
    local.give_memory_back()

    [(name, size)] = environ.items()
    for file in ("systemd/ilamexpo-web.service", "systemd/ilamexpo-worker.service", "Containerfile"):
        assert f" {name}={size}" in (DEPLOY / file).read_text(), file


def test_what_is_loaded_at_the_start_is_shared_by_the_processes_of_the_web_server():
    """What the collector of garbage looks through is written to, and so is copied into each of them."""
    words = "import gc, ilamexpo.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    environment = os.environ | {"DATABASE_URL": "sqlite://:memory:", "DJANGO_SETTINGS_MODULE": "ilamexpo.settings"}
    said = subprocess.run([sys.executable, "-c", words], cwd=BASE, env=environment, capture_output=True, text=True)

    frozen, left = map(int, said.stdout.split())
    assert frozen > 50 * left


def test_the_settings_file_names_every_setting_and_no_other():
    named = re.findall(r"(?m)^#?([A-Z_]+)=", (DEPLOY / "environment").read_text())
    known = re.findall(r'read(?:_switch)?\((?:"\w+", )?"([A-Z_]+)"', (BASE / "ilamexpo/settings.py").read_text())

    # gunicorn reads the number of its processes itself.
    assert sorted(named) == sorted({*known, "WEB_CONCURRENCY"})


def test_the_settings_file_says_the_same_to_a_shell():
    words = f"set -eu; set -a; . {DEPLOY / 'environment'}; echo $SITE_URL $DATABASE_URL $TRUSTED_PROXIES"
    said = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=True).stdout

    assert said == f"https://{NAME} postgres:///ilamexpo 127.0.0.1\n"


def test_every_command_of_the_page_exists():
    texts = [PAGE, *(path.read_text() for path in [DEPLOY / "update", *(DEPLOY / "systemd").iterdir()])]
    named = set(
        re.findall(
            r"(?m)(?:^ilamexpo |`ilamexpo |in_release \"\$\w+\" |manage\.py |--rm web )([a-z_]+)", "\n".join(texts)
        )
    )

    assert {"backup", "restore", "upgrade", "create_official", "resume_mail"} <= named
    assert named - set(get_commands()) == set()


def test_every_file_of_the_page_exists():
    named = set(re.findall(r"deploy/[A-Za-z][\w./-]*\w", PAGE)) - {"deploy/container.env"}

    assert len(named) > 5
    assert [name for name in sorted(named) if not (BASE / name).exists()] == []


def test_a_shell_reads_every_block_of_the_page_and_every_script():
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    scripts = [(DEPLOY / name).read_text() for name in ("update", "ilamexpo")]

    assert len(blocks) > 30
    for text in [*blocks, *scripts]:
        checked = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, ""), text


STAND_INS = {
    "systemctl": "",
    "journalctl": "",
    "chown": "",
    "install": "",
    # The new release does not answer, the old one does.
    "curl": '[ "$(readlink "$HOME_OF_SITE/app")" = "$HOME_OF_SITE/releases/1" ]',
}
RELEASE = """#!/bin/sh
echo "${RELEASE##*/} $1" >> "$HOME_OF_SITE/did"
[ "$1" != "$FAILS" ] || [ "${RELEASE##*/}" = 1 ]
"""


@pytest.mark.parametrize(
    ("fails", "did"),
    [("", ["2 upgrade", "1 prepare"]), ("upgrade", ["2 upgrade", "1 prepare"])],
    ids=["does-not-answer", "cannot-upgrade"],
)
def test_going_back_by_itself_brings_the_old_files_and_takes_no_second_backup(tmp_path, fails, did):
    home, stand_ins = tmp_path / "site", tmp_path / "bin"
    for folder in (stand_ins, *(home / f"releases/{number}/deploy/systemd" for number in (1, 2))):
        folder.mkdir(parents=True)
    (home / "app").symlink_to(home / "releases/1")
    (tmp_path / "environment").write_text("SITE_URL=https://expo.example.org\n")
    commands = {stand_ins / name: f"#!/bin/sh\n{words}\n" for name, words in STAND_INS.items()}
    commands |= {home / f"releases/{number}/deploy/ilamexpo": RELEASE for number in (1, 2)}
    for path, text in commands.items():
        path.write_text(text)
        path.chmod(0o755)
    script = (DEPLOY / "update").read_text()
    script = script.replace("home=/srv/ilamexpo\n", f"home={home}\n").replace("/etc/ilamexpo", str(tmp_path))
    environment = {"PATH": f"{stand_ins}:{os.environ['PATH']}", "HOME_OF_SITE": str(home), "FAILS": fails}
    ran = subprocess.run(["sh", "-s", home / "releases/2"], input=script, text=True, env=environment)

    assert ran.returncode == 1
    assert (home / "did").read_text().splitlines() == did
    assert (home / "app").resolve() == home / "releases/1"


def test_a_piece_of_the_log_is_kept_once_and_another_one_of_its_name_refused(tmp_path):
    """PostgreSQL brings a piece again when the power went before it had noted that it is kept; then it must go on."""
    script = tmp_path / "keep-wal"
    words = re.search(r"cat > /usr/local/bin/keep-wal <<'END'\n(.*?)\nEND\n", PAGE, re.DOTALL)[1]
    script.write_text(words.replace("/var/backups/postgresql/wal", str(tmp_path)))
    piece = tmp_path / "piece"
    codes = []
    for content in (b"first", b"first", b"another"):
        piece.write_bytes(content)
        codes.append(subprocess.run(["sh", script, piece, "0001"]).returncode)
    assert codes[:2] == [0, 0] and codes[2] != 0
    assert gzip.decompress((tmp_path / "0001.gz").read_bytes()) == b"first"


def test_wheels_are_asked_for_the_server_and_held_to_the_lock():
    wheels = load("wheels")
    asked = SimpleNamespace(folder="there", python="3.13", machine="aarch64")

    words = wheels.command(asked, "lock")

    assert {"--require-hashes", "--no-deps", "manylinux_2_17_aarch64", "3.13"} <= set(words)
    assert ":all:" in words and "manylinux_2_17_x86_64" not in words


def test_the_lock_for_a_server_depends_on_no_machine_and_keeps_every_checksum():
    wheels = load("wheels")
    lock = (
        "brotli==1.2 ; platform_python_implementation == 'CPython' \\\n    --hash=sha256:1\n"
        "brotlicffi==1.2 ; platform_python_implementation != 'CPython' \\\n    --hash=sha256:2\n"
        "colorama==0.4 ; sys_platform == 'win32' \\\n    --hash=sha256:3\n"
        "tzdata==2026.6 \\\n    --hash=sha256:4 \\\n    --hash=sha256:5\n"
    )
    assert wheels.without_conditions(lock).replace("  ", " ").split() == (
        "brotli==1.2 \\ --hash=sha256:1 tzdata==2026.6 \\ --hash=sha256:4 \\ --hash=sha256:5".split()
    )
    real = wheels.LOCK.read_text()
    assert ";" not in wheels.without_conditions(real)
    assert "colorama" not in wheels.without_conditions(real) and "psycopg2-binary==" in wheels.without_conditions(real)


def test_run_installs_from_a_folder_of_wheels(monkeypatch):
    local, commands = load("local"), []
    monkeypatch.setenv("WHEELS", "/media/usb/wheels")
    monkeypatch.setattr(local.subprocess, "run", lambda words: commands.append(words) or SimpleNamespace(returncode=0))

    local.install(BASE / "requirements.txt")

    assert commands[0][commands[0].index("--no-index") :][:3] == ["--no-index", "--find-links", "/media/usb/wheels"]
    assert "--require-hashes" in commands[0]
