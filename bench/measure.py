"""Serves the site with two sync workers, loads it with wrk, and prints what each page bears, beside C.

The desk of the officials and the rest of their office are measured by one visit at a time, signed in: what they hold must
not make them slower.
C is a constant page of 30 kB of the same Django and the same server (constant.py): a machine's speed cancels out.
Each figure is the median of several rounds in the same run.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "deploy"))

import local

HOST, PORT, WORKERS, CONNECTIONS = "127.0.0.1", 8149, 2, 8
IDLE = "/healthz"
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/"
DATABASE = "ilamexpo_bench"
ENQUIRIES = 3000
# What bench/report.py makes one exhibition of.
REPORT = ["--products", "5000", "--threads", str(2 * ENQUIRIES)]  # two an enquiry
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}
COLUMNS = "{:<26}{:>9}{:>11}{:>10}{:>11}{:>9}{:>9}{:>10}{:>9}"
HEADINGS = ("page", "req/s", "median ms", "99 % ms", "95 % alone", "queries", "kB", "kB (br)", "of C")
# Among so many works indexes of trigrams take less time to make than to fill row by row.
MANY = 50_000
TRIGRAMS = {"products_product_search": "search_text", "products_product_search_name": "search_name"}
SQL = "import sys, psycopg2 as p; c = p.connect(sys.argv[1]); c.autocommit = True; c.cursor().execute(sys.argv[2])"


def main():
    wishes = read_wishes()
    if wishes.office or wishes.report:
        wishes.works = wishes.threads = "none"
    if wishes.report and not wishes.office:
        wishes.exhibitions = "none"
    if numbers(wishes.works) and not shutil.which("wrk"):
        sys.exit("wrk is missing. On Debian or Ubuntu: sudo apt install wrk")
    os.chdir(ROOT)
    local.make_environment(ROOT / "requirements.txt")
    with tempfile.TemporaryDirectory(prefix="ilamexpo-bench-") as scratch:
        if wishes.seeded:
            serve_from(wishes.seeded, f"{scratch}/media")
            measure(wishes, Path(scratch))
            return
        for kind in wishes.databases.split(","):
            for works in numbers(wishes.works):
                with seeded(kind, f"{works:,} works", ["--products", str(works)], Path(scratch)) as is_there:
                    if is_there:
                        measure(wishes, Path(scratch))
            desks = {}
            for threads in numbers(wishes.threads):
                seed = ["--products", "1000", "--threads", str(threads)]
                with seeded(kind, f"{threads:,} threads", seed, Path(scratch)) as is_there:
                    if is_there:
                        desks[threads] = read_json("bench/desk.py")
            if desks:
                print_desks(desks)
            offices = {}
            for exhibitions in numbers(wishes.exhibitions):
                seed = ["--products", str(20 * exhibitions), "--threads", str(40 * exhibitions)]
                with seeded(kind, f"{exhibitions:,} exhibitions", seed, Path(scratch)) as is_there:
                    if is_there:
                        sizes = (exhibitions, 10 * exhibitions, 100 * exhibitions)
                        offices[exhibitions] = read_json("bench/office.py", *map(str, sizes))
            if offices:
                print_desks(offices)
            if wishes.report:
                with seeded(kind, "one report", REPORT, Path(scratch)) as is_there:
                    if is_there:
                        print_desks({ENQUIRIES: read_json("bench/report.py")})


def read_wishes():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20, help="how long each page is loaded (20)")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the median counts (3)")
    parser.add_argument("--works", default="1000,10000", help="sizes of the catalogue (1000,10000); or none")
    parser.add_argument("--pages", help="only those whose name begins like one of these, joined by commas")
    parser.add_argument("--threads", default="2000,20000", help="sizes of the officials' desk (2000,20000); or none")
    parser.add_argument(
        "--exhibitions",
        default="50,500",
        help="sizes of the office, with ten exhibitors and a hundred applications each (50,500); or none",
    )
    parser.add_argument("--office", action="store_true", help="the office alone; needs no wrk")
    parser.add_argument("--report", action="store_true", help="the report of a large exhibition alone; needs no wrk")
    parser.add_argument(
        "--seeded",
        metavar="URL",
        help="the works of a database that is filled already, of which five are withdrawn and published again",
    )
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql")
    return parser.parse_args()


def numbers(text):
    return [] if text == "none" else [int(each) for each in text.split(",")]


@contextmanager
def seeded(kind, size, seed, scratch):
    """Fill a database of its own, of which the environment tells from now on; yields whether there is one."""
    place = f"{kind}-{size.replace(',', '').replace(' ', '-')}"
    url = f"sqlite:///{scratch}/{place}.sqlite3" if kind == "sqlite" else POSTGRESQL + DATABASE
    serve_from(url, str(scratch / place))
    with database(kind) as reason:
        if reason:
            print(f"\n{kind}, {size}: left out, {reason}", flush=True)
        else:
            print(f"\n{kind}, {size}: seeding …", flush=True)
            if local.manage("prepare", "--verbosity", "0"):
                sys.exit("The database could not be prepared; see above.")
            is_long = kind == "postgresql" and seed[0] == "--products" and int(seed[1]) >= MANY
            with without_trigrams() if is_long else nullcontext():
                if local.manage("seed", *seed):
                    sys.exit("The database could not be filled; see above.")
        yield not reason


def serve_from(database_url, media_root):
    """Let the environment tell the site where its data are, and nothing else of this machine."""
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CACHE_URL", "DEBUG"):
        os.environ.pop(name, None)
    os.environ |= {"DATABASE_URL": database_url, "MEDIA_ROOT": media_root}
    os.environ |= {"SITE_URL": f"http://{HOST}:{PORT}", "LIMITS_FACTOR": "1000000"}


@contextmanager
def without_trigrams():
    """Leave out the works' indexes of trigrams, and make them at the end."""
    for name in TRIGRAMS:
        must(f"DROP INDEX {name}")
    yield
    for name, column in TRIGRAMS.items():
        must(f"CREATE INDEX {name} ON products_product USING gin ({column} gin_trgm_ops)")


