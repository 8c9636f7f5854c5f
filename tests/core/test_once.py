"""What is worked out once for each object."""

from __future__ import annotations

from crm.core.once import Once


class _Counting:
    times = 0

    @Once
    def number(self) -> int:
        """A number."""
        self.times += 1
        return self.times


def test_it_is_worked_out_when_first_asked_for_and_then_kept() -> None:
    one, other = _Counting(), _Counting()
    assert one.times == 0
    assert (one.number, one.number, one.times) == (1, 1, 1)
    assert other.times == 0


def test_the_class_shows_what_it_is() -> None:
    assert _Counting.number.__doc__ == "A number."
