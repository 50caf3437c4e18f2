"""A mail server that keeps what arrives, and can be as bad as mail servers are: gone, slow, refusing, silent at the end."""

import contextlib
import email
import email.policy
import socket
import socketserver
import threading
import time

# After so many letters one is kept without a word: the sender must repeat it, as the same letter.
SILENT_AT = 200


class Mailbox:
    """``letters`` holds (recipient, Message-ID, subject) of everything that arrived, repeated ones too; ``unsure`` the
    Message-IDs of those whose sender cannot know it.

    ``pause`` is in seconds a line, ``refusal`` what every recipient is answered, ``unknown`` are those refused for ever.
    """

    def __init__(self):
        self.letters, self.unsure, self.server, self.connections = [], set(), None, set()
        self.port, self.unknown = 0, set()
        self.behave()

    def behave(self):
        """Be a good one from now on."""
        self.pause, self.refusal, self.silent_at = 0, "", SILENT_AT

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
                recipient = line.decode().partition("<")[2].partition(">")[0]
                refusal = "550 unknown" if recipient in mailbox.unknown else mailbox.refusal
                recipients += [] if refusal else [recipient]
                self.say(refusal or "250 good")
            elif word == b"DATA":
                self.say("354 go on")
                letter = self.read_letter()
                if letter is None:
                    return
                mailbox.letters += [(each, letter["Message-ID"], letter["Subject"]) for each in recipients]
                is_silent = len(mailbox.letters) % mailbox.silent_at == 0
                if not is_silent:
                    self.say("250 kept")
                # Who says nothing more may not have heard it.
                if is_silent or not self.rfile.readline():
                    mailbox.unsure.add(letter["Message-ID"])
                    return
                return self.say("221 bye")
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
        time.sleep(self.server.mailbox.pause)
        self.wfile.write(words.encode() + b"\r\n")
