"""A mail server that keeps what arrives, can be stopped at any moment, and now and then forgets to say that it has it."""

import contextlib
import email
import email.policy
import socket
import socketserver
import threading

# After so many letters one is kept without a word: the sender must repeat it, as the same letter.
SILENT_AT = 200


class Mailbox:
    """``letters`` holds (recipient, Message-ID, subject) of everything that arrived, repeated ones too."""

    def __init__(self):
        self.letters, self.server, self.connections = [], None, set()
        self.port = 0

    @property
    def is_up(self):
        return self.server is not None

    def start(self):
        self.server = Server(("127.0.0.1", self.port), Talk)
        self.server.mailbox, self.port = self, self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Be gone, also in the middle of a letter."""
        server, self.server = self.server, None
        server.shutdown()
        server.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Talk(socketserver.StreamRequestHandler):
    """What of RFC 5321 a sender of plain mail needs."""

    def handle(self):
        mailbox = self.server.mailbox
        mailbox.connections.add(self.connection)
        try:
            self.talk(mailbox)
        except OSError:
            pass
        finally:
            mailbox.connections.discard(self.connection)

    def talk(self, mailbox):
        self.say("220 here")
        recipients = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
                self.say("250 good")
            elif word == b"DATA":
                self.say("354 go on")
                letter = self.read_letter()
                if letter is None:
                    return
                mailbox.letters += [(each, letter["Message-ID"], letter["Subject"]) for each in recipients]
                if len(mailbox.letters) % SILENT_AT == 0:
                    return
                recipients = []
                self.say("250 kept")
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 good")

    def read_letter(self):
        """The letter, or None where the sender was gone before its end."""
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            lines.append(line.removeprefix(b"."))
        return None

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")
