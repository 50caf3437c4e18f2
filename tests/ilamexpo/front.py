"""nginx as it is deployed, with places and ports of its own, and somebody who asks it over TLS."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
NAME = "expo.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def why_not():
    """Why the front server cannot be tried here, or nothing."""
    if not NGINX:
        return "nginx is not installed (Debian: apt install nginx-light libnginx-mod-http-brotli-static)"
    if not list(Path("/etc/nginx/modules-enabled").glob("*brotli-static*")):
        return "nginx has no brotli (Debian: apt install libnginx-mod-http-brotli-static)"
    if not shutil.which("openssl"):
        return "openssl is not installed"
    return ""


class Front:
    """The deployed configuration in ``folder``, before a web server on the port ``web``."""

    def __init__(self, folder, web, *, data, public):
        self.folder, self.http, self.https = folder, free_port(), free_port()
        certificate = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
        words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        subprocess.run(["openssl", *words, *certificate], check=True, capture_output=True)
        text = (BASE / "deploy/nginx/ilamexpo.conf").read_text()
        # The longer one first.
        for place, ours in {
            "/var/lib/ilamexpo/media/public;": f"{public};",
            "/var/lib/ilamexpo;": f"{data};",
            "/srv/ilamexpo/app/": f"{BASE}/",
            "/etc/ilamexpo/tls/": f"{folder}/",
            "/var/log/nginx/": f"{folder}/",
            "127.0.0.1:8000": f"127.0.0.1:{web}",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "listen 443": f"listen 127.0.0.1:{self.https}",
        }.items():
            assert place in text, f"{place} is not in the configuration any more"
            text = text.replace(place, ours)
        (folder / "site.conf").write_text(re.sub(r"(?m)^ *listen \[::\].*\n", "", text))
        places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        (folder / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''} daemon off; worker_processes 1; pid {folder}/pid;\n"
            f"error_log {folder}/error.log; include /etc/nginx/modules-enabled/*.conf; events {{}}\n"
            f"http {{ include /etc/nginx/mime.types; include {folder}/site.conf;\n"
            + "".join(f"{place}_temp_path {folder}/{place};\n" for place in places)
            + "}\n"
        )

    def check(self):
        return subprocess.run([NGINX, "-t", "-q", "-c", self.folder / "nginx.conf"], capture_output=True, text=True)

    def __enter__(self):
        self.process = subprocess.Popen([NGINX, "-c", self.folder / "nginx.conf"])
        wait_for(self.https)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def log(self):
        return "".join(path.read_text() for path in self.folder.glob("*.log"))

    def ask(self, path, *, method="GET", body=None, name=NAME, headers=None):
        """The answer over TLS, with its body in ``content``."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        context.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.https, timeout=70)
        raw = socket.create_connection(("127.0.0.1", self.https), timeout=70)
        connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        try:
            connection.request(method, path, body, {"Host": name} | (headers or {}))
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            connection.close()


def wait_for(port):
    for _attempt in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers on port {port}")


class Visitor:
    """Asks through ``front`` and keeps cookies, as a browser does."""

    def __init__(self, front):
        self.front, self.cookies = front, {}

    def get(self, path):
        return self.ask(path)

    def post(self, path, fields):
        from urllib.parse import urlencode

        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).content)[1].decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{NAME}{path}"}
        return self.ask(path, method="POST", body=urlencode(fields | {"csrfmiddlewaretoken": token}), headers=headers)

    def ask(self, path, *, headers=None, **options):
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.front.ask(path, headers=(headers or {}) | ({"Cookie": kept} if kept else {}), **options)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
