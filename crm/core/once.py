"""What is worked out once for each object, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

One = TypeVar("One")
Value = TypeVar("Value")


class Once(Generic[One, Value]):
    """As functools.cached_property, which takes a lock until Python 3.12: a third of its time."""

    def __init__(self, method: Callable[[One], Value]) -> None:
        self.__doc__ = method.__doc__
        self._method, self._name = method, method.__name__

    @overload
    def __get__(self, one: None, owner: type[One]) -> Once[One, Value]: ...
    @overload
    def __get__(self, one: One, owner: type[One]) -> Value: ...
    def __get__(self, one: One | None, owner: type[One]) -> Once[One, Value] | Value:
        if one is None:
            return self
        value = one.__dict__[self._name] = self._method(one)
        return value
