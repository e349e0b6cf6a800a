"""Pictures."""

from __future__ import annotations

import os

from . import _puncta


class Picture:
    """A picture. It shows itself in a notebook, and is saved as SVG, PNG or PDF.

    Attributes
    ----------
    name : str
        Name, such as ``cross-section``.
    caption : str
        Sentences that stand below it.
    alt : str
        Description for a reader who cannot see it.
    """

    __slots__ = ("_core",)

    def __init__(self, core: "_puncta.Picture"):
        self._core = core

    @property
    def name(self) -> str:
        return self._core.name

    @property
    def caption(self) -> str:
        return self._core.caption

    @property
    def alt(self) -> str:
        return self._core.alt

    @property
    def svg(self) -> str:
        """The SVG document."""
        return self._core.file("svg").decode()

    @property
    def png(self) -> bytes:
        """The PNG file."""
        return self._core.file("png")

    @property
    def pdf(self) -> bytes:
        """The PDF file."""
        return self._core.file("pdf")

    @property
    def key(self) -> str | None:
        """The SVG document that says what the numbers stand for, of a picture drawn with ``labels="numbers"``; else ``None``."""
        try:
            return self._core.file("key.svg").decode()
        except ValueError:
            return None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the picture; the ending of `path` says how: ``.svg``, ``.png`` or ``.pdf``."""
        from pathlib import Path

        where = Path(path)
        where.write_bytes(self._core.file(where.suffix.lower().lstrip(".")))

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<puncta.Picture {self.name!r}: {self.caption.split('. ')[0]}>"
