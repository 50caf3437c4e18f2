"""Backs a filled site up, restores it into a second place, and compares them row by row and file by file."""

import argparse
import contextlib
import hashlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "deploy"), str(ROOT / "bench"), str(ROOT / "bench" / "faults")]

import local

WIDTH = 1600
SHARE = {".original": 0.5, ".jpg": 0.2, ".webp": 0.075}  # of the bytes of one work


def main(words=None):
    wishes = read_wishes(words)
    os.chdir(ROOT)
    if sys.prefix == sys.base_prefix:
        local.make_environment(ROOT / "requirements.txt")
        os.execv(local.PYTHON, [str(local.PYTHON), *sys.argv])
    with tempfile.TemporaryDirectory(prefix="ilamexpo-backup-") as scratch, databases(wishes, Path(scratch)) as urls:
        return there_and_back(wishes, Path(scratch), *urls)


def read_wishes(words):
    parser = argparse.ArgumentParser(prog="bench/backup", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--works", type=int, default=10_000, help="works with a picture of their own (10000)")
    parser.add_argument("--kilobytes", type=int, default=250, help="of all files of one work (250)")
    return parser.parse_args(words)


@contextlib.contextmanager
def databases(wishes, scratch):
    """The addresses of two empty databases."""
    if wishes.database == "sqlite":
        yield [f"sqlite:///{scratch / name}.sqlite3" for name in ("first", "second")]
        return
    from cluster import cluster

    scratch.chmod(0o755)  # the server runs as another account
    with cluster(scratch / "postgresql") as server:
        if server is None:
            sys.exit("PostgreSQL's own programs are not installed.")
        address = server.url.rpartition("/")[0]
        import psycopg2

        with contextlib.closing(psycopg2.connect(server.url)) as line:
            line.autocommit = True
            line.cursor().execute("CREATE DATABASE second TEMPLATE template0")
        yield server.url, f"{address}/second"


def there_and_back(wishes, scratch, first, second):
    """Do it all; the exit code."""
    timed("prepared", manage, scratch, "one", first, "prepare", "-v0")
    timed("seeded", manage, scratch, "one", first, "seed", "--products", str(wishes.works), "-v0")
    timed("pictures made", apart, fill, wishes, enter(scratch, "one", first))
    archive = scratch / "whole.tar"
    timed("backed up", manage, scratch, "one", first, "backup", str(archive))
    print(f"{archive.stat().st_size / 1e6:>10,.1f} MB in the backup", flush=True)
    timed("restored", manage, scratch, "two", second, "restore", str(archive))
    print(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:>10,.1f} MB of memory at most", flush=True)
    faults = compare_files(scratch) + compare_rows(scratch, first, second)
    for fault in faults[:50]:
        print(f"WRONG: {fault}")
    print("They differ." if faults else "They are the same.")
    return 1 if faults else 0


def timed(what, do, *words):
    began = time.monotonic()
    do(*words)
    print(f"{time.monotonic() - began:>10,.1f} s {what}", flush=True)


def enter(scratch, place, url):
    """The environment of a site in a folder of its own."""
    folder = scratch / place
    (folder / "var").mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "own_var",
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT), str(ROOT / "bench"), str(ROOT / "deploy"), str(ROOT / "bench/faults")]
        ),
        "OWN_VAR": str(folder / "var"),
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": "http://127.0.0.1:8000",
        "SAMPLE": "0",
    }


def manage(scratch, place, url, *words):
    words = [local.PYTHON, "manage.py", *words]
    subprocess.run(words, env=enter(scratch, place, url), check=True, stdout=subprocess.DEVNULL)


def apart(do, wishes, environment):
    """Call ``do(wishes)`` in a process of the site in ``environment``."""
    words = f"import django; django.setup(); import there_and_back; there_and_back.{do.__name__}({wishes.kilobytes})"
    subprocess.run([local.PYTHON, "-c", words], env=environment, check=True)


def fill(kilobytes):
    """Give every synthetic work a picture of its own, with bytes that do not shrink, as in photographs."""
    from django.conf import settings

    from lib.pictures import jpeg_name, srcset_names
    from products.models import Picture

    dice, media = random.Random(1), Path(settings.MEDIA_ROOT)
    for picture in Picture.objects.filter(product__slug__startswith="synthetic-").select_related("product").iterator():
        digest = hashlib.sha256(picture.product.code.encode()).hexdigest()[:16]
        original = f"originals/{picture.product.code}/{digest}.original"
        Picture.objects.filter(pk=picture.pk).update(digest=digest, width=WIDTH, original=original)
        public = [*(name for _width, name in srcset_names(digest, WIDTH)), jpeg_name(digest)]
        for path in (media / "private" / original, *(media / "public" / name for name in public)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(dice.randbytes(int(SHARE[path.suffix] * kilobytes * 1000)))


def compare_files(scratch):
    """What differs between the two folders, and how many were compared."""
    first, second = (digests(scratch / place / "media") for place in ("one", "two"))
    print(f"{len(first):>10,} files compared")
    return [f"file {name}" for name in first.keys() | second.keys() if first.get(name) != second.get(name)]


def digests(folder):
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                found[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").digest()
    return found


def compare_rows(scratch, first, second):
    """What differs between the two databases but for the hold on mail and who is signed in."""
    import environ

    lines = []
    for url in (first, second):
        read = environ.Env.db_url_config(url)
        if read["ENGINE"].endswith("sqlite3"):
            import sqlite3

            lines.append(sqlite3.connect(read["NAME"]))
        else:
            import psycopg2

            lines.append(psycopg2.connect(url))
    tables = [names(line) for line in lines]
    if tables[0] != tables[1]:
        return ["the tables"]
    count, faults = 0, []
    for table in tables[0]:
        one, two = (rows(line, table) for line in lines)
        count += len(one)
        if one != two and table not in {"accounts_mailhold", "django_session"}:
            faults.append(f"table {table}: {len(one)} rows, {len(two)} rows")
    print(f"{count:>10,} rows of {len(tables[0])} tables compared")
    return faults


def names(line):
    is_sqlite = type(line).__module__.startswith("sqlite3")
    words = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'" if is_sqlite else (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )  # fmt: skip
    cursor = line.cursor()
    cursor.execute(words)
    return sorted(name for (name,) in cursor.fetchall())


def rows(line, table):
    cursor = line.cursor()
    cursor.execute(f'SELECT * FROM "{table}"')
    return sorted(map(repr, cursor.fetchall()))


if __name__ == "__main__":
    sys.exit(main())
