"""What ./run and ./test hand over to: makes the environment, then serves the site or tests it.

Standard library only, since nothing else is there before the first step.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-of.json"
VAR = ROOT / "var"
SAMPLE_ACCOUNTS = ("official", "juror", "desk", "artist", "producer", "group")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IS_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


def main():
    # Stopped while something is being installed, we stop that too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.chdir(ROOT)
    os.environ.setdefault("PYTHONUTF8", "1")
    what, *words = sys.argv[1:]
    try:
        sys.exit({"run": run, "test": test}[what](words))
    except KeyboardInterrupt:
        sys.exit(130)


def say(words=""):
    print(words, flush=True)


# The environment


def make_environment(lock):
    """Make or mend ``.venv`` and install the packages of ``lock`` when it changed."""
    # Its own wishes, such as another settings module or folder of modules, are not ours.
    for name in ("PYTHONHOME", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"):
        os.environ.pop(name, None)
    with only_one():
        stamp = read_stamp()
        if not is_sound(stamp):
            make_venv()
            stamp = {"path": str(VENV), "locks": {}}
        # The development lock repeats the other one: both must be those that were installed together.
        checksum = hashlib.sha256(b"".join(path.read_bytes() for path in sorted({lock, ROOT / "requirements.txt"})))
        if stamp["locks"].get(lock.name) != checksum.hexdigest():
            install(lock)
            stamp["locks"][lock.name] = checksum.hexdigest()
            STAMP.write_text(json.dumps(stamp))


@contextmanager
def only_one():
    """Let ./run and ./test that start together prepare one after the other."""
    VAR.mkdir(exist_ok=True)
    with open(VAR / "start.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read_stamp():
    """What ``.venv`` was made of; one made by hand has no stamp and is as good."""
    try:
        stamp = json.loads(STAMP.read_text())
        return {"path": str(stamp["path"]), "locks": dict(stamp["locks"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"path": str(VENV), "locks": {}}


def is_sound(stamp):
    """Whether ``.venv`` works, with a Python that is new enough; moved, its commands point to the old place."""
    if stamp["path"] != str(VENV):
        return False
    words = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"
    try:
        return subprocess.run([PYTHON, "-c", words], capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv():
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(f"Python's venv module is missing. On Debian or Ubuntu: sudo apt install python{version}-venv")
    say("Making the Python environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    # Started from the very environment that is remade, the interpreter underneath makes the new one.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.run([base, "-m", "venv", VENV]).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("The Python environment could not be made; see above.")


def install(lock):
    say(f"Installing the packages of {lock.name} …")
    wishes = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    if wheels := os.environ.get("WHEELS"):  # a folder that deploy/wheels.py made
        wishes += ["--no-index", "--find-links", wheels]
    if subprocess.run([PYTHON, "-m", "pip", "install", *wishes, "-r", lock]).returncode:
        sys.exit("The packages could not be installed; see above. Nothing else was changed; try again.")


def manage(*words, **environment):
    """Run a command of manage.py; return its exit code."""
    return subprocess.run([PYTHON, "manage.py", *words], env={**os.environ, **environment}).returncode


# ./run


def run(words):
    """Serve the site and send its mail until Ctrl-C; both stop together."""
    if words:
        sys.exit(f"./run takes no words but settings before it, such as PORT=8001 ./run; it does not know: {words[0]}")
    host, port = read_address()
    make_environment(ROOT / "requirements.txt")
    give_memory_back()
    if manage("prepare"):
        return 1
    workers = os.environ.get("WEB_CONCURRENCY") or 2 * (os.cpu_count() or 1) + 1
    commands = {
        "web server": web_server("ilamexpo.wsgi:application", host, port, workers),
        "worker": [PYTHON, "manage.py", "run_worker"],
    }
    return keep_running(commands, when_ready=lambda: say(greeting()) if wait_for(host, port) else None)


def give_memory_back():
    """Let the processes that we start return what is large (16 MB for a password, a picture) as soon as it is done with.

    glibc otherwise learns from the first of them to keep as much for good, in every process.
    """
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(2**20))


def web_server(application, host, port, workers):
    """The command that serves ``application`` with that many sync workers."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        *(PYTHON, "-m", "gunicorn", application, "--bind", address, "--workers", str(workers), "--preload"),
        *("--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
        # The longest that gunicorn takes: a long search gets its answer, not a bare error page.
        *("--limit-request-line", "8190"),
    ]


