"""Fill a folder with all wheels of requirements.txt, for a server that no network reaches.

python deploy/wheels.py FOLDER [--python 3.11] [--machine x86_64]

On any connected machine with Python and pip. Every file's checksum is one of the lock's, here and again when it is
installed: WHEELS=FOLDER deploy/update …, WHEELS=FOLDER ./run, or by hand
pip install --no-index --find-links FOLDER --require-hashes --only-binary :all: -r requirements.txt
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
# Debian 12 has glibc 2.36: wheels built for it and for every older one since manylinux began to be numbered so.
GLIBC = range(5, 37)
CONDITION = re.compile(r" *; *(?P<condition>.*?)(?= *\\?$)")
# pip asks conditions of the machine it runs on; these are never true on the server, the others may be.
NEVER = re.compile(r"""sys_platform == 'win32'|platform_python_implementation != 'CPython'""")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="made when it is not there; a wheel that it holds is kept")
    parser.add_argument("--python", default="3.11", help="the server's: Debian 12 has 3.11 (the default), 13 has 3.13")
    parser.add_argument("--machine", default="x86_64", help="what uname -m says on the server (default: x86_64)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "requirements.txt"
        lock.write_text(without_conditions(LOCK.read_text()))
        code = subprocess.run(command(asked, lock)).returncode
    if code:
        sys.exit("Not all wheels could be had; see above. Run it again: what is there already is kept.")
    wheels = list(asked.folder.glob("*.whl"))
    size = sum(path.stat().st_size for path in wheels) / 1e6
    print(f"{len(wheels)} wheels, {size:.0f} MB, for Python {asked.python} on {asked.machine}: {asked.folder}")


def command(asked, lock):
    """pip, told of the server's Python and machine instead of ours; the lock is complete, so nothing is resolved."""
    platforms = [f"manylinux_2_{minor}_{asked.machine}" for minor in reversed(GLIBC)]
    platforms += [f"{name}_{asked.machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1", "linux")]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--dest", str(asked.folder), "--requirement", str(lock), "--require-hashes", "--no-deps"),
        *("--only-binary", ":all:", "--implementation", "cp", "--python-version", asked.python),
        *(word for platform in platforms for word in ("--platform", platform)),
    ]


def without_conditions(lock):
    """The lock for every server: what none needs is left out, what some need is taken whatever this machine is."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    kept = []
    for block in blocks:
        first, newline, rest = block.partition("\n")
        condition = CONDITION.search(first)
        if condition and NEVER.search(condition["condition"]):
            continue
        kept.append(CONDITION.sub(" ", first) + newline + rest)
    return "".join(kept)


if __name__ == "__main__":
    main()
