"""Runs and sweeps on a Dask cluster.

Scheduling, retries and the dashboard are Dask's; here is only what a shard is, and how shards are joined.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import _puncta
from ._progress import Wanted, shown
from ._scenario import Scenario
from .errors import ClusterError, PunctaError, needed

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger("puncta")

#: How often Dask tries a shard again whose worker was lost.
RETRIES = 3


def _checked(client: "Client") -> int:
    """Threads of all workers, each of which must have this version."""
    distributed = needed("distributed", "cluster", "client=")
    if not isinstance(client, distributed.Client):
        raise TypeError(f"client: a distributed.Client is wanted, not {type(client).__name__}")
    if client.status != "running":
        raise ClusterError(f"the cluster does not answer: this client is {client.status}; make a new one")
    try:
        found = client.run(_version_of_worker)
        threads = sum(client.nthreads().values())
    except Exception as error:
        raise ClusterError(f"the cluster does not answer: {error}") from error
    if not found:
        raise ClusterError("the cluster has no workers; wait for them with client.wait_for_workers(1)")
    for worker, version in sorted(found.items()):
        if version != _puncta.VERSION:
            there = f"has puncta {version}" if version else "has no puncta: install it there"
            raise ClusterError(f"worker {worker} {there}; this is puncta {_puncta.VERSION}")
    return threads


def _version_of_worker() -> str:
    import importlib.util

    if importlib.util.find_spec("puncta") is None:
        return ""
    import puncta

    return puncta.__version__


# A function of a module is sent by its name, which a worker without the package could not find: this one is sent whole.
_version_of_worker.__module__ = "__main__"


def _gathered(
    client: "Client",
    job: Callable[[int], Any],
    count: int,
    what: str,
    progress: Wanted,
    finished: dict | None,
) -> list[Any]:
    """Results of all shards, 1 to `count`, in their order."""
    from distributed import as_completed

    there = dict(finished or {})
    if not all(isinstance(number, int) and 1 <= number <= count for number in there):
        raise ValueError(f"finished: these are not shards of {count}; hand over the same number of shards as before")
    left = [number for number in range(1, count + 1) if number not in there]
    futures = {}
    with shown(progress, what) as told:
        if told is not None:
            told(len(there), count)
        try:
            futures = {client.submit(job, number, pure=False, retries=RETRIES): number for number in left}
            for future, found in as_completed(futures, with_results=True, raise_errors=True):
                if future.status != "finished":
                    raise RuntimeError(f"a shard was {future.status}")
                there[futures[future]] = found
                if told is not None:
                    told(len(there), count)
        except (KeyboardInterrupt, PunctaError, ValueError, TypeError):
            # Somebody stopped it, or the question is wrong: no fault of the cluster.
            client.cancel(list(futures))
            raise
        except Exception as error:
            words = f"{len(there)} of {count} shards are finished, and then: {type(error).__name__}: {error}"
            raise ClusterError(f"{words}. Hand error.finished to the same call as finished= to go on with them", there) from error
    if len(there) < count:
        raise ClusterError(
            f"{len(there)} of {count} shards are finished; the cluster gave up the others. Hand error.finished to the same call as "
            "finished= to go on with them",
            there,
        )
    return [there[number] for number in range(1, count + 1)]


class _ShardOfRun:
    """Counts one shard of a run on a worker, on one thread: Dask runs as many at once as a worker has threads."""

    def __init__(self, scenario: Scenario, of: int):
        self.scenario, self.of = scenario, of

    def __call__(self, number: int) -> bytes:
        return _puncta.run_shard(self.scenario._core, number, self.of, 1)


class _ShardOfSweep:
    """Works out one shard of a sweep on a worker."""

    def __init__(self, bases: list[Scenario], asked: dict[str, Any], of: int):
        self.bases, self.asked, self.of = bases, asked, of

    def __call__(self, number: int) -> str:
        return _puncta.Plan([base._core for base in self.bases], self.asked).shard(number, self.of, 1)


def _shards(asked: int | None, most: int, threads: int, finished: dict | None) -> int:
    if asked is not None and not 1 <= asked <= most:
        raise ValueError(f"shards: 1 to {most} are possible, not {asked}")
    if asked is None and finished:
        raise ValueError("finished: say of how many shards they are, as before: shards=")
    return asked or max(1, min(most, 2 * threads))


def run_on(
    client: "Client",
    scenario: Scenario,
    threads: int | None,
    progress: Wanted,
    shards: int | None,
    finished: dict[int, bytes] | None,
) -> "_puncta.Run":
    """Runs a scenario on a cluster."""
    at_once = _checked(client)
    count = _shards(shards, scenario.people, at_once, finished)
    log.info("%d shards; memory: at most %d MB for each thread of a worker", count, -(-scenario.memory_bytes(1) // 1_000_000))
    states = _gathered(client, _ShardOfRun(scenario, count), count, "shards", progress, finished)
    return _puncta.merge_shards(scenario._core, states, threads)


def sweep_on(
    client: "Client",
    bases: list[Scenario],
    asked: dict[str, Any],
    progress: Wanted,
    shards: int | None,
    finished: dict[int, str] | None,
) -> "_puncta.Answer":
    """Sweeps on a cluster."""
    at_once = _checked(client)
    plan = _puncta.Plan([base._core for base in bases], asked)
    count = _shards(shards, plan.points, at_once, finished)
    most = max(base.memory_bytes(1) for base in bases)
    log.info("%d points in %d shards; memory: about %d MB for each thread of a worker", plan.points, count, -(-most // 1_000_000))
    return plan.joined(_gathered(client, _ShardOfSweep(bases, asked, count), count, "shards", progress, finished))
