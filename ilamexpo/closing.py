"""Work on the whole site: one at a time, as the site's own account, and the site closed while it must be.

The site is closed while ``var/closed`` exists. What a command wrote there counts only as long as the command lives and
holds its lock, so that a machine that lost its power in the middle opens the site again by itself: what the commands
do to a database they do in one transaction. An empty file (``touch var/closed``) closes by hand until it is removed.
"""

import fcntl
import os
import pwd
import signal
import time
from contextlib import contextmanager, suppress

from django.conf import settings

from accounts.storages import WORK_LOCK
from lib.holding import hold


class NotNow(Exception):
    """The work cannot begin; says why."""


def closed_path():
    return settings.VAR / "closed"


def is_closed():
    try:
        with open(closed_path()) as file:
            if not os.fstat(file.fileno()).st_size or not hold(file):
                return True
            # While we hold it, nobody can have closed the site anew under this name.
            with suppress(OSError):
                closed_path().unlink()
    except FileNotFoundError:
        pass
    return False


@contextmanager
def closed():
    """Close the site while the block runs; afterwards it is open, unless it was closed by hand before."""
    path = closed_path()
    if path.exists() and not path.stat().st_size:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = open(path, "a")  # noqa: SIM115  # it is the lock
        fcntl.flock(file, fcntl.LOCK_EX)
        # Somebody who found a file left over may have removed it while we waited.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                break
        file.close()
    try:
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
    finally:
        path.unlink(missing_ok=True)
        file.close()


@contextmanager
def at_work():
    """Let one backup, restore or upgrade run at a time; being told to stop is an exception, so that it tidies up."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    refuse_other_accounts()
    with open(settings.VAR / WORK_LOCK, "w") as lock:
        # Whoever asks whether it is held, holds it for a moment.
        for _ in range(10):
            if hold(lock):
                break
            time.sleep(0.1)
        else:
            raise NotNow("Another backup, restore or upgrade is at work; try again when it has ended.")
        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def stop(number, frame):
    raise KeyboardInterrupt


def refuse_other_accounts():
    """What root wrote, the site could not write again."""
    owner = settings.VAR.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        raise NotNow(f"Run this as the site's own account: sudo -u {name_of(owner)} …")


def name_of(number):
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"'#{number}'"
