"""What is compared, with what, and which ratio is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import engine_in_memory, plain_spiff
from tests.benchmarks.engine_stored import Stored
from tests.benchmarks.measuring import Comparison, compare
from tests.benchmarks.web_requests import servers

INSTANCES = 10  # in a round
REQUESTS = 60  # in a round
ROUNDS = 9


@dataclass(frozen=True)
class Benchmark:
    """``measure`` gets an empty folder."""

    target: float
    measure: Callable[[Path], Comparison]


def in_memory(folder: Path) -> Comparison:
    """A process of five tasks without a database, next to SpiffWorkflow as it comes."""
    return compare(lambda: engine_in_memory.in_memory(INSTANCES), lambda: plain_spiff.in_memory(INSTANCES), ROUNDS)


def with_sqlite(folder: Path) -> Comparison:
    """The same in SQLite, a transaction a step, next to SpiffWorkflow with its serializer and the same rows."""
    ours = Stored(folder / "stored.sqlite")
    theirs = plain_spiff.Stored(ours.sessions, ours.definition_id, ours.person_id)
    try:
        return compare(lambda: ours.run(INSTANCES), lambda: theirs.run(INSTANCES), ROUNDS)
    finally:
        ours.database.dispose()


def over_http(folder: Path) -> Comparison:
    """Completing a task on our page, next to a bare Flask view with one transaction made by hand."""
    with servers(folder) as (ours, bare):
        ours.start(instances=REQUESTS * (ROUNDS + 1))
        clocks = ours.client.clock, bare.client.clock
        return compare(lambda: ours.complete(REQUESTS), lambda: bare.complete(REQUESTS), ROUNDS, clocks)


BENCHMARKS: Mapping[str, Benchmark] = {
    "in_memory": Benchmark(3, in_memory),
    "with_sqlite": Benchmark(5, with_sqlite),
    "over_http": Benchmark(1 / 6, over_http),
}
