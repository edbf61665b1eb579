"""Prints every comparison and how costs grow as JSON: `make bench`."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.comparisons import BENCHMARKS, Benchmark
from tests.benchmarks.growth import growth
from tests.benchmarks.shares import shares


def compared(benchmark: Benchmark) -> Callable[[Path], object]:
    """A comparison, as JSON shows it."""
    return lambda folder: benchmark.measure(folder).as_json(benchmark.target)


MEASURED: Mapping[str, Callable[[Path], object]] = {
    **{name: compared(benchmark) for name, benchmark in BENCHMARKS.items()},
    "growth": growth,
    "shares": shares,
}


def main() -> None:
    """Measure what is named on the command line, or everything."""
    results = {}
    for name in sys.argv[1:] or MEASURED:
        with TemporaryDirectory() as folder:
            results[name] = MEASURED[name](Path(folder))
    sys.stdout.write(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
