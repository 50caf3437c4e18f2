"""The line between site and database, as a small relay that can be cut: held, as when packets are dropped, or refused."""

import contextlib
import socket
import threading


class Line:
    """Leads to ``there`` (a port of this machine) from its own ``port``."""

    def __init__(self, there):
        self.there, self.port, self.ends = there, 0, set()
        self.flows = threading.Event()
        self.join()

    def join(self):
        """Let everything through, also what was held."""
        self.flows.set()
        if not self.port or self.door is None:
            self.door = socket.create_server(("127.0.0.1", self.port))
            self.port = self.door.getsockname()[1]
            threading.Thread(target=self.answer, args=(self.door,), daemon=True).start()

    def hold(self):
        """Let nothing through in either direction, and tell nobody; who comes anew is neither greeted nor refused."""
        self.flows.clear()

    def refuse(self):
        """Break every connection and refuse new ones."""
        door, self.door = self.door, None
        with contextlib.suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        for end in list(self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def answer(self, door):
        while True:
            try:
                near, _address = door.accept()
                far = socket.create_connection(("127.0.0.1", self.there))
            except OSError:
                if self.door is not door:
                    return
                near.close()  # nobody is there
                continue
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, target), daemon=True).start()

    def carry(self, source, target):
        self.ends.add(source)
        with contextlib.suppress(OSError):
            while some := source.recv(2**16):
                self.flows.wait()
                target.sendall(some)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.discard(source)
        source.close()