def must(statement):
    if reason := sql(statement, DATABASE):
        sys.exit(f"{statement}: {reason}")


def measure(wishes, scratch):
    """Measure every page and C in turns, print the table and what stands beside it."""
    found = read_json("bench/pages.py")
    pages = found["pages"]
    if wishes.pages:
        pages = {name: page for name, page in pages.items() if name.startswith(tuple(wishes.pages.split(",")))}
    rounds, memories = zip(*(one_round(pages, wishes.seconds, scratch) for _ in range(wishes.rounds)), strict=True)
    print_table(pages, rounds)
    site, before, constant = (statistics.median(each[name] for each in memories) for name in ("site", "before", "C"))
    shelf, publishing = found["shelf"], found["publishing"]
    print(
        f"The sets of the works were made in {shelf['seconds']:.1f} s, in {shelf['megabytes']:.0f} MB. Publishing a work took"
        f" {publishing['milliseconds']:.0f} ms, the next list {publishing['seen']:.0f} ms.\n"
        f"Memory of {WORKERS} workers after the load: {site:.0f} MB, of the constant page's {constant:.0f} MB"
        f" ({site / constant:.2f} times), of the site's own after {IDLE} alone {before:.0f} MB ({site / before:.2f} times).",
        flush=True,
    )


def read_json(script, *words):
    return json.loads(subprocess.run([local.PYTHON, script, *words], stdout=subprocess.PIPE, check=True).stdout)


@contextmanager
def database(kind):
    """Make an empty PostgreSQL database where one is asked for, and drop it; yields why there is none, or None."""
    if kind == "sqlite":
        yield None
        return
    letters = f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    drop = f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"
    reason = sql(drop) or sql(letters)
    try:
        yield reason
    finally:
        if not reason:
            sql(drop)


