"""What is counted and judged, since it hardly depends on the machine: requests, syncs, bytes, allocations,
instructions. recorded.json has what they were; how to read them is in README.md."""
import dataclasses
import json
import pathlib
import re

import fleet
from emulator import Emulator
from processes import timed, under
from rows import APPLY, AT_ONCE, PLAN, counted, folders

RECORDED = pathlib.Path(__file__).resolve().parents[1] / "recorded.json"
SIZE = 1000


@dataclasses.dataclass
class Tolerance:
    """Shares of the recorded count."""

    above: float  # more is a breach
    below: float  # less is worth recording


TOLERANCES = {
    "plan requests": Tolerance(0, 0),
    "plan instructions": Tolerance(0.05, 0.05),
    "plan allocations per resource": Tolerance(0.05, 0.05),
    "apply requests": Tolerance(0, 0),
    "apply syncs": Tolerance(0, 0),
    "apply bytes written": Tolerance(0.01, 0.01),
}


def plan_counts(folder, emulator):
    before = emulator.requests()
    timed(PLAN, folder, emulator.url)
    requests = emulator.requests() - before
    callgrind = under(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"], PLAN, folder, emulator.url)
    return {
        "plan requests": requests,
        "plan instructions": int(re.search(r"Collected : (\d+)", callgrind)[1]),
    }


def allocations(folder, url):
    memcheck = under(["valgrind", "--leak-check=no", "--undef-value-errors=no"], PLAN, folder, url)
    return int(re.search(r"total heap usage: ([\d,]+) allocs", memcheck)[1].replace(",", ""))


def allocations_per_resource(scratch, large, url):
    """The difference between two sizes, so that the start of the program does not count."""
    with Emulator(*AT_ONCE) as emulator:
        small = fleet.deployments(scratch + "/small", 1)
        timed(APPLY, small, emulator.url)
        least = allocations(small, emulator.url)
    return round((allocations(large, url) - least) / (SIZE - 1), 1)


def apply_counts():
    """On virtual time: who shares a sync would else depend on who runs when."""
    took = counted(SIZE, ready_after=0, parallelism=64)
    return {
        "apply requests": took["requests"],
        "apply syncs": took["syncs"],
        "apply bytes written": took["written"],
    }


def measure():
    with folders() as scratch, Emulator(*AT_ONCE) as emulator:
        folder = fleet.deployments(scratch + "/fleet", SIZE)
        timed(APPLY, folder, emulator.url)
        return (
            plan_counts(folder, emulator)
            | {"plan allocations per resource": allocations_per_resource(scratch, folder, emulator.url)}
            | apply_counts()
        )


def record(counts):
    RECORDED.write_text(json.dumps(counts, indent=2) + "\n")


def recorded():
    return json.loads(RECORDED.read_text())


def verdict(name, count, before):
    """ "" as recorded, "breach", or "record". """
    tolerance = TOLERANCES[name]
    if count > before * (1 + tolerance.above):
        return "breach"
    return "record" if count < before * (1 - tolerance.below) else ""
