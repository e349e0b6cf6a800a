import filecmp
import warnings

import numpy as np
import pytest

import puncta as pc

from conftest import ROOT


@pytest.fixture(scope="module")
def plain(small, tmp_path_factory):
    """A scenario that Python and the program both read from a file."""
    path = tmp_path_factory.mktemp("plain") / "plain.toml"
    small.set(run__intervals="off", area__width_mm=4.0, area__height_mm=4.0).save(path)
    return path


def same(answer, folder, names):
    for name in names:
        assert answer.files[name].encode() == (folder / name).read_bytes(), name


def test_identity_a_comparison_is_that_of_the_program(plain, program, tmp_path):
    a = pc.Scenario.load(plain)
    b = a.set(device__depth_mm=1.0)
    b.save(tmp_path / "b.toml")
    program(tmp_path, "compare", plain, "b.toml", "--quiet", "--out", "out")
    found = pc.compare(a, pc.Scenario.load(tmp_path / "b.toml"))
    same(found, tmp_path / "out", ["comparison.json"])
    row = found.table.loc["depth_mm.mean"]
    assert row["B-A.value"] == pytest.approx(row["B"] - row["A"]) and row["B-A.value"] < 0
    assert found.picture("differences").svg == (tmp_path / "out" / "figures" / "differences.svg").read_text()
    with pytest.raises(pc.RefusedError, match="2 to 6"):
        pc.compare(a)
    # Another seed is replaced by the first one's.
    assert pc.compare(a, b.set(run__seed=5)).json["settings"][1]["replaced"]


def test_identity_a_sweep_is_that_of_the_program(plain, program, tmp_path):
    s = pc.Scenario.load(plain)
    program(
        tmp_path, "sweep", plain, "--vary", "device.depth_mm=0.5,1,1.5", "--vary", "technique.passes=1,2",
        "--trade-off", "injury.dermis_volume_fraction,reach.fat", "--quiet", "--out", "out",
    )
    found = pc.sweep(
        s, {"device.depth_mm": [0.5, 1, 1.5], "technique__passes": np.array([1, 2])},
        trade_off=("injury.dermis_volume_fraction", "reach.fat"),
    )
    same(found, tmp_path / "out", ["sweep.csv", "study.json", "study.toml", "base-1/plain.toml"])
    assert found.table.shape[0] == 6 and set(found.pictures()) == {path.stem for path in (tmp_path / "out" / "figures").glob("*.svg")}
    drawn = pc.sweep(s, {"device.depth_mm": "0.5:2"}, sample="sobol", points=4, figures=["depth_mm.mean"])
    assert drawn.table.shape[0] == 4 and drawn.json["design"] == "sobol"
    several = pc.sweep([s, s.set(skin__site="temple")], {"device.depth_mm": "0.5:1:0.5"})
    assert several.table.shape[0] == 4
    again = several.save(tmp_path / "again")
    program(tmp_path, "sweep", again / "study.toml", "--quiet", "--out", "repeated")
    assert filecmp.cmp(again / "sweep.csv", tmp_path / "repeated" / "sweep.csv", shallow=False)
    # A value may be a list itself; commas within it part nothing.
    directions = [["vertical"], ["horizontal", "vertical"]]
    turned = pc.sweep(s, {"technique.directions": directions})
    assert turned.table.shape[0] == 2
    for point, of in enumerate(directions):
        assert turned.table.loc[point, "punctures.cv.value"] == pc.run(s.set(technique__directions=of))["punctures.cv"].value
    turned.save(tmp_path / "turned")
    program(tmp_path, "sweep", tmp_path / "turned" / "study.toml", "--quiet", "--out", "turned-again")
    assert filecmp.cmp(tmp_path / "turned" / "sweep.csv", tmp_path / "turned-again" / "sweep.csv", shallow=False)
    with pytest.raises(FileExistsError, match="force=True"):
        turned.save(again)
    for wrong in (None, {1: [1.0]}, {"device.depth_mm": [0.8, None]}):
        with pytest.raises(TypeError):
            pc.sweep(s, wrong)
    with pytest.raises(pc.RefusedError, match="pen-12,pen-36"):
        pc.sweep(s, {"device.preset": ["pen-12,pen-36", "pen-12"]})
    for vary, words in (
        ({"device.dept_mm": [1, 2]}, "device.depth_mm"), ({"run.seed": [1, 2]}, "cannot vary"), ({"device.depth_mm": [1, 99]}, "point 1"), ({}, "nothing varies"),
    ):
        with pytest.raises(pc.RefusedError, match=words):
            pc.sweep(s, vary)


