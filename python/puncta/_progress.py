"""Progress of long work: a bar by tqdm where it is installed, or a function."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Union

Wanted = Union[bool, Callable[[int, int], None]]


@contextmanager
def shown(wanted: Wanted, what: str):
    """Gives a function of done and all, or ``None`` where nobody wants to know; all is 0 where it is unknown."""
    if callable(wanted):
        yield wanted
        return
    if not wanted:
        yield None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        import sys

        def plain(done: int, of: int) -> None:
            print(f"\r{what}: {done}" + (f" of {of}" if of else ""), end="", file=sys.stderr, flush=True)

        yield plain
        print(file=sys.stderr)
        return
    with tqdm(unit=f" {what}", leave=False) as bar:

        def move(done: int, of: int) -> None:
            if of and bar.total != of:
                bar.total = of
            bar.n = done
            bar.refresh()

        yield move
