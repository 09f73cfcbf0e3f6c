"""tests/bench/run without what it installs."""
import json
import pathlib
import signal
import sys

import builds
import counts
import options
import report
from rows import ROWS

SMOKE_ROWS = ["version", "validate", "plan", "apply", "waiting", "micro"]


def wanted_rows(chosen):
    if chosen.record:
        return []
    if chosen.rows:
        return chosen.rows
    if chosen.smoke:
        return SMOKE_ROWS
    return [name for name in ROWS if name != "build" or not chosen.no_build]


def measure(names, chosen):
    figures = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        figures += ROWS[name](chosen)
    return figures


def judged_counts():
    """The counts, and whether none is too high."""
    now, before = counts.measure(), counts.recorded()
    verdicts = {name: counts.verdict(name, count, before[name]) for name, count in now.items()}
    report.print_counts(now, before, verdicts)
    return now, "breach" not in verdicts.values()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no emulator is left behind
    chosen = options.parse(list(ROWS))
    if chosen.smoke:
        chosen.sizes, chosen.runs = [100, 1000], 1
    names = wanted_rows(chosen)
    if not chosen.no_build:
        builds.build_all()
    if chosen.record:
        counts.record(counts.measure())
        return 0

    figures = measure(names, chosen)
    report.print_figures(figures, chosen.runs)
    good, counted = True, {}
    if chosen.smoke or not chosen.rows:
        counted, good = judged_counts()
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(report.as_json(figures, counted), indent=2) + "\n")
    if chosen.compare:
        report.print_comparison(figures, counted, chosen.compare)
    return 0 if good else 1


sys.exit(main())
