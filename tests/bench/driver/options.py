"""The command line of tests/bench/run."""
import argparse


def numbers(text):
    return [int(part) for part in text.split(",")]


def durations(text):
    return [seconds(part) for part in text.split(",")]


def seconds(text):
    """ "50ms" -> 0.05, "2s" -> 2.0, "0" -> 0.0 """
    for unit, factor in (("ms", 1e-3), ("s", 1.0)):
        if text.endswith(unit):
            return float(text[: -len(unit)]) * factor
    return float(text)


def parse(row_names):
    parser = argparse.ArgumentParser(
        prog="tests/bench/run", description="Measures fireform; README.md beside it says what each row means."
    )
    add = parser.add_argument
    add("--sizes", type=numbers, default=[100, 1000, 10000, 100000], metavar="N,N",
        help="resources in the rows that grow [100,1000,10000,100000]")
    add("--latency", type=durations, default=[0.0, 0.05], metavar="D,D",
        help="of the emulator, in the plans of unchanged fleets [0,50ms]")
    add("--runs", type=int, default=5, metavar="N", help="of each row; the median counts [5]")
    add("--rows", action="append", choices=row_names, metavar="NAME",
        help="only this row, may be repeated: " + ", ".join(row_names))
    add("--no-build", action="store_true", help="measure build/bench as it is")
    add("--json", metavar="FILE", help="write the figures to this file")
    add("--compare", metavar="FILE", help="show the ratio to the figures in a file of --json")
    add("--smoke", action="store_true",
        help="sizes 100 and 1,000 once, times not judged; counts judged: exit code 1 when one is too high")
    add("--record", action="store_true", help="only the counts, written to recorded.json")
    return parser.parse_args()
