import os
import subprocess
from pathlib import Path

import pytest

import puncta as pc

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("PUNCTA", ROOT / "target" / "release" / "puncta"))


@pytest.fixture(scope="session")
def program():
    """Runs a command of the program in a folder."""

    def run(where, *words):
        return subprocess.run([str(PROGRAM), *map(str, words)], cwd=where, check=True, capture_output=True, text=True).stdout

    return run


@pytest.fixture(scope="session")
def small():
    """A treatment that takes a moment."""
    keys = {"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 1.5, "area.width_mm": 5.0, "area.height_mm": 5.0}
    return pc.Scenario(keys, name="small").set(run__realisations=8)


@pytest.fixture(scope="session")
def small_run(small):
    return pc.run(small)
