"""Scenarios."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from . import _puncta
from .errors import a_text, whole

__all__ = ["Scenario"]


def _dotted(keys: Mapping[str, Any]) -> dict[str, Any]:
    """``device__depth_mm`` as ``device.depth_mm``."""
    return {a_text("a key", key).replace("__", "."): value for key, value in keys.items()}


class Scenario:
    """A checked scenario: device, technique, skin, area, and how many people are treated.

    Parameters
    ----------
    keys : mapping, optional
        Keys as in a scenario file, with sections as mappings or with dots: ``{"skin": {"site": "cheek"}}`` or
        ``{"skin.site": "cheek"}``. Units are part of every name (``depth_mm``, ``speed_mm_s``). What is left out gets its default;
        ``puncta.keys()`` lists all keys.
    name : str, optional
        Name in titles where the keys give none.
    **more
        More keys, with two underscores for the dot: ``device__depth_mm=1.2``.

    Raises
    ------
    ScenarioError
        Everything that is wrong, each with key, range and reason.
    TypeError
        A value that has no place in a scenario.

    Examples
    --------
    >>> import puncta as pc
    >>> s = pc.Scenario({"skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 1.5})
    >>> s["device.depth_mm"]
    1.5
    >>> s.set(device__depth_mm=1.0).name
    'scenario'
    """

    __slots__ = ("_core",)

    def __init__(self, keys: Mapping[str, Any] | None = None, *, name: str = "scenario", **more: Any):
        self._core = _puncta.Scenario.from_dict(a_text("a name", name), _plain(_both(keys, more)))

    @classmethod
    def _of(cls, core: "_puncta.Scenario") -> "Scenario":
        made = cls.__new__(cls)
        made._core = core
        return made

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Scenario":
        """Reads a scenario file (TOML).

        Raises
        ------
        ScenarioError
            Everything that is wrong with the file, each with its line; also where the file cannot be read.
        """
        return cls._of(_puncta.Scenario.load(os.fspath(path)))

    @classmethod
    def from_toml(cls, text: str, name: str = "scenario") -> "Scenario":
        """Reads the TOML text of a scenario; `name` stands in for a missing name."""
        return cls._of(_puncta.Scenario.from_toml(name, text))

    def set(self, keys: Mapping[str, Any] | None = None, **more: Any) -> "Scenario":
        """The same scenario with some keys changed, checked again as a whole.

        Parameters
        ----------
        keys : mapping, optional
            ``{"device.depth_mm": 1.2}`` or ``{"device": {"depth_mm": 1.2}}``.
        **more
            ``device__depth_mm=1.2``.

        Raises
        ------
        ScenarioError
            A key that does not exist (with the nearest one), a value out of range, or one that contradicts others.
        """
        return Scenario._of(self._core.with_keys(dict(_single(_both(keys, more)))))

    def with_fit(self, fit: Any) -> "Scenario":
        """The same scenario under the contact law that `puncta.fit` found: its sets go into ``mechanics.sets``."""
        from ._study import Fit

        if not isinstance(fit, Fit):
            raise TypeError(f"an answer of puncta.fit is wanted, not {type(fit).__name__}")
        return Scenario._of(self._core.with_sets(fit.files["sets.csv"]))

    def __getitem__(self, key: str) -> Any:
        """Value of a key, defaults filled in; ``None`` where nothing is set; a section as a dict."""
        return self._core.get(a_text("a key", key))

    def __setitem__(self, key: str, value: Any) -> None:
        """Sets a key in place; the scenario stays as it was where the value is refused."""
        self._core = self._core.with_keys(dict(_single({a_text("a key", key): value})))

    @property
    def name(self) -> str:
        """Name, as in titles."""
        return self._core.name

    @property
    def setting(self) -> str:
        """Site, device and technique in one line."""
        return self._core.setting

    @property
    def hash(self) -> str:
        """BLAKE3 of the resolved scenario, hexadecimal: the same hash, the same results."""
        return self._core.hash

    @property
    def people(self) -> int:
        """Number of people treated."""
        return self._core.people

    @property
    def seed(self) -> int:
        """Seed of the random numbers."""
        return self._core.seed

    @property
    def warnings(self) -> list[str]:
        """Oddities that do not keep the scenario from running."""
        return self._core.warnings()

    @property
    def assumed(self) -> list[tuple[str, str, str]]:
        """What is left to defaults: key, value, and how it is known (``seen``, ``derived``, ``memory`` or ``design``)."""
        return self._core.assumed()

    def memory_bytes(self, threads: int | None = None) -> int:
        """Most memory that a run takes on so many threads, bytes."""
        return _puncta.memory_bytes(self._core, whole("threads", threads, 1, 1024))

    def to_toml(self) -> str:
        """The file with every default filled in; running it gives the same bytes."""
        return self._core.to_toml()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the resolved file, and files that it names beside it."""
        from pathlib import Path

        where = Path(path)
        where.write_text(self.to_toml(), encoding="utf-8", newline="")
        for name, text in self._core.files():
            (where.parent / name).write_text(text, encoding="utf-8", newline="")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    #: A scenario can be changed in place, so it is no key of a dict; `hash` is.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<puncta.Scenario {self.name!r}: {self.setting}; {self.people} people, seed {self.seed}>"

    def __reduce__(self):
        return (_unpacked, (self._core.pack(),))

    def __copy__(self) -> "Scenario":
        return Scenario._of(self._core)

    def __deepcopy__(self, _memo: Any) -> "Scenario":
        return Scenario._of(self._core)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a scenario is not a list of keys; puncta.keys() lists them, scenario.to_toml() shows those that are set")


def _unpacked(text: str) -> Scenario:
    return Scenario._of(_puncta.Scenario.unpack(text))


def _both(keys: Mapping[str, Any] | None, more: Mapping[str, Any]) -> dict[str, Any]:
    if keys is not None and not isinstance(keys, Mapping):
        raise TypeError(f"keys with their values are wanted, not {type(keys).__name__}; pc.Scenario.load(path) reads a file")
    return {**(dict(keys) if keys is not None else {}), **_dotted(more)}


def _single(keys: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    """Keys with dots, out of sections as mappings.

    Raises
    ------
    TypeError
        ``None`` as a value.
    """
    for key, value in keys.items():
        path = section + a_text("a key", key)
        if value is None:
            raise TypeError(f"{path}: None is no value; for its default, start from a scenario that leaves the key out")
        if isinstance(value, Mapping):
            yield from _single(value, f"{path}.")
        else:
            yield path, value


def _plain(value: Any) -> Any:
    """Mappings of any kind as dicts."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return value
