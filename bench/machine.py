"""What a measurement was made on, and what the processes under it cost."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Spread:
    """Median and 95th percentile, in milliseconds."""

    median: float
    p95: float
    count: int

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Spread":
        """The spread of ``seconds``."""
        ordered = sorted(seconds)
        return cls(
            1e3 * statistics.median(ordered),
            1e3 * ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
            len(ordered),
        )

    def __str__(self) -> str:
        return f"{self.median:.2f} / {self.p95:.2f} ms"


def cpu_of(roots: Sequence[psutil.Process]) -> float:
    """User and system seconds of the processes and all that live under them."""
    total, seen = 0.0, set[int]()
    for root in roots:
        for process in [root, *root.children(recursive=True)]:
            if process.pid in seen:
                continue
            seen.add(process.pid)
            times = process.cpu_times()
            # Children that ended and were waited for are in the parent's account.
            total += times.user + times.system + times.children_user + times.children_system
    return total


def busy() -> float:
    """Seconds that all cores together have worked since boot."""
    times = psutil.cpu_times()
    return times.user + times.system + times.nice


def memory_of(roots: Sequence[psutil.Process]) -> float:
    """MiB that the processes and all under them hold for themselves, shared pages by share."""
    every = {p.pid: p for root in roots for p in [root, *root.children(recursive=True)]}
    return sum(p.memory_full_info().pss for p in every.values()) / 2**20


def describe() -> str:
    """One line on the machine and what else it was doing."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, load before: {load:.1f}"
    )
