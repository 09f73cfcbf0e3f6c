"""What a row of the table holds."""
import dataclasses
import math
import statistics


@dataclasses.dataclass
class Figure:
    name: str
    values: list  # seconds, or what `unit` says
    unit: str = "s"
    limit: float = None
    least: float = None  # for what is to be large, instead of `limit`
    cpu: float = None  # seconds of the client, user and system; median
    memory: int = None  # bytes, the median of the peaks
    memory_limit: int = None
    requests: int = None  # the largest
    written: int = None  # bytes, the largest
    family: str = ""  # figures of one family differ in `size` only
    size: int = 0

    @property
    def median(self):
        return statistics.median(self.values)

    def is_missed(self):
        too_much = self.limit is not None and self.median > self.limit
        too_little = self.least is not None and self.median < self.least
        too_large = self.memory_limit is not None and self.memory > self.memory_limit
        return too_much or too_little or too_large


def of_runs(name, runs, requests=(), **more):
    """The figure of several runs of processes.timed()."""
    return Figure(
        name,
        [run.wall for run in runs],
        cpu=statistics.median(run.cpu for run in runs),
        memory=round(statistics.median(run.memory for run in runs)),
        requests=max(requests, default=None),
        written=max(run.written for run in runs) or None,
        **more,
    )


def growth(figures):
    """(family, smaller, larger, exponent): the time goes with size ** exponent between the two sizes."""
    by_family = {}
    for figure in figures:
        if figure.family:
            by_family.setdefault(figure.family, []).append(figure)
    exponents = []
    for family, members in by_family.items():
        members.sort(key=lambda figure: figure.size)
        for small, large in zip(members, members[1:]):
            exponent = math.log(large.median / small.median) / math.log(large.size / small.size)
            exponents.append((family, small.size, large.size, exponent))
    return exponents
