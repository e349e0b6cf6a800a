"""Parts for figures of one's own, drawn by matplotlib in the colours of puncta's pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _puncta
from .errors import near, needed

if TYPE_CHECKING:
    from ._run import Run


def colormap(name: str, *, dark: bool = False) -> Any:
    """A colour map of puncta's pictures for matplotlib: ``carmine`` (shares, densities), ``slate`` (depths), ``vik`` (differences)."""
    colors = needed("matplotlib.colors", "plot", "a colour map")
    return colors.LinearSegmentedColormap.from_list(f"puncta-{name}", _puncta.colour_map(name, 256, dark))


class Plot:
    """Parts of figures of one run; every function draws into `ax`, by default the current axes, and returns it."""

    def __init__(self, run: "Run"):
        self._run = run

    def _axes(self, ax: Any) -> Any:
        if ax is not None:
            return ax
        return needed("matplotlib.pyplot", "plot", "r.plot").gca()

    def map(self, name: str = "dermal_injury", *, ax: Any = None, colorbar: bool = True, **more: Any) -> Any:
        """A map, with its places in mm and a colour bar in its unit.

        Parameters
        ----------
        name : str
            A map of `Run.fields`.
        ax : matplotlib Axes, optional
        colorbar : bool
        **more
            For ``Axes.imshow``, such as ``vmin`` and ``vmax``.
        """
        needed("matplotlib", "plot", "r.plot.map")
        from ._run import Fields

        values = self._run.fields[name]
        full = Fields._SHORT.get(name, name)
        unit, label = next((unit, label) for of, unit, label in _puncta.field_kinds() if of == full)
        rows, columns, cell_x_mm, cell_y_mm = self._run.scenario._core.grid
        ax = self._axes(ax)
        look = {
            "cmap": colormap("slate" if unit == "mm" else "carmine"),
            "origin": "lower",
            "interpolation": "nearest",
            "extent": (0, columns * cell_x_mm, 0, rows * cell_y_mm),
        }
        image = ax.imshow(values, **{**look, **more})
        ax.set_xlabel("x (mm)")
        ax.set_ylabel("y (mm)")
        if colorbar:
            ax.figure.colorbar(image, ax=ax, label=label + (f" ({unit})" if unit and unit not in label else ""))
        return ax

    def people(self, key: str = "reach.fat", *, ax: Any = None, bins: int = 30, **more: Any) -> Any:
        """How a value spreads over people."""
        needed("matplotlib", "plot", "r.plot.people")
        known = {of: (unit, label) for of, unit, label in _puncta.measures()}
        if key not in known:
            raise KeyError(f"there is no value called {key}{near(key, known)}")
        values = self._run.people[key].to_numpy()
        unit, label = known[key]
        ax = self._axes(ax)
        ax.hist(values[np.isfinite(values)], bins=bins, **{"color": _puncta.colour_map("carmine", 3)[1], **more})
        ax.set_xlabel(label + (f" ({unit})" if unit else ""))
        ax.set_ylabel("people")
        return ax

    def depths(self, *, ax: Any = None, **more: Any) -> Any:
        """Depth of the tips that pierced, over all strikes of all people."""
        needed("matplotlib", "plot", "r.plot.depths")
        bins = self._run.summary["histograms"]["depth_mm"]
        ax = self._axes(ax)
        ax.stairs(bins["share"], bins["edges_mm"], fill=True, **{"color": _puncta.colour_map("slate", 3)[1], **more})
        ax.set_xlabel("depth of the tip (mm)")
        ax.set_ylabel("share of strikes")
        return ax
