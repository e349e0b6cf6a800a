"""What a person may get wrong, and what they are told; answers and maps that travel."""

import pickle
import zipfile

import numpy as np
import pytest

import puncta as pc


@pytest.fixture(scope="module")
def plain(small):
    return small.set(run__intervals="off", area__width_mm=3.0, area__height_mm=3.0)


def test_identity_sections_are_set_like_dots(small):
    assert small.set(device={"depth_mm": 1.2}).hash == small.set(device__depth_mm=1.2).hash
    assert small.set({"technique": {"passes": 2}}).hash == small.set({"technique.passes": 2}).hash
    with pytest.raises(TypeError, match="device.depth_mm: None is no value"):
        small.set(device__depth_mm=None)
    with pytest.raises(TypeError, match="load.path. reads a file"):
        pc.Scenario("scenarios/cheek-pen.toml")
    with pytest.raises(TypeError, match="a key is a text, and 3 is none"):
        small[3]


def test_limit_messages_speak_python(small):
    with pytest.raises(pc.ScenarioError) as found:
        small.set(device__depth_m=1.2)
    assert str(found.value) == "unknown key device.depth_m in set (did you mean device.depth_mm?)"
    asked = [
        lambda: pc.sweep(small, {"device.depth_mm": "2:1"}),
        lambda: pc.sweep(small, {}),
        lambda: pc.sweep(small, {"device.depth_mm": "0.1:3:0.0001"}),
        lambda: pc.optimise(small, {"device.depth_mm": "1:2"}),
        lambda: pc.optimise(small, {}, maximise="reach.fat"),
        lambda: pc.optimise(small, {"device.depth_mm": "1:2"}, maximise="reach.fat", over_inputs=0.9),
        lambda: pc.sensitivity(small, ranges={"device.depth_mm": "1:2"}, over="inputs"),
        lambda: pc.sensitivity(small, over="design"),
        lambda: pc.safe_depth(small, "chek"),
    ]
    for ask in asked:
        with pytest.raises(pc.RefusedError) as refused:
            ask()
        assert "--" not in str(refused.value), refused.value
    with pytest.raises(pc.RefusedError, match='vary={"device.depth_mm": "0.5:2:0.25"}'):
        pc.sweep(small, {})


@pytest.mark.parametrize("threads, error", [(-1, ValueError), (0, ValueError), (1.5, TypeError), ("two", TypeError), (2**70, ValueError)])
def test_limit_threads_are_a_whole_number(small, threads, error):
    for ask in [
        lambda: pc.run(small, threads=threads),
        lambda: pc.sweep(small, {"device.depth_mm": [1, 2]}, threads=threads),
        lambda: small.memory_bytes(threads),
    ]:
        with pytest.raises(error, match="threads: "):
            ask()


def test_limit_numbers_are_numbers(small):
    with pytest.raises(TypeError, match="points: a whole number"):
        pc.sweep(small, {"device.depth_mm": "1:2"}, sample="lhs", points=2.5)
    with pytest.raises(ValueError, match="points: 1 to"):
        pc.sweep(small, {"device.depth_mm": "1:2"}, sample="lhs", points=-4)
    with pytest.raises(ValueError, match="trade_off: two values are wanted, not 1"):
        pc.sweep(small, {"device.depth_mm": [1, 2]}, trade_off=["reach.fat"])
    with pytest.raises(TypeError, match="limit: a number is wanted"):
        pc.safe_depth(small, limit="a lot")
    with pytest.raises(TypeError, match="figure is a text"):
        pc.sensitivity(small, figure=3)


def test_limit_names_of_pictures_and_values(small_run):
    with pytest.raises(TypeError, match="the name of a picture is a text"):
        small_run.picture(None)
    with pytest.raises(KeyError, match="did you mean reach.fat"):
        small_run.plot.people("reach.fats")
    assert small_run.plot.map(extent=(0, 1, 0, 1)).images[0].get_extent() == [0, 1, 0, 1]


def test_identity_maps_travel(small_run):
    back = pickle.loads(pickle.dumps(small_run.fields))
    assert list(back) == list(small_run.fields)
    assert np.array_equal(back.dermal_injury, small_run.fields.dermal_injury, equal_nan=True)
    assert not back.dermal_injury.flags.writeable


def test_identity_answers_travel(plain, tmp_path):
    depths = {"device.depth_mm": [0.8, 1.2]}
    answers = [
        pc.compare(plain, plain.set(device__depth_mm=1.0)),
        pc.sweep(plain, depths, threads=1),
        pc.optimise(plain, {"device.depth_mm": [0.8, 1.0, 1.2]}, maximise="injury.dermis_volume_fraction"),
    ]
    for answer in answers:
        back = pickle.loads(pickle.dumps(answer))
        assert type(back) is type(answer) and back.files == answer.files
        assert back.json == answer.json and back.table.equals(answer.table)
        drawn = answer.pictures()
        assert {name: of.svg for name, of in back.pictures().items()} == {name: of.svg for name, of in drawn.items()}
        assert back.save(tmp_path / type(answer).__name__).is_dir()


def test_identity_bases_of_one_name_are_told_apart(plain):
    table = pc.sweep([plain, plain.set(technique__passes=2)], {"device.depth_mm": [0.8, 1.2]}).table
    assert table.iloc[:, 0].nunique() == 4 or set(table["base"]) == {"small (1)", "small (2)"}


def test_identity_a_comparison_has_errors_beside_its_values(plain):
    row = pc.compare(plain, plain.set(device__depth_mm=1.0)).table.loc["depth_mm.mean"]
    for letter in "AB":
        assert row[f"{letter}.se"] > 0 and row[f"{letter}.low"] <= row[letter] <= row[f"{letter}.high"]


@pytest.mark.parametrize(
    "name, damage",
    [
        ("fields.npz", lambda path: path.write_bytes(path.read_bytes()[:1000])),
        ("fields.npz", lambda path: path.write_bytes(pickle.dumps({"a": 1}))),
        ("fields.npz", lambda path: zipfile.ZipFile(path, "w").close()),
        ("summary.json", lambda path: path.write_text("{")),
        ("summary.json", lambda path: path.write_text("[]")),
        ("summary.json", lambda path: path.write_bytes(b"\xff\xfe")),
    ],
)
def test_limit_damaged_folders_are_named(plain, tmp_path, name, damage):
    folder = pc.run(plain).save(tmp_path / "out", pictures=False)
    damage(folder / name)
    with pytest.raises(pc.RefusedError, match="holds no results that can be read") as found:
        pc.load(folder)
    assert name in str(found.value) or "utf-8" in str(found.value)
    assert "allow_pickle" not in str(found.value)


def test_identity_oddities_are_warned_of():
    odd = pc.Scenario({"skin.site": "forehead", "device.preset": "pen-12", "device.depth_mm": 2.5, "area.width_mm": 2.0,
                       "area.height_mm": 2.0, "run.realisations": 2, "run.intervals": "off"})  # fmt: skip
    assert odd.warnings, "this scenario is to be an odd one"
    for ask in [lambda: pc.run(odd), lambda: pc.compare(odd, odd.set(device__depth_mm=2.0))]:
        with pytest.warns(UserWarning) as found:
            ask()
        assert any(str(one.message) in odd.warnings for one in found)
        assert {one.filename for one in found} == {__file__}