def test_identity_what_decides_is_that_of_the_program(plain, program, tmp_path):
    s = pc.Scenario.load(plain)
    words = ["--figure", "depth_mm.mean", "--range", "device.depth_mm=0.5:1.5", "--range", "technique.passes=1:4", "--most-points", "16", "--error", "0.5"]
    program(tmp_path, "sensitivity", plain, *words, "--quiet", "--out", "out")
    found = pc.sensitivity(
        s, "depth_mm.mean", ranges={"device.depth_mm": "0.5:1.5", "technique.passes": slice(1, 4)}, most_points=16, error=0.5
    )
    same(found, tmp_path / "out", ["sensitivity.csv", "sensitivity.json"])
    assert not found.table.empty
    with pytest.raises(pc.RefusedError, match="depth_mm.mean"):
        pc.sensitivity(s, "depth.mean")
    with pytest.raises(ValueError, match="error"):
        pc.sensitivity(s, error=7)


def test_identity_the_best_is_that_of_the_program(plain, program, tmp_path):
    s = pc.Scenario.load(plain)
    program(
        tmp_path, "optimise", plain, "--maximise", "injury.dermis_volume_fraction", "--subject-to", "reach.fat <= 0.2",
        "--over", "device.depth_mm=0.5:2", "--quiet", "--out", "out",
    )
    found = pc.optimise(s, {"device.depth_mm": "0.5:2"}, maximise="injury.dermis_volume_fraction", subject_to="reach.fat <= 0.2")
    same(found, tmp_path / "out", ["optimise.csv", "optimise.json", "best.toml"])
    assert 0.5 <= found.best["device.depth_mm"] <= 2
    with pytest.raises(pc.RefusedError, match="nothing is asked for"):
        pc.optimise(s, {"device.depth_mm": "0.5:2"})
    with pytest.raises(pc.RefusedError, match="subject_to"):
        pc.optimise(s, {"device.depth_mm": "0.5:2"}, maximise="reach.fat", subject_to="reach.fat is small")


def test_identity_the_deepest_setting_is_that_of_the_program(plain, program, tmp_path):
    program(tmp_path, "safe-depth", plain, "--sites", "cheek,temple", "--limit", "0.05", "--quiet", "--out", "out")
    found = pc.safe_depth(pc.Scenario.load(plain), ["cheek", "temple"], limit=0.05)
    same(found, tmp_path / "out", ["safe-depth.csv", "safe-depth.json"])
    assert list(found.table["site"]) == ["cheek", "temple"]
    with pytest.raises(pc.RefusedError, match="cheek"):
        pc.safe_depth(pc.Scenario.load(plain), "cheak")


def named_with(packed, depth_mm):
    import pickle

    return pickle.loads(packed).set(device__depth_mm=depth_mm)


def test_identity_a_fit_is_that_of_the_program(program, tmp_path):
    example = ROOT / "examples" / "fit-rows.toml"
    program(tmp_path, "fit", example, "--out", tmp_path / "law.csv", "--steps", "30", "--quiet")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pc.fit(example, steps=30)
    assert found.files["sets.csv"].encode() == (tmp_path / "law.csv").read_bytes()
    same(found, tmp_path / "law", ["fit.json"])
    # A scenario that names a fit travels with it.
    found.save_sets(tmp_path / "mine.csv")
    s = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12"})
    s.save(tmp_path / "s.toml")
    text = (tmp_path / "s.toml").read_text()
    (tmp_path / "named.toml").write_text("format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n[mechanics]\nsets = \"mine.csv\"\n")
    named = pc.Scenario.load(tmp_path / "named.toml")
    import pickle

    packed = pickle.dumps(named)
    (tmp_path / "mine.csv").unlink()
    assert pickle.loads(packed) == named and text
    fitted = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12"}, name="named").with_fit(found)
    assert fitted.hash == named.hash
    assert pickle.loads(pickle.dumps(fitted)).set(device__depth_mm=1.0) == named_with(packed, 1.0)
    with pytest.raises(pc.RefusedError, match="cannot be read"):
        pc.fit(tmp_path / "none.toml")
