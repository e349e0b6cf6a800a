"""Runs: values, maps, tables and pictures of a scenario."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from copy import copy, deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import _puncta
from ._picture import Picture
from ._progress import Wanted, shown
from ._scenario import Scenario
from .errors import PunctaError, RefusedError, a_text, exact, near, needed, whole

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["Figure", "Run", "load", "run"]

_PARTS = ("value", "se", "p05", "p95", "low", "high", "n")


class Figure(NamedTuple):
    """A value with its errors; ``None`` where there is none.

    Attributes
    ----------
    value
        Mean over people.
    se
        Monte-Carlo standard error of that mean.
    p05, p95
        5 % and 95 % of people.
    low, high
        5 % and 95 % of the mean over inputs that nobody knows exactly, or over chance where inputs are not varied.
    n
        People that the value rests on.

    Notes
    -----
    ``reach.fat`` and ``reach.fat_per_cm2`` come from people of their own, drawn where skin is thin, and weighted: ``value``, ``se``
    and ``n`` are theirs, ``p05`` and ``p95`` those of the people of the run. With few people in the run the two may lie far apart.
    """

    value: float | None
    se: float | None
    p05: float | None
    p95: float | None
    low: float | None
    high: float | None
    n: int


class Fields(SimpleNamespace):
    """Maps of a run by name, with short names too: ``fields.dermal_injury`` is ``fields["dermis_volume_fraction"]``.

    Every map is a float32 array of shape (rows, columns), rows along y from the lower edge, means over people, NaN where nothing
    is treated; ``depth_max_mm`` is 0 where no needle pierced. The memory is the one that the simulation filled: it is read-only;
    ``.copy()`` gives one to write into.

    Short names: ``puncture_density``, ``repeat_hits``, ``covered``, ``open``, ``epidermal_injury``, ``dermal_injury``,
    ``depth_mean``, ``depth_max``, ``fat_reach``.
    """

    _SHORT = {
        "puncture_density": "punctures_per_cm2",
        "repeat_hits": "repeats_per_cm2",
        "covered": "covered_fraction",
        "open": "open_fraction",
        "epidermal_injury": "epidermis_volume_fraction",
        "dermal_injury": "dermis_volume_fraction",
        "depth_mean": "depth_mean_mm",
        "depth_max": "depth_max_mm",
        "fat_reach": "fat_reach_fraction",
    }

    def __init__(self, arrays: dict[str, np.ndarray]):
        super().__init__(**arrays)

    def __getitem__(self, name: str) -> np.ndarray:
        try:
            return getattr(self, name)
        except (AttributeError, TypeError) as error:
            raise KeyError(str(error)) from None

    def __getattr__(self, name: str) -> np.ndarray:
        full = Fields._SHORT.get(name)
        if full is not None and full in self.__dict__:
            return self.__dict__[full]
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"there is no map called {name}{near(name, [*self.__dict__, *Fields._SHORT])}")

    def __iter__(self):
        return iter(self.__dict__)

    def __reduce__(self):
        return (_fields, (dict(self.__dict__),))

    def __repr__(self) -> str:
        return f"<puncta.Fields {', '.join(self.__dict__)}>"


class Run:
    """What came out of a run; `puncta.run` and `puncta.load` give it."""

    def __init__(self, scenario: Scenario, parts: dict[str, Any], core: "_puncta.Run | None" = None):
        self._scenario = scenario
        self._parts = parts
        self._core = core
        self._cache: dict[str, Any] = {}

    @classmethod
    def _of(cls, core: "_puncta.Run") -> "Run":
        return cls(Scenario._of(core.scenario), {}, core)

    # ------------------------------------------------------------------ values

    def _part(self, name: str) -> Any:
        """A part from the simulation, or as it was restored."""
        if name not in self._parts:
            assert self._core is not None
            if name == "files":
                self._parts[name] = dict(self._core.files())
            elif name == "fields":
                self._parts[name] = dict(self._core.fields())
            elif name == "summary":
                self._parts[name] = self._core.summary()
        return self._parts[name]

    def _summary(self) -> dict[str, Any]:
        if "summary" not in self._cache:
            self._cache["summary"] = json.loads(self._part("summary"))
        return self._cache["summary"]

    def _figure(self, key: str) -> Figure:
        at: Any = self._summary()
        for part in key.split("."):
            at = at[part]
        return Figure(*(at[part] for part in _PARTS))

    @property
    def scenario(self) -> Scenario:
        """The scenario: a copy, so that changing it changes no run."""
        return copy(self._scenario)

    @property
    def summary(self) -> dict[str, Any]:
        """All of ``summary.json``: values, histograms, and what the inputs interval comes from."""
        return deepcopy(self._summary())

    @property
    def figures(self) -> "pandas.DataFrame":
        """Every value: a row for each key, with value, se, p05, p95, low, high, n, unit and label. Missing values are NaN."""
        if "figures" not in self._cache:
            pandas = needed("pandas", "tables", "r.figures")
            keys, units, labels = zip(*_puncta.measures())
            table = pandas.DataFrame(
                [[np.nan if part is None else part for part in self._figure(key)] for key in keys],
                index=pandas.Index(keys, name="key"),
                columns=list(_PARTS),
            ).astype({part: float for part in _PARTS[:-1]} | {"n": int})
            table["unit"], table["label"] = units, labels
            self._cache["figures"] = table
        return self._cache["figures"].copy()

    def __getitem__(self, key: str) -> Figure:
        """One value by its key, such as ``r["reach.fat"]``."""
        keys = [of for of, _, _ in _puncta.measures()]
        if key not in keys:
            raise KeyError(f"there is no value called {key}{near(key, keys)}")
        return self._figure(key)

    @property
    def fields(self) -> Fields:
        """Maps, as numpy arrays without a copy."""
        if "fields" not in self._cache:
            self._cache["fields"] = Fields(self._part("fields"))
        return self._cache["fields"]

    @property
    def people(self) -> "pandas.DataFrame":
        """A row for each person: weight, thickness of every layer (mm), and every value. As ``people.csv``."""
        if "people" not in self._cache:
            pandas = needed("pandas", "tables", "r.people")
            text = self._part("files")["people.csv"].decode()
            self._cache["people"] = pandas.read_csv(io.StringIO(text), **exact(pandas)).set_index("person")
        return self._cache["people"].copy()

    @property
    def strikes(self) -> "pandas.DataFrame":
        """Strikes of the first person: place, depth of the tip, opening and slit (mm), needle, layer in which the tip ended, pass,
        lane and stroke. As ``strikes.csv``; 100,000 at most."""
        if "strikes" not in self._cache:
            pandas = needed("pandas", "tables", "r.strikes")
            names = ["x_mm", "y_mm", "tip_depth_mm", "surface_diameter_mm", "slit_x_mm", "slit_y_mm", "needle"]
            with np.load(io.BytesIO(self._part("files")["sample.npz"]), allow_pickle=False) as sample:
                more = _puncta.strikes_of(sample["index"], sample["layer"])
                self._cache["strikes"] = pandas.DataFrame({**{name: sample[name] for name in names}, **dict(more)})
        return self._cache["strikes"].copy()

    @property
    def draws(self) -> "pandas.DataFrame | None":
        """Values under every draw of the uncertain inputs, as ``draws.csv``; ``None`` where none was drawn."""
        pandas = needed("pandas", "tables", "r.draws")
        text = self._part("files").get("draws.csv")
        return None if text is None else pandas.read_csv(io.BytesIO(text), **exact(pandas))

    def to_xarray(self) -> "xarray.Dataset":
        """All maps as a Dataset over ``y`` and ``x`` (centres of cells, mm), with units and long names. The maps are not copied."""
        xarray = needed("xarray", "fields", "r.to_xarray()")
        rows, columns, cell_x_mm, cell_y_mm = self._scenario._core.grid
        known = {name: (unit, label) for name, unit, label in _puncta.field_kinds()}
        short = {full: name for name, full in Fields._SHORT.items()}
        more = lambda name: {"short_name": short[name]} if name in short else {}  # noqa: E731
        maps = {
            name: (("y", "x"), values, {"units": known[name][0] or "1", "long_name": known[name][1], **more(name)})
            for name, values in self._part("fields").items()
        }
        place = lambda count, side: (np.arange(count) + 0.5) * side  # noqa: E731
        return xarray.Dataset(
            maps,
            coords={
                "y": ("y", place(rows, cell_y_mm), {"units": "mm", "long_name": "y, along the hand's lanes"}),
                "x": ("x", place(columns, cell_x_mm), {"units": "mm", "long_name": "x"}),
            },
            attrs={
                "title": self._scenario.name,
                "setting": self._scenario.setting,
                "scenario_hash": self._scenario.hash,
                "seed": self._scenario.seed,
                "people": self._scenario.people,
                "source": f"puncta {_puncta.VERSION}",
                "comment": _puncta.CONTEXT_OF_USE,
            },
        )

    # ------------------------------------------------------------------ pictures

    def _drawn(self) -> "_puncta.Run":
        """The simulation itself; of a run that was restored, what pictures need is computed again."""
        if self._core is None:
            kinds = [name for name, _, _ in _puncta.field_kinds()]
            fields = [self._part("fields")[name] for name in kinds]
            self._core = _puncta.restore(self._scenario._core, self._part("summary"), fields, self._scenario.people)
        return self._core

    @property
    def pictures(self) -> list[str]:
        """Names of its pictures."""
        return self._drawn().pictures()

    def picture(self, name: str, **look: Any) -> Picture:
        """One of its pictures.

        Parameters
        ----------
        name : str
            One of `pictures`, such as ``cross-section``.
        **look
            theme (light, dark), language (en, de), size (drawn, slide, column, poster), scale (1 to 3), labels (on, numbers, off),
            words (full, short), skin_tone (light, medium, dark).

        Raises
        ------
        KeyError
            No such picture; the message names those that there are.
        """
        return Picture(self._drawn().picture(a_text("the name of a picture", name), look))

    @property
    def plot(self) -> "Any":
        """Parts for figures of one's own, drawn by matplotlib: ``r.plot.map("dermal_injury", ax=ax)``."""
        from ._plot import Plot

        return Plot(self)

    # ------------------------------------------------------------------ files

    def save(self, folder: str | os.PathLike[str], *, pictures: bool = True, force: bool = False, **look: Any) -> Path:
        """Writes the folder that ``puncta run --out folder`` writes, with the same bytes.

        Parameters
        ----------
        folder
            A new folder, or one with earlier results of this scenario.
        pictures : bool
            Whether to draw pictures.
        force : bool
            Replace other results. Files that puncta did not write are kept.
        **look
            As of `picture`.

        Raises
        ------
        RefusedError
            The folder holds other results, or cannot be written.
        ValueError
            This run was read back by `load` or from a pickle: the folder that it came from is what this would write.
        """
        if self._parts.get("restored"):
            raise ValueError("this run was read back, and its folder is the one it came from; run its scenario to write another")
        core = self._drawn()
        return Path(core.save(os.fspath(folder), pictures, force, look))

    def __repr__(self) -> str:
        return f"<puncta.Run of {self._scenario!r}>"

    def _repr_html_(self) -> str:
        return self.figures[list(_PARTS) + ["unit"]].to_html(float_format=lambda value: f"{value:.4g}")

    def __reduce__(self):
        parts = {name: self._part(name) for name in ("files", "fields", "summary")}
        return (_restored, (self._scenario, {**parts, "restored": True}))


