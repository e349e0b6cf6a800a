import copy
import pickle

import numpy as np
import pytest

import puncta as pc

from conftest import ROOT


def test_identity_a_dict_dots_and_a_file_are_one_scenario(tmp_path):
    nested = pc.Scenario({"skin": {"site": "cheek"}, "device": {"preset": "pen-12", "depth_mm": 1.2}}, name="x")
    dotted = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12"}, name="x", device__depth_mm=1.2)
    assert nested == dotted and nested.hash == dotted.hash
    # It can be changed in place, so it must not be lost in a dict.
    with pytest.raises(TypeError, match="unhashable"):
        hash(nested)
    nested.save(tmp_path / "x.toml")
    assert pc.Scenario.load(tmp_path / "x.toml") == nested
    assert pc.Scenario.from_toml(nested.to_toml()) == nested


def test_identity_keys_are_read_and_set():
    s = pc.Scenario.load(ROOT / "scenarios" / "cheek-pen.toml")
    assert s["device.depth_mm"] == 1.5 and s["skin"]["site"] == "cheek"
    assert s["skin.thickness_mm"] is None
    t = s.set(device__depth_mm=np.float64(1.2), technique__passes=np.int32(2))
    assert (t["device.depth_mm"], t["technique.passes"]) == (1.2, 2)
    assert s["device.depth_mm"] == 1.5
    s["device.depth_mm"] = 1.2
    s["technique.passes"] = 2
    assert s == t
    with pytest.raises(pc.ScenarioError):
        s["device.depth_mm"] = 40
    assert s["device.depth_mm"] == 1.2


def test_identity_scenarios_travel(tmp_path):
    s = pc.Scenario.load(ROOT / "scenarios" / "cheek-pen.toml").set(device__depth_mm=1.2)
    for other in (pickle.loads(pickle.dumps(s)), copy.copy(s), copy.deepcopy(s)):
        assert other == s and other.name == s.name
        # A key that a resolved file would have fixed can still be changed.
        assert other.set(device__preset="pen-36") == s.set(device__preset="pen-36")


def test_limit_everything_wrong_is_said_at_once():
    with pytest.raises(pc.ScenarioError) as found:
        pc.Scenario({"skin.site": "Cheek", "device.preset": "pen-12", "device.depth": 1.5, "technique.passes": 4000})
    error = found.value
    assert isinstance(error, ValueError) and len(error.problems) >= 3
    passes = next(problem for problem in error.problems if problem.key == "technique.passes")
    assert passes.allowed and passes.line
    assert "cheek" in str(error) and "depth_mm" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems and str(again) == str(error)


@pytest.mark.parametrize(
    "value", [1j, object(), {1, 2}, b"1", 2**80, {3: 1}, np.zeros((2, 2), dtype=complex), float("nan"), None, [[[[[[[[[[1]]]]]]]]]]]
)
def test_limit_values_without_a_place_are_refused(value):
    with pytest.raises((TypeError, pc.ScenarioError)):
        pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": value})


def test_limit_names_are_hinted_at():
    s = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12"})
    with pytest.raises(KeyError, match="device.depth_mm"):
        s["device.dept_mm"]
    with pytest.raises(pc.ScenarioError, match="depth_mm"):
        s.set(device__dept_mm=1)
    with pytest.raises(pc.ScenarioError, match="no-such-file"):
        pc.Scenario.load("no-such-file.toml")
    with pytest.raises(TypeError, match="puncta.fit"):
        s.with_fit(None)
    with pytest.raises(TypeError, match="Scenario"):
        pc.run("scenarios/cheek-pen.toml")
    assert "cheek" in pc.sites() and "pen-12" in pc.devices() and "device.depth_mm" in pc.keys()
