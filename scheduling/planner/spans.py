"""Sorted stretches of time that do not touch, and what fits between them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from .problem import Interval

Spans = tuple[Interval, ...]


def merged(intervals: Iterable[Interval]) -> Spans:
    """The same minutes, sorted, with what touches or overlaps joined."""
    spans: list[Interval] = []
    for interval in sorted(intervals):
        if spans and interval.start <= spans[-1].end:
            spans[-1] = Interval(spans[-1].start, max(spans[-1].end, interval.end))
        else:
            spans.append(interval)
    return tuple(spans)


def ending_after(spans: Spans, minute: int) -> int:
    """The place in `spans` of the first one that ends after `minute`."""
    return bisect_right(spans, minute, key=lambda span: span.end)


def clash(spans: Spans, start: int, end: int) -> Interval | None:
    """The first of `spans` that shares a minute with `start` to `end`."""
    place = ending_after(spans, start)
    if place < len(spans) and spans[place].start < end:
        return spans[place]
    return None


def between(windows: Spans, taken: Spans, ready: int) -> Iterator[Interval]:
    """What is left of `windows` from `ready` on when `taken` is cut out."""
    for window in windows[ending_after(windows, ready) :]:
        start = max(window.start, ready)
        while start < window.end:
            blocker = clash(taken, start, window.end)
            until = blocker.start if blocker else window.end
            if until > start:
                yield Interval(start, until)
            start = blocker.end if blocker else window.end


def up(minute: int, slot: int) -> int:
    """The first minute on the grid from `minute` on."""
    return -(-minute // slot) * slot


def down(minute: int, slot: int) -> int:
    """The last minute on the grid until `minute`."""
    return minute // slot * slot


def first_fit(windows: Spans, taken: Spans, ready: int, minutes: int, slot: int) -> int | None:
    """The first minute on the grid from which `minutes` lie within one window and clear of `taken`."""
    for gap in between(windows, taken, ready):
        start = up(gap.start, slot)
        if start + minutes <= gap.end:
            return start
    return None