def _fields(arrays: dict[str, np.ndarray]) -> Fields:
    for values in arrays.values():
        values.setflags(write=False)
    return Fields(arrays)


def _restored(scenario: Scenario, parts: dict[str, Any]) -> Run:
    for values in parts["fields"].values():
        values.setflags(write=False)
    return Run(scenario, parts)


def _warned(scenarios: "list[Scenario]", level: int = 3) -> None:
    """Warns of what is odd about scenarios, as the command line does before it runs them; `level` is that of the caller."""
    import warnings

    for words in dict.fromkeys(words for one in scenarios for words in one.warnings):
        warnings.warn(words, stacklevel=level)


def run(
    scenario: Scenario,
    *,
    people: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Wanted = False,
    client: Any = None,
    shards: int | None = None,
    finished: dict[int, bytes] | None = None,
) -> Run:
    """Simulates a scenario: values, maps, tables and pictures.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    people : int, optional
        Number of people, in place of the scenario's (``run.realisations``).
    seed : int, optional
        Seed, in place of the scenario's (``run.seed``).
    threads : int, optional
        Threads of this process; all processors by default. Results are the same bytes for any number.
    progress : bool or callable
        A bar by tqdm where it is installed; or a function of the people done and all.
    client : distributed.Client, optional
        Sends shards of the run to the workers of a Dask cluster, and joins them: the same bytes.
    shards : int, optional
        Number of shards on a cluster; by default two for each worker's thread, so that a lost worker costs little.
    finished : dict, optional
        ``error.finished`` of a `ClusterError`: shards that need not be counted again.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        `people` or `seed` out of range.
    RefusedError
        The needles of a treatment find no equilibrium.
    ClusterError
        The cluster went away, or its workers lack puncta or have another version.
    KeyboardInterrupt
        Ctrl-C: the computation stops within a batch.

    Examples
    --------
    >>> import puncta as pc
    >>> s = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 1.5,
    ...                  "area.width_mm": 5.0, "area.height_mm": 5.0})
    >>> r = pc.run(s, people=8)
    >>> r["depth_mm.mean"].n
    8
    """
    scenario = _checked(scenario)
    threads = whole("threads", threads, 1, 1024)
    more = {"run.realisations": people, "run.seed": seed}
    more = {key: value for key, value in more.items() if value is not None}
    if more:
        scenario = scenario.set(more)
    _warned([scenario])
    if client is not None:
        from ._dask import run_on

        return Run._of(run_on(client, scenario, threads, progress, shards, finished))
    if finished is not None or shards is not None:
        raise TypeError("shards and finished are for a cluster; give client=")
    with shown(progress, "people") as told:
        return Run._of(_puncta.run(scenario._core, threads, told))


