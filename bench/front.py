"""nginx as it is deployed, but without TLS, before a web server on another port of this machine."""

import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def front(folder, port, web, *, media):
    """Listen on ``port`` until the end, with logs and scratch in ``folder``."""
    (folder / "site.conf").write_text(configuration(folder, port, web, media))
    scratch = "".join(
        f"{place}_temp_path {folder}/{place};\n" for place in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"user root; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "include /etc/nginx/modules-enabled/*.conf; events {}\n"
        f"http {{ include /etc/nginx/mime.types; include {folder}/site.conf;\n{scratch}}}\n"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def configuration(folder, port, web, media):
    """The last server of ``deploy/nginx/ilamexpo.conf`` with what stands before the first, for this machine."""
    text = (ROOT / "deploy/nginx/ilamexpo.conf").read_text()
    before, *servers = re.split(r"(?m)^server \{$", text)
    text = f"{before}server {{{servers[-1]}"
    text = re.sub(r"(?m)^ *(ssl_.*|listen \[::\].*)\n", "", text)
    for theirs, ours in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{port}",
        "server_name expo.example.org": "server_name 127.0.0.1",
        "Host $host": "Host $http_host",
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "/var/lib/ilamexpo/media/public;": f"{media}/public;",
        "/var/lib/ilamexpo;": f"{ROOT}/var;",
        "/srv/ilamexpo/app/": f"{ROOT}/",
        "/var/log/nginx/": f"{folder}/",
    }.items():
        if theirs not in text:
            raise ValueError(f"{theirs} is not in the configuration any more")
        text = text.replace(theirs, ours)
    return text
