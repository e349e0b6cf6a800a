"""With numpy alone: what needs more says what to install. Run by itself, before the other packages are there."""

import subprocess
import sys
import time

import puncta as pc

for package in ("pandas", "xarray", "matplotlib", "tqdm", "distributed"):
    assert package not in sys.modules, f"import puncta brought {package}"

r = pc.run(
    pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "area.width_mm": 4.0, "area.height_mm": 4.0}).set(run__intervals="off"),
    people=3,
    progress=lambda done, of: None,
)
assert r["depth_mm.mean"].n == 3
assert r.fields.dermal_injury.shape == (40, 40)
for what, package in ((lambda: r.figures, "pandas"), (r.to_xarray, "xarray"), (r.plot.map, "matplotlib")):
    try:
        what()
    except pc.MissingPackageError as error:
        assert f"pip install {package}" in str(error), error
    else:
        raise AssertionError(f"{package} was not missed")
try:
    pc.run(r.scenario, client=object())
except pc.MissingPackageError as error:
    assert "distributed" in str(error)

def seconds(words):
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", words], check=True)
        times.append(time.perf_counter() - begun)
    return min(times)

print(f"import puncta: {seconds('import puncta') - seconds('pass'):.2f} s, of which numpy {seconds('import numpy') - seconds('pass'):.2f} s")
