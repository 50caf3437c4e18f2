"""Files that a process holds as long as it lives: a lock that no crash and no power cut leaves behind."""

import fcntl


def hold(file):
    """Hold the open ``file`` until it is closed; False where somebody else holds it."""
    return _lock(file, fcntl.LOCK_EX)


def is_held(path):
    """Whether somebody holds the file at ``path``."""
    try:
        with open(path) as file:
            return not _lock(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _lock(file, kind):
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
