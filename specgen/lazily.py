"""Figures of a frozen value that are made when they are first asked for, and kept.

As `functools.cached_property`, whose lock, gone since Python 3.12, costs as much as most figures.
"""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner")
Made = TypeVar("Made")


class lazily(Generic[Owner, Made]):  # noqa: N801 - a decorator
    """Make what the method below returns once for each value."""

    def __init__(self, make: Callable[[Owner], Made]) -> None:
        self.make, self.name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Owner]) -> "lazily[Owner, Made]": ...

    @overload
    def __get__(self, owner: Owner, kind: type[Owner]) -> Made: ...

    def __get__(self, owner: Owner | None, kind: type[Owner]) -> "Made | lazily[Owner, Made]":
        """Return what is made for *owner*; from then on it stands in the way of this."""
        if owner is None:
            return self
        made = owner.__dict__[self.name] = self.make(owner)
        return made