def sql(statement, name="postgres"):
    """Run it as role postgres on this machine, in the database of that name; the reason why that failed, or None."""
    tried = subprocess.run([local.PYTHON, "-c", SQL, POSTGRESQL + name, statement], capture_output=True, text=True)
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else None


def one_round(pages, seconds, scratch):
    """C, then every page: {name: {"rate": …, "median": …, "slowest": …}}, and the MB its server holds after it.

    These are {"C": …, "site": …, "before": the site's when it has served no page}.
    """
    with served("constant:application", "bench") as server:
        found = {"C": load(["/"], seconds, scratch)}
        memory = {"C": memory_of([server.pid]) / 1e6}
    with served("ilamexpo.wsgi:application", ".") as server:
        load([IDLE], seconds, scratch)
        memory["before"] = memory_of([server.pid]) / 1e6
        found |= {name: load(page["paths"], seconds, scratch) for name, page in pages.items()}
        memory["site"] = memory_of([server.pid]) / 1e6
    return found, memory


def memory_of(processes):
    """The bytes that they and theirs take, what they share counted once."""
    total, waiting = 0, list(processes)
    while waiting:
        number = waiting.pop()
        try:
            rows = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            waiting += Path(f"/proc/{number}/task/{number}/children").read_text().split()
        except OSError:
            continue
        total += sum(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))
    return total


@contextmanager
def served(application, folder):
    server = subprocess.Popen(local.web_server(application, HOST, PORT, WORKERS), cwd=ROOT / folder)
    try:
        if not local.wait_for(HOST, PORT):
            sys.exit(f"{application} did not start.")
        yield server
    finally:
        local.stop([server])


def load(paths, seconds, scratch):
    """Load the addresses in turn, after a second to warm up."""
    listed = scratch / "paths.txt"
    listed.write_text("\n".join(paths) + "\n")
    for length in (1, seconds):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{length}s", "--latency", "-s", "bench/varied.lua"]
        command += [f"http://{HOST}:{PORT}", "--", str(listed)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        print(f"Not every answer was good:\n{said}", flush=True)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "median": milliseconds(said, "50%"),
        "slowest": milliseconds(said, "99%"),
    }


def milliseconds(said, share):
    amount, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)\b", said).groups()
    return float(amount) * UNITS[unit]


def print_table(pages, rounds):
    print(COLUMNS.format(*HEADINGS))
    middle = {
        name: {figure: statistics.median(each[name][figure] for each in rounds) for figure in rounds[0][name]}
        for name in rounds[0]
    }
    for name, figures in middle.items():
        page = pages.get(name, {"queries": 0, "bytes": 30_706, "compressed": 0, "server": 0})
        print(
            COLUMNS.format(
                name,
                f"{figures['rate']:.1f}",
                f"{figures['median']:.1f}",
                f"{figures['slowest']:.1f}",
                f"{page['server']:.1f}" if page["server"] else "",
                page["queries"],
                f"{page['bytes'] / 1000:.1f}",
                f"{page['compressed'] / 1000:.1f}" if page["compressed"] else "",
                f"{figures['rate'] / middle['C']['rate']:.3f}",
            ),
            flush=True,
        )


def print_desks(desks):
    """What a visit of each page takes, and how many times longer it is where there is most."""
    sizes = sorted(desks)
    print(
        ("{:<26}{:>9}" + "{:>16}" * len(sizes) + "{:>9}").format(
            "page", "queries", *(f"ms of {n:,}" for n in sizes), "growth"
        )
    )
    for page in desks[sizes[0]]:
        times = [desks[size][page]["milliseconds"] for size in sizes]
        queries = max(desks[size][page]["queries"] for size in sizes)
        cells = "".join(f"{time:>16.1f}" for time in times)
        print(f"{page:<26}{queries:>9}{cells}{times[-1] / times[0]:>9.2f}", flush=True)


if __name__ == "__main__":
    main()
