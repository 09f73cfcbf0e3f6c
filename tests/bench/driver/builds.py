"""Building what is measured, and how long building takes."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from figures import Figure
from processes import ROOT

ROOMS = ("engine", "providers", "schemas", "state")
LINES_OF_LIMIT, SECONDS_OF_LIMIT = 15_000, 120  # a clean build may take so long for so many lines


def run(command, **more):
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))} failed:\n{done.stdout}")


def build_all():
    """The preset `bench`: release, and the programs of tests/bench."""
    run(["cmake", "--preset", "bench"])
    run(["cmake", "--build", "--preset", "bench"])


def lines():
    files = [file for room in ROOMS for ending in ("cpp", "hpp") for file in (ROOT / room).rglob(f"*.{ending}")]
    return sum(file.read_bytes().count(b"\n") for file in files)


def built(folder):
    """Seconds of a build with two jobs and without ccache."""
    begin = time.monotonic()
    run(["cmake", "--build", folder, "-j2"], env={**os.environ, "CCACHE_DISABLE": "1"})
    return time.monotonic() - begin


def build(_):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="clean-", dir=ROOT / "build"))
    try:
        begin = time.monotonic()
        run(["cmake", "--preset", "release", "-B", folder])
        total = time.monotonic() - begin + built(folder)
        count = lines()
        yield Figure(f"clean release build of {count:,} lines, -j2", [total],
                     limit=SECONDS_OF_LIMIT * count / LINES_OF_LIMIT)
        for source, limit in (("engine/plan/make_plan.cpp", 5), ("providers/http/beast_client.cpp", 12)):
            (ROOT / source).touch()
            yield Figure(f"rebuild after a change of {source}", [built(folder)], limit=limit)
    finally:
        shutil.rmtree(folder)
