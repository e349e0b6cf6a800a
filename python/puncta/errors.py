"""What can go wrong, as exceptions that a person can act on."""

from __future__ import annotations

import json
import operator
import re
from dataclasses import dataclass

__all__ = ["ClusterError", "MissingPackageError", "Problem", "PunctaError", "RefusedError", "ScenarioError"]


#: What an option of the command line is called here, where it is more than its name with underscores.
_OPTIONS = {"yes": "many=True", "range": "ranges", "set": "set", "memory_mb": "more memory"}


def in_python(words: str) -> str:
    """A message of the command line with the names of Python: ``--vary KEY=1,2`` is ``vary={"KEY": "1,2"}``."""

    def name(option: str) -> str:
        option = option.replace("-", "_")
        return _OPTIONS.get(option, option)

    words = re.sub(r'--([a-z][a-z-]*) ([\w.]+)=([^\s:;,"]+(?:[:,][^\s:;,"]+)*)', lambda of: f'{name(of[1])}={{"{of[2]}": "{of[3]}"}}', words)
    return re.sub(r"(?<![\w-])--([a-z][a-z-]*)", lambda of: name(of[1]), words)


class PunctaError(Exception):
    """Anything that puncta itself raises."""

    @classmethod
    def of(cls, words: str) -> "PunctaError":
        return cls(in_python(words))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario, or odd about it.

    Attributes
    ----------
    message
        One line, with the values.
    key
        Key concerned, such as ``device.depth_mm``.
    value
        The value as it was written.
    allowed
        What is possible: a range with its unit, or words.
    why
        Reason for the restriction.
    help
        What to do.
    source, line, column
        Where it stands; lines and columns count from 1.
    severity
        ``error``, or ``warning`` for what does not keep the scenario from running.
    """

    message: str
    key: str | None = None
    value: str | None = None
    allowed: str | None = None
    why: str | None = None
    help: str | None = None
    source: str | None = None
    line: int | None = None
    column: int | None = None
    severity: str = "error"

    def __str__(self) -> str:
        # A key that was set has no line; its message names it.
        is_set = (self.source or "").startswith(("--set", "setting"))
        place = "" if self.line is None or is_set else f"{self.source or 'line'}:{self.line}: "
        more = "" if not self.help else f" ({self.help})"
        return f"{place}{self.message}{more}"


class ScenarioError(PunctaError, ValueError):
    """A scenario that cannot be run, with everything that is wrong with it at once.

    Attributes
    ----------
    problems : list of Problem
        In the order in which they were found.
    """

    def __init__(self, words: str, problems: list[Problem] | None = None):
        super().__init__(words)
        self.problems = problems or []

    @classmethod
    def of(cls, words: str) -> "ScenarioError":
        known = Problem.__dataclass_fields__
        said = lambda value: in_python(value) if isinstance(value, str) else value  # noqa: E731
        found = [Problem(**{k: said(v) for k, v in one.items() if k in known}) for one in json.loads(words)]
        errors = [problem for problem in found if problem.severity == "error"]
        return cls("\n".join(map(str, errors)), found)

    def __reduce__(self):
        return (ScenarioError, (self.args[0], self.problems))


class RefusedError(PunctaError, ValueError):
    """A question that has no answer, with the reason in words."""


class MissingPackageError(PunctaError, ImportError):
    """A package that this function needs is not installed; the message says how to install it."""


class ClusterError(PunctaError, RuntimeError):
    """Work on a cluster that could not be finished.

    Attributes
    ----------
    finished : dict
        What is finished, by its number: hand it to the same call as ``finished=`` to go on with the rest.
    """

    def __init__(self, words: str, finished: dict | None = None):
        super().__init__(words)
        self.finished = finished or {}


def whole(name: str, value: object, least: int, most: int) -> int | None:
    """A whole number of a range, or ``None``.

    Raises
    ------
    TypeError
        No whole number.
    ValueError
        Out of range.
    """
    if value is None:
        return None
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name}: a whole number from {least} to {most} is wanted, not {value!r}") from None
    if not least <= number <= most:
        raise ValueError(f"{name}: {least} to {most} are possible, not {number}")
    return number


def a_text(what: str, value: object) -> str:
    """A text.

    Raises
    ------
    TypeError
        Anything else.
    """
    if not isinstance(value, str):
        raise TypeError(f"{what} is a text, and {value!r} is none")
    return value


def near(word: object, names) -> str:
    """The name that comes closest, as the end of a message; nothing where none does."""
    import difflib

    found = difflib.get_close_matches(str(word), list(names), 1)
    return f"; did you mean {found[0]}?" if found else ""


def needed(package: str, extra: str, what: str):
    """Imports a package that is not needed for everything, or says what to install."""
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise MissingPackageError(
            f"{what} needs {package}, which is not installed: pip install {package.split('.')[0]}, or pip install 'puncta[{extra}]'"
        ) from error


def exact(pandas) -> dict[str, str]:
    """What `pandas.read_csv` needs so that a number is the one that was written; later versions do so anyway."""
    return {"float_precision": "round_trip"} if int(pandas.__version__.split(".")[0]) < 3 else {}