def load(folder: str | os.PathLike[str]) -> Run:
    """Reads a results folder that ``puncta run`` or `Run.save` wrote.

    Raises
    ------
    FileNotFoundError
        A file of a complete folder is missing.
    ScenarioError
        ``scenario.toml`` is none of this version.
    RefusedError
        A file that is damaged, maps of another shape than the scenario's, or values of another scenario.
    """
    where = Path(folder)
    try:
        return _loaded(where)
    except (PunctaError, FileNotFoundError, PermissionError):
        raise
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RefusedError(f"{where} holds no results that can be read: {error}") from error


def _loaded(where: Path) -> Run:
    scenario = Scenario.load(where / "scenario.toml")
    names = ["summary.json", "summary.csv", "people.csv", "sample.npz"]
    files = {name: (where / name).read_bytes() for name in names}
    if (where / "draws.csv").exists():
        files["draws.csv"] = (where / "draws.csv").read_bytes()
    rows, columns, _, _ = scenario._core.grid
    fields = {}
    # Not opened by its name alone: numpy would take what is no archive for a pickle, and advise to trust it.
    if not zipfile.is_zipfile(where / "fields.npz"):
        raise ValueError("fields.npz is no archive of maps: it is damaged or was cut")
    with np.load(where / "fields.npz", allow_pickle=False) as archive:
        for name, _, _ in _puncta.field_kinds():
            if name not in archive:
                raise ValueError(f"fields.npz: {name} is missing")
            values = archive[name]
            if values.shape != (rows, columns) or values.dtype != np.float32:
                raise ValueError(
                    f"fields.npz: {name} is {values.dtype} of shape {values.shape}, and this scenario has float32 maps of ({rows}, {columns})"
                )
            fields[name] = values
    text = files["summary.json"].decode()
    try:
        summary = json.loads(text)
    except ValueError as error:
        raise ValueError(f"summary.json is no JSON: {error}") from None
    there = summary.get("scenario_hash") if isinstance(summary, dict) else None
    if there != scenario.hash:
        raise ValueError(f"summary.json is of scenario {str(there)[:10]}, and scenario.toml is {scenario.hash[:10]}: one of them was changed")
    return _restored(scenario, {"files": files, "fields": fields, "summary": text, "restored": True})


def _checked(scenario: Any) -> Scenario:
    if not isinstance(scenario, Scenario):
        raise TypeError(f"a puncta.Scenario is wanted, not {type(scenario).__name__}; pc.Scenario.load(path) reads a file")
    return scenario
