"""./run says in one line what is wrong, and its two processes live and die together."""

import importlib.util
import os
import signal
import socket
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parent.parent / "deploy" / "local.py"
spec = importlib.util.spec_from_file_location("local", PATH)
local = importlib.util.module_from_spec(spec)
spec.loader.exec_module(local)

FOR_EVER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def signals():
    """Give back the handlers that the command under test replaces."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "۸۰۰۰"])
def test_a_port_that_is_none_is_named(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        local.read_address()


def test_a_port_in_use_is_named(monkeypatch):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=f"Port {port} of 127.0.0.1 cannot be used"):
            local.read_address()


def test_when_one_process_ends_the_other_is_stopped_and_the_exit_code_says_so(signals, capsys):
    failing = [sys.executable, "-c", "import sys; sys.exit(3)"]
    started = time.monotonic()
    assert local.keep_running({"web server": FOR_EVER, "worker": failing}, when_ready=lambda: None) == 1
    assert time.monotonic() - started < 10
    assert "The worker ended by itself (exit code 3)" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["web server", "worker"])
def test_a_killed_process_is_started_again_when_its_own_children_are_gone(name, signals, capsys, tmp_path):
    starts = tmp_path / "starts"
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    kills_itself_once = f"""
import os, pathlib, signal, socket, time
port = socket.create_server(("127.0.0.1", {port}))  # fails where the child of the first one still holds it
os.set_inheritable(port.fileno(), True)
starts = pathlib.Path({str(starts)!r})
starts.write_text(starts.read_text() + "x" if starts.exists() else "x")
if starts.read_text() == "x" and os.fork():
    os.kill(os.getpid(), signal.SIGKILL)
time.sleep(60)
"""
    threading.Timer(2.5, os.kill, [os.getpid(), signal.SIGTERM]).start()
    commands = {"web server": FOR_EVER, "worker": FOR_EVER, name: [sys.executable, "-c", kills_itself_once]}
    assert local.keep_running(commands, when_ready=lambda: None) == 0
    assert starts.read_text() == "xx"
    assert f"The {name} was killed; it is started again." in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_both_stop_and_all_is_well(signals, number):
    threading.Timer(1, os.kill, [os.getpid(), number]).start()
    assert local.keep_running({"web server": FOR_EVER, "worker": FOR_EVER}, when_ready=lambda: None) == 0


def test_a_moved_environment_is_not_sound(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(local, "PYTHON", Path(sys.executable))
    assert local.is_sound({"path": str(tmp_path / ".venv"), "locks": {}})
    assert not local.is_sound({"path": "/somewhere/else/.venv", "locks": {}})
    monkeypatch.setattr(local, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    assert not local.is_sound({"path": str(tmp_path / ".venv"), "locks": {}})


def test_both_locks_hold_the_same_versions():
    def pins(name):
        return {line.split(" ")[0] for line in (local.ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
