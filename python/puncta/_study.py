"""Questions beyond one run: comparisons, sweeps, what decides a value, the best setting, fits, the deepest setting."""

from __future__ import annotations

import functools
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import _puncta
from ._picture import Picture
from ._progress import Wanted, shown
from ._run import _checked, _warned
from ._scenario import Scenario
from .errors import a_text, exact, needed, near, whole

if TYPE_CHECKING:
    import pandas

__all__ = ["Answer", "compare", "fit", "optimise", "safe_depth", "sensitivity", "sweep"]


class Answer:
    """The answer to a question, with the files that the command line writes.

    Attributes
    ----------
    files : dict of str
        Names and texts of its files, the same bytes as those of the command line.
    """

    #: Name of the file with the table, and of the one with the description.
    _TABLE: str | None = None
    _JSON = ""

    def __init__(self, core: "_puncta.Answer"):
        self._core: "_puncta.Answer | None" = core
        #: The question again: what was called, and with what.
        self._asked: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None
        self.files: dict[str, str] = dict(core.files())
        for words in core.warnings():
            import warnings

            warnings.warn(words, stacklevel=4)

    @property
    def table(self) -> "pandas.DataFrame":
        """Its table."""
        pandas = needed("pandas", "tables", "the table of an answer")
        assert self._TABLE is not None
        return pandas.read_csv(io.StringIO(self.files[self._TABLE]), **exact(pandas))

    @property
    def json(self) -> Any:
        """Its description, as the command line prints it with ``--format json``."""
        return json.loads(self.files[self._JSON])

    def pictures(self, **look: Any) -> dict[str, Picture]:
        """Its pictures by name; `look` as of `Run.picture`. An answer that was pickled asks its question again before it draws."""
        drawn = [Picture(core) for core in self._answered().pictures(look)]
        return {picture.name: picture for picture in drawn}

    def picture(self, name: str | None = None, **look: Any) -> Picture:
        """One of its pictures, the first by default."""
        drawn = self.pictures(**look)
        if not drawn:
            raise KeyError("this answer has no picture: there is nothing to draw in it")
        name = next(iter(drawn)) if name is None else a_text("the name of a picture", name)
        if name not in drawn:
            raise KeyError(f"there is no picture called {name}{near(name, drawn)}; there are {', '.join(drawn)}")
        return drawn[name]

    def _answered(self) -> "_puncta.Answer":
        """The answer as Rust keeps it; after a pickle, the question is asked again, with the same bytes."""
        if self._core is None:
            import warnings

            if self._asked is None:
                raise ValueError("this answer was pickled without its question, and has its files alone")
            name, given, named = self._asked
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._core = globals()[name](*given, **named)._core
        return self._core

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_core": None}

    def save(self, folder: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Writes its files into a new or empty folder; with `force` also into one that holds files, which are kept but for those
        of the same names.

        Raises
        ------
        FileExistsError
            The folder holds files.
        """
        where = Path(folder)
        if where.exists() and not force and (not where.is_dir() or any(where.iterdir())):
            raise FileExistsError(f"{where} is there already and holds something; choose another folder, or give force=True")
        for name, text in self.files.items():
            path = where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return where

    def __repr__(self) -> str:
        return f"<puncta.{type(self).__name__}: {', '.join(self.files)}>"

    def _repr_html_(self) -> str:
        return self.table.to_html(max_rows=40, float_format=lambda value: f"{value:.4g}")


class Comparison(Answer):
    """Settings side by side: every later one against the first."""

    _JSON = "comparison.json"

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each value: that of every setting (A, B, ...) with error (se) and bounds (low, high), and the difference of
        each from the first with the same and a verdict.

        Verdicts are ``differs``; ``noise``, where the 95 % interval of the difference holds zero; ``same``, where it is zero
        without error; and ``None`` where there is no difference, or no error to judge it by.
        """
        pandas = needed("pandas", "tables", "the table of a comparison")
        found, rows = self.json, {}
        letters = [setting["letter"] for setting in found["settings"]]
        for key, _, _ in _puncta.measures():
            at = found
            for part in key.split("."):
                at = at[part]
            row: dict[str, Any] = {}
            for letter, figure in zip(letters, at["figures"]):
                row[letter] = figure["value"]
                row.update({f"{letter}.{part}": figure[part] for part in ("se", "low", "high")})
            for letter, difference in zip(letters[1:], at["differences"]):
                for part in ("value", "se", "low", "high", "verdict"):
                    row[f"{letter}-{letters[0]}.{part}"] = difference[part]
            rows[key] = row
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("key")


class Sweep(Answer):
    """Every value at many settings; `table` has a row for each point."""

    _TABLE, _JSON = "sweep.csv", "study.json"


class Sensitivity(Answer):
    """What decides a value; `table` has a row for each input or key."""

    _TABLE, _JSON = "sensitivity.csv", "sensitivity.json"


class Optimum(Answer):
    """The best setting, or a front; `table` has a row for each setting that is reported."""

    _TABLE, _JSON = "optimise.csv", "optimise.json"

    @property
    def best(self) -> Scenario | None:
        """The scenario with the best setting; ``None`` for a front."""
        text = self.files.get("best.toml")
        return None if text is None else Scenario.from_toml(text, "best")


class SafeDepth(Answer):
    """The deepest setting under a criterion in this model, site by site. Not advice for a patient."""

    _TABLE, _JSON = "safe-depth.csv", "safe-depth.json"


class Fit(Answer):
    """The contact law's numbers under measurements of one's own."""

    _JSON = "fit.json"

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each measurement: what the law gave before and after (5 %, median, 95 %)."""
        pandas = needed("pandas", "tables", "the table of a fit")
        flat = lambda row, part: {f"{part}.{name}": value for name, value in row[part].items()}  # noqa: E731
        rows = [
            {"id": row["id"], "measured": row["measured"], **flat(row, "before"), **flat(row, "after"), "effective_sets": row["effective_sets"]}
            for row in self.json["rows"]
        ]
        return pandas.DataFrame(rows).set_index("id")

    def save_sets(self, path: str | os.PathLike[str]) -> Path:
        """Writes the file of sets, which a scenario beside it names in ``mechanics.sets``."""
        where = Path(path)
        where.write_text(self.files["sets.csv"], encoding="utf-8", newline="")
        return where


def _vary(keys: Mapping[str, Any]) -> list[str]:
    """Keys with their values as on the command line: a list of values, a text such as ``0.5:2:0.25``, or a slice."""
    if not isinstance(keys, Mapping):
        raise TypeError(f"keys with their values are wanted, such as {{'device.depth_mm': [0.5, 1]}}, not {type(keys).__name__}")
    texts = []
    for key, values in keys.items():
        key = a_text("a key", key).replace("__", ".")
        if isinstance(values, slice):
            parts = [values.start, values.stop] + ([values.step] if values.step is not None else [])
            values = ":".join(map(str, parts))
        if isinstance(values, str):
            texts.append(f"{key}={values}")
        elif isinstance(values, Iterable):
            texts.append(_puncta.vary_text(key, list(values)))
        else:
            texts.append(_puncta.vary_text(key, [values]))
    return texts


def _listed(what: str, keys: str | Sequence[str]) -> list[str]:
    return [a_text(what, key) for key in ([keys] if isinstance(keys, str) else keys)]


def _number(what: str, value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise TypeError(f"{what}: a number is wanted, not {value!r}")
    return float(value)


def _threads(threads: int | None) -> int | None:
    return whole("threads", threads, 1, 1024)


_Asks = TypeVar("_Asks", bound=Callable[..., Any])


def _keeps_question(asks: _Asks) -> _Asks:
    """Keeps beside an answer what was asked, without what belongs to this process alone."""

    @functools.wraps(asks)
    def asked(*given: Any, **named: Any) -> Any:
        answer = asks(*given, **named)
        of_process = ("threads", "progress", "client", "shards", "finished")
        answer._asked = (asks.__name__, given, {key: value for key, value in named.items() if key not in of_process})
        return answer

    return cast(_Asks, asked)


def _pair(what: str, keys: Sequence[str]) -> list[str]:
    pair = _listed(what, keys)
    if len(pair) != 2:
        raise ValueError(f"{what}: two values are wanted, not {len(pair)}")
    return pair


def _all(scenarios: Scenario | Sequence[Scenario]) -> list[Scenario]:
    return [_checked(scenarios)] if isinstance(scenarios, Scenario) else [_checked(one) for one in scenarios]


@_keeps_question
def compare(*scenarios: Scenario, threads: int | None = None, progress: Wanted = False) -> Comparison:
    """Compares two to six scenarios on the same people, so that differences between people cancel.

    Every scenario is set against the first, with seed and number of people of the first.

    Raises
    ------
    RefusedError
        Fewer than two scenarios, or too many.

    Examples
    --------
    >>> import puncta as pc
    >>> a = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "area.width_mm": 5.0, "area.height_mm": 5.0,
    ...                  "run.realisations": 8})
    >>> pc.compare(a.set(device__depth_mm=1.0), a.set(device__depth_mm=1.5)).table.loc["depth_mm.mean", "B-A.verdict"]
    'differs'
    """
    every = _all(scenarios)
    _warned(every, 4)
    with shown(progress, "people") as told:
        return Comparison(_puncta.compare([one._core for one in every], _threads(threads), told))


@_keeps_question
def sweep(
    scenarios: Scenario | Sequence[Scenario],
    vary: Mapping[str, Any],
    *,
    sample: str | None = None,
    points: int | None = None,
    figures: Sequence[str] = (),
    trade_off: tuple[str, str] | None = None,
    many: bool = False,
    threads: int | None = None,
    progress: Wanted = False,
    client: Any = None,
    shards: int | None = None,
    finished: dict[int, str] | None = None,
) -> Sweep:
    """Works out every value at many settings, on the same people.

    Parameters
    ----------
    scenarios : Scenario or list of Scenario
        What is varied.
    vary : mapping
        Keys with their values: ``{"device.depth_mm": [0.5, 1, 1.5], "device.preset": ["pen-12", "pen-36"]}``; steps as
        ``"0.5:2:0.25"``. Several keys make a grid.
    sample : {"lhs", "sobol"}, optional
        Draws so many `points` from ranges ``"0.5:2"`` instead.
    figures : list of str, optional
        Values to draw, by their keys.
    trade_off : pair of str, optional
        Two values to draw against each other: more of the first is better, less of the second.
    many : bool
        Allow more than 10,000 points.
    threads, progress, client, shards, finished
        As of `run`.

    Raises
    ------
    RefusedError
        A key that cannot vary, or a point that is no scenario.
    """
    asked = {
        "vary": _vary(vary),
        "sample": sample,
        "points": whole("points", points, 1, 10_000_000),
        "figures": _listed("figures", figures),
        "trade_off": None if trade_off is None else _pair("trade_off", trade_off),
        "many": bool(many),
    }
    bases = _all(scenarios)
    if client is not None:
        from ._dask import sweep_on

        return Sweep(sweep_on(client, bases, asked, progress, shards, finished))
    if finished is not None or shards is not None:
        raise TypeError("shards and finished are for a cluster; give client=")
    with shown(progress, "points") as told:
        return Sweep(_puncta.Plan([base._core for base in bases], asked).answer(_threads(threads), told))


@_keeps_question
def sensitivity(
    scenario: Scenario,
    figure: str = "reach.fat",
    *,
    ranges: Mapping[str, Any] | None = None,
    over: str | None = None,
    error: float = 0.1,
    most_points: int = 8192,
    threads: int | None = None,
    progress: Wanted = False,
) -> Sensitivity:
    """Finds what decides a value: inputs that nobody knows exactly, or keys of the design with ranges.

    Parameters
    ----------
    figure : str
        The value, by its key.
    ranges : mapping, optional
        Keys of the design: ``{"device.depth_mm": "0.5:2"}``.
    over : {"inputs", "design", "both"}, optional
        What is varied; the inputs by default, the design where there are `ranges`.
    error : float
        Half the width of the 90 % interval of every total index, over the largest, at which to end; 0.005 to 1.
    most_points : int
        Most base points, 8 to 65,536.
    """
    asked = {
        "figure": a_text("figure", figure),
        "over": over,
        "ranges": _vary(ranges or {}),
        "error": _number("error", error),
        "most_points": whole("most_points", most_points, 8, 65_536),
    }
    _warned([_checked(scenario)], 4)
    with shown(progress, "points") as told:
        return Sensitivity(_puncta.sensitivity(scenario._core, asked, _threads(threads), told))


@_keeps_question
def optimise(
    scenario: Scenario,
    over: Mapping[str, Any],
    *,
    maximise: str | Sequence[str] = (),
    minimise: str | Sequence[str] = (),
    subject_to: str | Sequence[str] = (),
    over_inputs: float | None = None,
    threads: int | None = None,
    progress: Wanted = False,
) -> Optimum:
    """Finds the setting with most (or least) of a value under limits, or the front of two values.

    Parameters
    ----------
    over : mapping
        Keys to choose: ``{"device.depth_mm": "0.3:2.5", "technique.passes": "1:8", "device.preset": ["pen-12", "pen-36"]}``.
    maximise, minimise : str or list of str
        One value, or two that are weighed against each other; also with ``.p05``, ``.p95``, ``.low`` or ``.high`` behind the key.
    subject_to : str or list of str
        Limits, such as ``"reach.fat <= 0.05"``.
    over_inputs : float, optional
        Share of the draws of uncertain inputs under which each limit is to hold, 0.5 to 0.99.
    """
    asked = {
        "over": _vary(over),
        "maximise": _listed("maximise", maximise),
        "minimise": _listed("minimise", minimise),
        "subject_to": _listed("subject_to", subject_to),
        "over_inputs": _number("over_inputs", over_inputs),
    }
    _warned([_checked(scenario)], 4)
    with shown(progress, "settings") as told:
        return Optimum(_puncta.optimise(scenario._core, asked, _threads(threads), told))


@_keeps_question
def safe_depth(
    scenario: Scenario,
    sites: str | Sequence[str] = (),
    *,
    limit: float | None = None,
    people: float = 0.95,
    threads: int | None = None,
) -> SafeDepth:
    """Finds the deepest setting in this model that keeps the fat-layer reach within a limit, site by site.

    Parameters
    ----------
    sites : str or list of str
        ``"face"`` for the seventeen of face and neck, or names; by default the scenario's own.
    limit : float, optional
        Share of strikes that may reach the fat layer; by default the scenario's.
    people : float
        Share of people in whom no more may.
    """
    _warned([_checked(scenario)], 4)
    limit, people = _number("limit", limit), _number("people", people)
    return SafeDepth(_puncta.safe_depth(scenario._core, _listed("sites", sites), limit, people, _threads(threads)))


@_keeps_question
def fit(
    rows: str | os.PathLike[str],
    *,
    plan: str | os.PathLike[str] | None = None,
    scenario: Scenario | None = None,
    figure: str = "reach.fat",
    seed: int = 1,
    steps: int = 300,
    threads: int | None = None,
) -> Fit:
    """Fits the contact law to measurements of one's own.

    Parameters
    ----------
    rows : path
        File of experiments, with the tables that it names beside it.
    plan : path, optional
        File of planned experiments, to be ranked by how much they would narrow `figure` of `scenario`.
    seed, steps : int
        Of the chain that starts where stored sets do not do.

    Raises
    ------
    RefusedError
        A file that cannot be read, or a row that means nothing.
    """
    asked = {
        "rows": os.fspath(rows),
        "plan": None if plan is None else os.fspath(plan),
        "scenario": None if scenario is None else _checked(scenario)._core,
        "figure": a_text("figure", figure),
        "seed": whole("seed", seed, 0, 2**32 - 1),
        "steps": whole("steps", steps, 1, 2**32 - 1),
    }
    return Fit(_puncta.fit(asked, _threads(threads)))
