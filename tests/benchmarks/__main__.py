"""Prints every comparison as JSON: `make bench`."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.comparisons import BENCHMARKS


def main() -> None:
    """Measure what is named on the command line, or everything."""
    results = {}
    for name in sys.argv[1:] or BENCHMARKS:
        with TemporaryDirectory() as folder:
            results[name] = BENCHMARKS[name].measure(Path(folder)).as_json(BENCHMARKS[name].target)
    sys.stdout.write(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
