import filecmp
import io
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest

import puncta as pc
from puncta.errors import exact

from conftest import ROOT

SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
FEW = {"run.realisations": 3, "run.intervals": "off"}


def files_of(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")


def few(path):
    """A scenario of the project with few people and a small area."""
    s = pc.Scenario.load(path).set(FEW)
    settings = [f"{key}={value}" for key, value in FEW.items()]
    return s, [word for setting in settings for word in ("--set", setting)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_identity_every_scenario_has_the_bytes_of_the_program(path, program, tmp_path):
    s, settings = few(path)
    program(tmp_path, "run", path, *settings, "--no-pictures", "--quiet", "--out", tmp_path / "program")
    r = pc.run(s)
    r.save(tmp_path / "python", pictures=False)
    wanted = files_of(tmp_path / "program")
    assert wanted == files_of(tmp_path / "python")
    for name in wanted:
        assert filecmp.cmp(tmp_path / "program" / name, tmp_path / "python" / name, shallow=False), name
    # What Python shows is what the files hold.
    summary = json.loads((tmp_path / "program" / "summary.json").read_text())
    table = pd.read_csv(tmp_path / "program" / "summary.csv", **exact(pd)).set_index("key")
    for part in ("value", "se", "p05", "p95", "low", "high", "n"):
        np.testing.assert_array_equal(r.figures[part].to_numpy(), table[part].to_numpy(), err_msg=part)
    assert r.summary == summary
    with np.load(tmp_path / "program" / "fields.npz") as fields:
        for name in r.fields:
            np.testing.assert_array_equal(r.fields[name], fields[name])
    people = pd.read_csv(tmp_path / "program" / "people.csv", **exact(pd)).set_index("person")
    pd.testing.assert_frame_equal(r.people, people)
    with np.load(tmp_path / "program" / "sample.npz") as sample:
        np.testing.assert_array_equal(r.strikes["tip_depth_mm"].to_numpy(), sample["tip_depth_mm"])
    # Read back, it is the same.
    again = pc.load(tmp_path / "program")
    assert again._part("files")["people.csv"] == (tmp_path / "program" / "people.csv").read_bytes()
    pd.testing.assert_frame_equal(again.figures, r.figures)
    pd.testing.assert_frame_equal(again.strikes, r.strikes, check_dtype=False)


def test_identity_pictures_are_those_of_the_program(small, program, tmp_path):
    small.save(tmp_path / "small.toml")
    program(tmp_path, "run", "small.toml", "--quiet", "--out", "program")
    r = pc.run(pc.Scenario.load(tmp_path / "small.toml"))
    r.save(tmp_path / "python")
    names = files_of(tmp_path / "program")
    assert names == files_of(tmp_path / "python") and len(names) > 20
    for name in names:
        assert filecmp.cmp(tmp_path / "program" / name, tmp_path / "python" / name, shallow=False), name
    drawn = {path.stem for path in (tmp_path / "program" / "figures").glob("*.svg")}
    assert set(r.pictures) == drawn
    travelled = pickle.loads(pickle.dumps(r))
    restored = pc.load(tmp_path / "program")
    for name in r.pictures:
        wanted = (tmp_path / "program" / "figures" / f"{name}.svg").read_text()
        assert r.picture(name).svg == wanted
        assert travelled.picture(name).svg == wanted, name
        assert restored.picture(name).svg == wanted, name


def test_regress_a_run_cannot_be_told_another_scenario(small, tmp_path):
    r = pc.run(small, people=2)
    wanted = r.scenario.hash
    r.scenario["device.depth_mm"] = 0.5
    r.summary["depth_mm"] = None
    assert r.scenario.hash == wanted and r.summary["depth_mm"]
    r.save(tmp_path / "r", pictures=False)
    path = tmp_path / "r" / "scenario.toml"
    path.write_text(path.read_text().replace("depth_mm = 1.5", "depth_mm = 0.5"))
    with pytest.raises(ValueError, match="one of them was changed"):
        pc.load(tmp_path / "r")


def test_limit_control_c_stops_the_deepest_setting():
    words = (
        "import puncta as pc, sys, time\n"
        "s = pc.Scenario({'skin.site': 'cheek', 'device.preset': 'pen-12'})\n"
        "print('begun', flush=True)\n"
        "try:\n    pc.safe_depth(s, 'face')\n"
        "except KeyboardInterrupt:\n    sys.exit(7)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begun\n"
    time.sleep(1.0)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=120)
    assert child.returncode == 7


def test_identity_a_picture_shows_and_saves_itself(small_run, tmp_path):
    picture = small_run.picture("cross-section", theme="dark", language="de")
    assert picture._repr_svg_().startswith("<svg") and picture.caption and picture.alt
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        picture.save(tmp_path / f"x.{ending}")
        assert (tmp_path / f"x.{ending}").read_bytes().startswith(start)
    assert picture.key is None and small_run.picture("cross-section", labels="numbers").key.startswith("<svg")
    with pytest.raises(ValueError, match="svg, png or pdf"):
        picture.save(tmp_path / "x.jpg")
    with pytest.raises(KeyError, match="cross-section"):
        small_run.picture("cross")
    with pytest.raises(TypeError, match="skin_tone"):
        small_run.picture("block", colour="red")
    with pytest.raises(ValueError, match="light, dark"):
        small_run.picture("block", theme="blue")


def test_identity_threads_seeds_and_people(small, small_run):
    for threads in (1, 3):
        other = pc.run(small, threads=threads)
        pd.testing.assert_frame_equal(other.figures, small_run.figures)
        np.testing.assert_array_equal(other.fields.dermal_injury, small_run.fields.dermal_injury)
    assert pc.run(small, people=4)["depth_mm.mean"].n == 4
    assert pc.run(small, seed=9)["depth_mm.mean"] != small_run["depth_mm.mean"]
    with pytest.raises(ValueError, match="threads"):
        pc.run(small, threads=0)
    with pytest.raises(pc.ScenarioError, match="realisations"):
        pc.run(small, people=0)


def test_identity_maps_are_not_copied(small):
    # 2000 x 2000 cells: the array is the buffer that Rust filled, numpy owns none of it, and nobody writes into it.
    s = small.set({"area.width_mm": 20.0, "area.height_mm": 20.0, "area.cell_um": 10.0, "run.realisations": 1, "run.intervals": "off"})
    r = pc.run(s)
    field = r.fields.dermal_injury
    assert field.shape == (2000, 2000) and field.dtype == np.float32
    assert not field.flags.owndata and not field.flags.writeable
    assert type(field.base).__module__ != "numpy" or not field.base.flags.owndata
    assert r.fields["dermis_volume_fraction"] is field
    assert r.to_xarray()["dermis_volume_fraction"].data.ctypes.data == field.ctypes.data
    with pytest.raises(ValueError):
        field[0, 0] = 1
    with pytest.raises(AttributeError, match="dermal_injury"):
        r.fields.dermal_injuri


def test_identity_xarray_has_places_and_units(small_run):
    found = small_run.to_xarray()
    assert found["depth_mean_mm"].attrs["units"] == "mm" and found["depth_mean_mm"].dims == ("y", "x")
    assert found.x.attrs["units"] == "mm" and float(found.x[0]) == pytest.approx(0.05)
    assert found.attrs["scenario_hash"] == small_run.scenario.hash
    copy = found.to_dict()
    assert copy["attrs"]["people"] == 8


def test_identity_a_missing_value_is_none_and_never_zero():
    keys = {"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 0.2, "device.tip_diameter_um": 200}
    s = pc.Scenario(keys).set(area__width_mm=2.0, area__height_mm=2.0, technique__passes=1)
    r = pc.run(s.set(run__intervals="off"), people=3)
    assert r["depth_mm.mean"].value is None
    assert np.isnan(r.figures.loc["depth_mm.mean", "value"]) and r.figures.loc["depth_mm.mean", "n"] == 0


def test_identity_plots(small_run):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 3)
    small_run.plot.map("dermal_injury", ax=axes[0])
    small_run.plot.people("depth_mm.mean", ax=axes[1])
    small_run.plot.depths(ax=axes[2])
    figure.savefig(io.BytesIO(), format="png")
    assert axes[0].get_xlabel() == "x (mm)" and axes[1].get_ylabel() == "people"
    plt.close(figure)


def test_identity_two_runs_at_once(small, small_run):
    found, errors = [], []

    def go(seed):
        try:
            found.append((seed, pc.run(small, seed=seed).figures))
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=go, args=(seed,)) for seed in (1, 2, 1, 2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not errors and len(found) == 4
    for seed, figures in found:
        pd.testing.assert_frame_equal(figures, pc.run(small, seed=seed).figures)


def of_seed(pair):
    small, seed = pair
    return pc.run(small, seed=seed, threads=1)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_identity_processes(small, small_run, method):
    with multiprocessing.get_context(method).Pool(2) as pool:
        first, second = pool.map(of_seed, [(small, small.seed), (small, 9)])
    pd.testing.assert_frame_equal(first.figures, small_run.figures)
    pd.testing.assert_frame_equal(first.people, small_run.people)
    pd.testing.assert_frame_equal(first.strikes, small_run.strikes)
    np.testing.assert_array_equal(first.fields.dermal_injury, small_run.fields.dermal_injury)
    assert not first.fields.dermal_injury.flags.writeable
    assert first.picture("tip-depth").svg == small_run.picture("tip-depth").svg
    with pytest.raises(ValueError, match="read back"):
        first.save("nowhere")


def test_identity_the_lock_is_free_while_rust_works(small):
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    begun = time.perf_counter()
    pc.run(small, people=200)
    took = time.perf_counter() - begun
    done.set()
    thread.join()
    # Python went on all the while: with the lock held there would be one tick or two.
    assert sum(begun <= at <= begun + took for at in ticks) > 5


def test_identity_progress_is_told(small):
    heard = []
    pc.run(small, people=60, progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (60, 60) and heard == sorted(heard)
    pc.run(small, progress=True)

    def refuse(done, of):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        pc.run(small, people=4000, progress=refuse)


def test_limit_control_c_stops_within_a_batch():
    words = (
        "import puncta as pc, sys\n"
        "s = pc.Scenario({'skin.site': 'cheek', 'device.preset': 'pen-12'})\n"
        "print('begun', flush=True)\n"
        "try:\n    pc.run(s, people=100000)\n"
        "except KeyboardInterrupt:\n    print('stopped'); sys.exit(7)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begun\n"
    time.sleep(1.0)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 7 and "stopped" in out


def test_limit_control_c_leaves_the_intervals():
    # All people are treated at once; what takes long then are people for the fat and draws of the inputs.
    words = (
        "import puncta as pc, signal, sys\n"
        "s = pc.Scenario({'skin.site': 'cheek', 'device.preset': 'pen-12'})\n"
        "def heard(done, of):\n"
        "    if done == of:\n        signal.raise_signal(signal.SIGINT)\n"
        "try:\n    pc.run(s, people=60, progress=heard)\n"
        "except KeyboardInterrupt:\n    sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", words], timeout=300).returncode == 7
