import os
import signal

import pandas as pd
import pytest

import puncta as pc

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
    with made, distributed.Client(made) as client:
        yield client


@pytest.fixture(scope="module")
def many(small):
    return small.set(run__realisations=24)


def equal(one, other):
    pd.testing.assert_frame_equal(one.figures, other.figures)
    for name in one.fields:
        assert one.fields[name].tobytes() == other.fields[name].tobytes(), name
    assert one._part("files") == other._part("files")


def test_identity_a_cluster_gives_the_bytes_of_one_machine(cluster, many):
    whole = pc.run(many)
    equal(pc.run(many, client=cluster), whole)
    heard = []
    equal(pc.run(many, client=cluster, shards=5, progress=lambda done, of: heard.append((done, of))), whole)
    assert heard[-1] == (5, 5)
    with pytest.raises(ValueError, match="1 to 24"):
        pc.run(many, client=cluster, shards=25)


def test_identity_a_sweep_on_a_cluster_is_that_of_one_machine(cluster, small):
    vary = {"device.depth_mm": [0.5, 1.0, 1.5], "technique.passes": [1, 2]}
    assert pc.sweep(small, vary, client=cluster).files == pc.sweep(small, vary).files
    with pytest.raises(pc.RefusedError, match="cannot vary"):
        pc.sweep(small, {"run.seed": [1, 2]}, client=cluster)


def test_identity_a_killed_worker_costs_its_shard_alone(cluster, small):
    long = small.set({"run.realisations": 400, "area.width_mm": 10.0, "area.height_mm": 10.0})
    whole = pc.run(long)
    pids = list(cluster.run(os.getpid).values())
    killed = []

    def kill(done, of):
        if done >= 2 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    equal(pc.run(long, client=cluster, shards=8, progress=kill), whole)
    assert killed, "the worker was to be killed on the way"
    cluster.wait_for_workers(2, timeout=60)
    assert pids[0] not in cluster.run(os.getpid).values()


def test_limit_a_cluster_that_goes_away_leaves_what_is_finished(small):
    long = small.set({"run.realisations": 400, "area.width_mm": 10.0, "area.height_mm": 10.0})
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
    client = distributed.Client(made, timeout="10s")

    def leave(done, of):
        if done == 3:
            made.close()

    with pytest.raises(pc.ClusterError, match="finished") as found:
        pc.run(long, client=client, shards=8, progress=leave)
    kept = found.value.finished
    assert 3 <= len(kept) < 8
    client.close(timeout=1)
    with pytest.raises(pc.ClusterError, match="does not answer"):
        pc.run(long, client=client)
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as other:
        with distributed.Client(other) as again:
            with pytest.raises(ValueError, match="shards="):
                pc.run(long, client=again, finished=kept)
            equal(pc.run(long, client=again, shards=8, finished=kept), pc.run(long))


def test_limit_workers_of_another_version_are_named(cluster, small, monkeypatch):
    monkeypatch.setattr("puncta._puncta.VERSION", "9.9.9")
    with pytest.raises(pc.ClusterError, match="has puncta .*; this is puncta 9.9.9"):
        pc.run(small, client=cluster)


def test_limit_workers_without_the_package_are_named(small):
    def lacks():
        import importlib.util
        import sys

        class Blind:
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] == "puncta":
                    raise ModuleNotFoundError(name)

        for name in [name for name in sys.modules if name.split(".")[0] == "puncta"]:
            del sys.modules[name]
        found = importlib.util.find_spec
        importlib.util.find_spec = lambda name, *more: None if name == "puncta" else found(name, *more)

    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as made:
        with distributed.Client(made) as client:
            client.run(lacks)
            with pytest.raises(pc.ClusterError, match="has no puncta"):
                pc.run(small, client=client)
    with pytest.raises(TypeError, match="distributed.Client"):
        pc.run(small, client="tcp://127.0.0.1")
