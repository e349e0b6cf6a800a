"""puncta: what a microneedling device (roller, pen, stamp, patch) does to skin.

It follows every needle of every pass across a treatment area, on many people, and gives values with honest intervals, maps and
pictures. For comparing device settings and for teaching; never for choosing a patient's depth.

>>> import puncta as pc
>>> s = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 1.5})
>>> s = s.set(area__width_mm=5.0, area__height_mm=5.0)
>>> r = pc.run(s, people=8)
>>> r.fields.dermal_injury.shape
(50, 50)
"""

from . import errors
from ._picture import Picture
from ._puncta import CONTEXT_OF_USE, VERSION as __version__, devices, sites
from ._run import Figure, Run, load, run
from ._scenario import Scenario
from ._study import Answer, compare, fit, optimise, safe_depth, sensitivity, sweep
from .errors import ClusterError, MissingPackageError, Problem, PunctaError, RefusedError, ScenarioError

__all__ = [
    "CONTEXT_OF_USE",
    "Answer",
    "ClusterError",
    "Figure",
    "MissingPackageError",
    "Picture",
    "Problem",
    "PunctaError",
    "RefusedError",
    "Run",
    "Scenario",
    "ScenarioError",
    "__version__",
    "compare",
    "devices",
    "errors",
    "fit",
    "keys",
    "load",
    "optimise",
    "run",
    "safe_depth",
    "sensitivity",
    "sites",
    "sweep",
]


def keys() -> dict[str, str]:
    """Every key of a scenario, with what it means. Units are part of the names."""
    from ._puncta import keys as all_keys

    return dict(all_keys())
