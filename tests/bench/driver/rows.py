"""The rows of the table: each function measures and yields figures. What a row means is in README.md."""
import json
import math
import pathlib
import re
import subprocess
import tempfile

import builds
import fleet
from emulator import Emulator
from figures import Figure, of_runs
from processes import PROGRAMS, timed

MB = 1_000_000
PAGE = 200  # objects of a LIST reply
APPLY = ["apply", "--auto-approve", "--parallelism", "64"]
PLAN = ["plan", "--detailed-exitcode"]
AT_ONCE = ["--ready-after", "0s"]
STATE = "fireform.state.json"


def folders():
    return tempfile.TemporaryDirectory(prefix="fireform-bench-")


def forget(folder):
    """As if fireform had never run there."""
    for file in folder.glob("fireform.state.*"):
        file.unlink()


def prepare(folder, emulator):
    """For what only has to be there: latency is then no matter, and the second run sees that all is ready."""
    command = ["apply", "--auto-approve", "--wait=false", "--parallelism", "1000"]
    timed(command, folder, emulator.url)
    timed(command, folder, emulator.url)


def latency_text(seconds):
    return f"{seconds * 1000:g}ms" if seconds else "0"


def version(_):
    runs = [timed(["version"]) for _ in range(50)]
    yield of_runs("version", runs, limit=0.003, memory_limit=10 * MB)


def validate(options):
    for size in options.sizes:
        with folders() as scratch:
            folder = fleet.deployments(scratch + "/fleet", size, files=20)
            runs = [timed(["validate"], folder) for _ in range(options.runs)]
        yield of_runs(f"validate {size:,} in 20 files", runs, limit={10_000: 0.25}.get(size), family="validate",
                      size=size)


def planned(folder, emulator, runs):
    """Plans of a fleet that is as it should be, and the most requests one took."""
    taken, requests = [], []
    for _ in range(runs):
        before = emulator.requests()
        taken.append(timed(PLAN, folder, emulator.url))
        requests.append(emulator.requests() - before)
    return taken, requests


def plan_limits(size, latency):
    if latency:
        return {"limit": 0.6 * math.ceil(size / PAGE) * latency + 0.3} if size == 10_000 else {}
    times, sizes = {10_000: 0.35, 100_000: 4.5}, {10_000: 120 * MB, 100_000: 700 * MB}
    return {"limit": times.get(size), "memory_limit": sizes.get(size)}


def plan(options):
    for latency in options.latency:
        word = latency_text(latency)
        for size in options.sizes:
            with folders() as scratch, Emulator(*AT_ONCE, "--latency", word) as emulator:
                folder = fleet.deployments(scratch + "/fleet", size)
                prepare(folder, emulator)
                runs, requests = planned(folder, emulator, options.runs)
            yield of_runs(f"plan {size:,} unchanged, latency {word}", runs, requests, family=f"plan, latency {word}",
                          size=size, **plan_limits(size, latency))


