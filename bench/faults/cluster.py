"""PostgreSQL to be harmed: a server of its own where its programs are installed, crashed and started at will."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path


def children_of(number):
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    return []


def find_programs():
    """The folder of initdb and pg_ctl, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


class Cluster:
    """A server in ``folder``, whose letters are letters; PostgreSQL never runs as root."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.user = "postgres" if os.geteuid() == 0 else None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder.mkdir()
        if self.user:
            shutil.chown(self.folder, self.user)
        letters = ("--encoding=UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8")
        self.run("initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", *letters)
        self.start()

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")

    def crash(self):
        """End it at once, as a power cut does, and start it anew: it recovers from its log."""
        self.restart("immediate")

    def restart(self, how):
        self.stop(how)
        self.start()

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", how, "-w", "stop")

    @property
    def is_up(self):
        with contextlib.suppress(OSError, ValueError):
            os.kill(self.first_process(), 0)
            return True
        return False

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        """To the server and every process of its own."""
        first = self.first_process()
        for each in (first, *children_of(first)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, number)

    def first_process(self):
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def run(self, program, *words):
        # What it keeps running must hold none of our pipes, or reading them would never end.
        command = [self.programs / program, *words]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd="/", user=self.user, **quiet)


@contextlib.contextmanager
def cluster(folder):
    """A Cluster, or None where PostgreSQL's programs are not installed."""
    programs = find_programs()
    if not programs:
        yield None
        return
    server = Cluster(programs, folder)
    try:
        yield server
    finally:
        if server.is_up:
            server.stop()
