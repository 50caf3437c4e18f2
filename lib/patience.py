"""A PostgreSQL server that says nothing is asked whether it lives: a cut line must not hold a process for minutes.

libpq itself waits for ever. Here every wait ends after a moment without a byte, unless a second line to the same
server is greeted: then the query is only a long one. ``wait`` is psycopg2's wait callback, see ``install``.
"""

import os
import select
import socket
import time

from psycopg2 import OperationalError, extensions

SILENCE = 0.5  # seconds without a byte until we ask
GREETING = 0.4  # seconds a living server takes at most to be reached and to greet
REST = 3  # seconds in which a server that was silent is not tried again: whoever asks meanwhile need not wait
ASK_FOR_TLS = bytes.fromhex("0000000804d2162f")  # whatever it answers, it answers

silent_until = 0.0


def install():
    """Wait so in every connection of this process."""
    extensions.set_wait_callback(wait)


def wait(connection):
    """Return when ``connection`` is done with what it does; OperationalError when its server is silent."""
    global silent_until
    is_connecting = connection.status == extensions.STATUS_SETUP
    if is_connecting and time.monotonic() < silent_until:
        raise OperationalError("the database server was silent a moment ago")
    while (state := connection.poll()) != extensions.POLL_OK:
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        if not is_ready(connection.fileno(), wanted, SILENCE) and (is_connecting or not greets(connection.fileno())):
            silent_until = time.monotonic() + REST
            raise OperationalError("the database server is silent")


def is_ready(number, wanted, seconds):
    poll = select.poll()
    poll.register(number, wanted)
    return bool(poll.poll(seconds * 1000))


def greets(number):
    """Whether the server at the other end of that socket greets somebody new."""
    try:
        with socket.socket(fileno=os.dup(number)) as line:
            family, address = line.family, line.getpeername()
        with socket.socket(family, socket.SOCK_STREAM) as fresh:
            fresh.settimeout(GREETING)
            fresh.connect(address)
            fresh.sendall(ASK_FOR_TLS)
            return bool(fresh.recv(1))
    except OSError:
        return False