def references(options):
    """Half of the size each of deployments and addons, once with references and once with the ids written."""
    size = 10_000 if 10_000 in options.sizes else max(options.sizes)
    medians = {}
    for across in (False, True):
        with folders() as scratch, Emulator(*AT_ONCE) as emulator:
            folder = fleet.pairs(scratch + "/fleet", size // 2, references=True)
            prepare(folder, emulator)
            if not across:
                fleet.pairs(folder, size // 2, references=False)
                prepare(folder, emulator)
            runs, requests = planned(folder, emulator, options.runs)
        word = "with references across" if across else "with ids written"
        figure = of_runs(f"plan 2 x {size // 2:,} {word}", runs, requests)
        medians[across] = figure.median
        yield figure
    yield Figure("... ratio of the two", [medians[True] / medians[False]], unit="x", limit=1.3)


def applied(folder, flags, emulator_flags, runs):
    """Applies to a fresh account each time, and the most requests one took."""
    taken, requests = [], []
    for _ in range(runs):
        forget(folder)
        with Emulator(*emulator_flags) as emulator:
            taken.append(timed(flags, folder, emulator.url))
            requests.append(emulator.requests())
    return taken, requests


def apply(options):
    for size in options.sizes:
        with folders() as scratch:
            folder = fleet.deployments(scratch + "/fleet", size)
            runs, requests = applied(folder, APPLY, AT_ONCE, options.runs if size <= 10_000 else 1)
        yield of_runs(f"apply {size:,} creates, latency 0", runs, requests, limit={10_000: 3.0}.get(size),
                      family="apply, latency 0", size=size)


def latency(options):
    size = 1000
    with folders() as scratch:
        folder = fleet.deployments(scratch + "/fleet", size)
        runs, requests = applied(folder, APPLY, [*AT_ONCE, "--latency", "50ms"], options.runs)
    yield of_runs("apply 1,000 creates, latency 50ms, 64 side by side", runs, requests,
                  limit=1.15 * size / 64 * 0.05 + 0.4)


def ready(options):
    with folders() as scratch:
        folder = fleet.deployments(scratch + "/fleet", 60)
        runs, requests = applied(folder, ["apply", "--auto-approve"], ["--ready-after", "3s"], options.runs)
    yield of_runs("apply 60 that take 3 s to be ready", runs, requests, limit=3.6)


def rate(options):
    size, per_second = 1000, 100
    with folders() as scratch:
        folder = fleet.deployments(scratch + "/fleet", size)
        runs, requests = applied(folder, APPLY, [*AT_ONCE, "--rate-limit", f"{per_second}/s"], options.runs)
    yield of_runs("apply 1,000 creates at 100 requests/s", runs, requests, limit=1.05 * size / per_second)
    yield Figure("... requests per created object", [count / size for count in requests], unit="x", limit=1.03)


def written(options):
    size = 3000
    with folders() as scratch:
        folder = fleet.deployments(scratch + "/fleet", size)
        runs, requests = applied(folder, APPLY, AT_ONCE, options.runs)
        final = (folder / STATE).stat().st_size
    yield Figure("state written in 3,000 creates, of the final state", [run.written / final for run in runs], unit="x",
                 limit=3.0, requests=max(requests), written=max(run.written for run in runs))


def counted(size, ready_after, parallelism):
    """What an apply takes on virtual time."""
    command = [PROGRAMS / "counted", *map(str, (size, ready_after, parallelism))]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def waiting(_):
    looks = counted(500, ready_after=600, parallelism=16)["looks"]
    yield Figure("requests while waiting 10 min for 500", [looks], unit="", limit=400)


def emulator_alone(options):
    """Nothing without load.cpp."""
    program = PROGRAMS / "load"
    if not program.exists():
        return
    rates = []
    with folders() as scratch, Emulator(*AT_ONCE) as emulator:
        folder = fleet.deployments(scratch + "/fleet", 1)
        timed(APPLY, folder, emulator.url)
        name = json.loads((folder / STATE).read_text())["resources"][0]["name"]
        command = [program, emulator.url.rpartition(":")[2], "8", "2", "GET", f"/v1/{name}"]
        for _ in range(options.runs):
            printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            rates.append(int(re.search(r"(\d+) requests/s, 0 not 2xx", printed)[1]))
    yield Figure("emulator alone, requests a second", rates, unit="", least=20_000)


def micro(options):
    """Google Benchmark prints its own table as well, which has how each grows."""
    command = [PROGRAMS / "micro", "--benchmark_min_time=0.2"]
    if options.smoke:
        command = [PROGRAMS / "micro", "--benchmark_min_time=0.01", "--benchmark_filter=-/(4096|10000)"]
    with folders() as scratch:
        report = pathlib.Path(scratch, "report.json")
        subprocess.run([*command, f"--benchmark_out={report}"], check=True, stdin=subprocess.DEVNULL)
        measured = json.loads(report.read_text())["benchmarks"]
    for one in measured:
        if one["run_type"] == "iteration":
            family, size = (one["name"].split("/") + ["0"])[:2]
            unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[one["time_unit"]]
            yield Figure(f"micro: {family} {int(size):,}" if int(size) else f"micro: {family}",
                         [one["real_time"] * unit], cpu=one["cpu_time"] * unit,
                         family=f"micro: {family}" if int(size) else "", size=int(size))


ROWS = {
    "build": builds.build,
    "version": version,
    "validate": validate,
    "plan": plan,
    "references": references,
    "apply": apply,
    "latency": latency,
    "ready": ready,
    "rate": rate,
    "written": written,
    "waiting": waiting,
    "emulator": emulator_alone,
    "micro": micro,
}
