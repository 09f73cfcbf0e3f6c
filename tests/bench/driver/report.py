"""Figures as a table, as JSON, and beside earlier ones."""
import dataclasses
import json
import os
import platform
import time

from figures import growth
from processes import timed

MB = 1_000_000
HEADERS = ("what", "median", "min", "max", "at most", "", "cpu", "memory", "at most", "requests", "written")


def seconds_text(value):
    if value < 1e-4:
        return f"{value * 1e6:.2f} us"
    if value < 0.1:
        return f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 100 else f"{value:.0f} s"


def amount_text(value, unit):
    if value is None:
        return ""
    if unit == "s":
        return seconds_text(value)
    return f"{value:.3f} x" if unit == "x" else f"{value:,.0f}"


def bytes_text(count):
    if count is None:
        return ""
    return f"{count / MB:.1f} MB" if count >= MB / 10 else f"{count / 1000:.1f} kB"


def cells(figure):
    amounts = (figure.median, min(figure.values), max(figure.values), figure.limit)
    least = f">= {amount_text(figure.least, figure.unit)}" if figure.least else ""
    *taken, limit = (amount_text(amount, figure.unit) for amount in amounts)
    return (
        figure.name,
        *taken,
        limit or least,
        "MISSED" if figure.is_missed() else "",
        amount_text(figure.cpu, "s"),
        bytes_text(figure.memory),
        bytes_text(figure.memory_limit),
        amount_text(figure.requests, ""),
        bytes_text(figure.written),
    )


def print_table(headers, rows):
    """The first column to the left, the others to the right."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in [headers, *rows]) for column in range(len(headers))]
    rule = tuple("-" * width for width in widths)
    for row in [headers, rule, *rows]:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        )
        print("| " + " | ".join([first, *others]) + " |")
    print()


def machine():
    return {
        "fireform": timed(["version"]).output.splitlines()[0],
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "kernel": platform.release(),
        "date": time.strftime("%Y-%m-%d %H:%M"),
    }


def print_figures(figures, runs):
    about = machine()
    print(f"\n{about['fireform']}, {about['cores']} cores, load {about['load']}, {about['date']}; "
          f"{runs} runs, requests and bytes the largest\n")
    print_table(HEADERS, [cells(figure) for figure in figures])
    grown = [(family, f"{small:,}", f"{large:,}", f"{exponent:.2f}")
             for family, small, large, exponent in growth(figures)]
    print_table(("time grows with size to the power", "from", "to", "exponent"), grown)


def as_json(figures, counts):
    def member(figure):
        all_values = {"median": figure.median, "min": min(figure.values), "max": max(figure.values)}
        return {key: value for key, value in (dataclasses.asdict(figure) | all_values).items() if value is not None}

    grown = [{"family": family, "from": small, "to": large, "exponent": round(exponent, 3)}
             for family, small, large, exponent in growth(figures)]
    return {"machine": machine(), "figures": [member(figure) for figure in figures], "growth": grown, "counts": counts}


def ratio_text(now, before):
    return f"{now / before:.2f}" if now is not None and before else ""


def print_comparison(figures, counts, file):
    with open(file, encoding="utf-8") as source:
        old = json.load(source)
    before = {member["name"]: member for member in old["figures"]}
    rows = [
        (figure.name, *(ratio_text(getattr(figure, key), before[figure.name].get(key))
                        for key in ("median", "cpu", "memory", "requests", "written")))
        for figure in figures if figure.name in before
    ]
    rows += [(name, ratio_text(count, old["counts"].get(name)), "", "", "", "") for name, count in counts.items()]
    print_table((f"ratio to {file} of {old['machine']['date']}", "median", "cpu", "memory", "requests", "written"),
                rows)


def print_counts(counts, recorded, verdicts):
    words = {"": "", "breach": "TOO HIGH", "record": "less: record it"}
    rows = [
        (name, f"{count:,}", f"{recorded[name]:,}", ratio_text(count, recorded[name]), words[verdicts[name]])
        for name, count in counts.items()
    ]
    print_table(("counts of 1,000 resources", "now", "recorded", "ratio", ""), rows)