def read_address():
    """HOST and PORT, checked: a number, and free. Tells the settings where the site is."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}). Choose another one: PORT=8001 ./run")
    if host not in {"0.0.0.0", "::"}:
        os.environ.setdefault("SITE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    return host, int(port)


def wait_for(host, port):
    """Wait until somebody answers at the address; False after a minute."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    for _ in range(600):
        try:
            socket.create_connection((target, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def greeting():
    """The address, and how to sign in where sample accounts are let in."""
    address = os.environ.get("SITE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    lines = [f"\n  The site is at {address}/ (Ctrl-C stops it)"]
    kept = VAR / "sample-password"
    password = os.environ.get("SAMPLE_PASSWORD") or (kept.read_text().strip() if kept.exists() else "")
    if password and address.startswith("http://") and os.environ.get("SAMPLE") != "0":
        lines += [f"  Sample accounts, password {password} (sign in at {address}/en/accounts/login/):"]
        lines += [f"    {name}@example.org" for name in SAMPLE_ACCOUNTS]
    return "\n".join([*lines, ""])


def keep_running(commands, when_ready):
    """Run ``commands`` side by side until one ends or we are told to stop; return the exit code.

    One that was killed, by whatever ran out of memory, is started again: what it was at is taken up anew.
    """
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told.set())
    # In sessions of their own, so that Ctrl-C reaches us alone and they end in order.
    children = {name: subprocess.Popen(command, start_new_session=True) for name, command in commands.items()}
    threading.Thread(target=when_ready, daemon=True).start()
    ended = None
    try:
        while not told.wait(0.2) and ended is None:
            ended = next((name for name, child in children.items() if child.poll() is not None), None)
            if ended and children[ended].returncode < 0:
                say(f"The {ended} was killed; it is started again.")
                end_group(children[ended])  # its own children hold the port
                children[ended] = subprocess.Popen(commands[ended], start_new_session=True)
                ended = None
        if ended:
            say(f"The {ended} ended by itself (exit code {children[ended].returncode}); everything is stopped.")
        else:
            say("\nStopping …")
    finally:  # also when nobody reads what we say any more
        stop(children.values())
    return 1 if ended else 0


def stop(children):
    """Ask all to end, and make those who do not within 15 seconds."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + 15
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            end_group(child)
            child.wait()


def end_group(child):
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


# ./test


class Report:
    """What passed, what failed and what was left out, said on the last lines."""

    def __init__(self):
        self.passed, self.failed, self.left_out = [], [], []

    def step(self, name, program, *words, empty="", **environment):
        """Run a program of ``.venv``; if pytest finds no test, ``empty`` is the reason why that is no failure."""
        say(f"\n— {name}")
        code = subprocess.run([VENV / "bin" / program, *words], env={**os.environ, **environment}).returncode
        if code == 5 and empty:
            self.left_out.append((name, empty))
        else:
            (self.failed if code else self.passed).append(name)

    def close(self):
        """Say it all; return the exit code."""
        say(f"\nPassed: {', '.join(self.passed) or 'nothing'}")
        for name, reason in self.left_out:
            say(f"Left out: {name}, because {reason}")
        if self.failed:
            say(f"Failed: {', '.join(self.failed)}")
        if IS_CI and self.left_out:
            say("With CI set, nothing may be left out.")
        return 1 if self.failed or not self.passed or (IS_CI and self.left_out) else 0


def test(words):
    """Check everything; with ``words`` only the tests they choose."""
    make_environment(ROOT / "requirements-dev.txt")
    if manage("prepare", "--files-only", DATABASE_URL="sqlite://:memory:"):
        return 1
    report = Report()
    if words:
        run_chosen(report, words)
    else:
        run_linters(report)
        run_all(report)
    return report.close()


def run_linters(report):
    templates = sorted(map(str, (ROOT / "templates").rglob("*.html")))
    # Nothing of these steps is to touch the database of ./run.
    plain = {"DATABASE_URL": "sqlite://:memory:"}
    secure = {**plain, "SITE_URL": "https://expo.example.org", "SECRET_KEY": hashlib.sha512(os.urandom(64)).hexdigest()}
    report.step("ruff", "ruff", "check", ".")
    report.step("ruff format", "ruff", "format", "--check", ".")
    report.step("djade", "djade", "--target-version", "5.2", "--check", *templates)
    report.step("mypy", "mypy", ".", **plain)
    report.step("migrations", *django("makemigrations", "--check", "--dry-run"), **plain)
    report.step("deployment check", *django("check", "--deploy", "--fail-level", "WARNING"), **secure)


def django(*words):
    """A command of manage.py as words of ``step``."""
    return ("django-admin", *words, "--settings", "ilamexpo.settings", "--pythonpath", str(ROOT))


def run_all(report):
    # One more than the cores of a small machine: some wait for a site that they have harmed.
    report.step("tests on SQLite", "pytest", "-n", "3", "-m", "not browser and not long", TEST_DATABASE_URL="")
    url, reason = find_postgresql()
    if url:
        report.step("tests on PostgreSQL", "pytest", "-n", "3", "-m", "not browser and not long", TEST_DATABASE_URL=url)
    else:
        report.left_out.append(("tests on PostgreSQL", reason))
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        # Three sites and three browsers: while one waits for a slow line, the other has the machine.
        words = ("-n", "3", "--dist", "worksteal", "-m", "browser")
        report.step("tests in the browser", "pytest", *words, empty="there are none", TEST_DATABASE_URL="")
    else:
        report.left_out.append(("tests in the browser", "no Chromium is installed (Debian: apt install chromium)"))


def run_chosen(report, words):
    nothing = "no such test runs there"
    report.step("tests on SQLite", "pytest", *words, empty=nothing, TEST_DATABASE_URL="")
    url, reason = find_postgresql()
    # A browser speaks to a server with a database of its own, so once is enough.
    unless = () if any(word.startswith("-m") for word in words) else ("-m", "not browser")
    if url:
        report.step("tests on PostgreSQL", "pytest", *words, *unless, empty=nothing, TEST_DATABASE_URL=url)
    else:
        report.left_out.append(("tests on PostgreSQL", reason))


def find_postgresql():
    """The address of a PostgreSQL for tests and None, or None and why there is none."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url, None
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=2).close()
    except OSError:
        return None, "TEST_DATABASE_URL is not set and nothing answers on 127.0.0.1:5432"
    words = "import psycopg2; psycopg2.connect(host='127.0.0.1', user='postgres', dbname='postgres')"
    tried = subprocess.run([PYTHON, "-c", words], capture_output=True, text=True)
    if tried.returncode:
        last = tried.stderr.strip().splitlines()[-1]
        return None, f"PostgreSQL on 127.0.0.1:5432 does not let the role postgres in ({last})"
    # Named after this folder: two clones may test at the same time.
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return f"postgres://postgres@127.0.0.1:5432/ilamexpo_{name}", None


if __name__ == "__main__":
    main()
