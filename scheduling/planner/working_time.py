"""A station's working minutes for many replays at once: arrays of minutes in, arrays out."""

from collections.abc import Iterable

import numpy as np

from .problem import Interval
from .spans import between, merged

FOR_EVER = 10**9


class WorkingTime:
    """Sorted stretches in which work may go on; behind `horizon` it always may, so that every search ends."""

    def __init__(self, windows: Iterable[Interval], taken: Iterable[Interval], horizon: int):
        inside = [Interval(each.start, min(each.end, horizon)) for each in windows if each.start < horizon]
        spans = [*between(merged(inside), merged(taken), 0), Interval(horizon, FOR_EVER)]
        self.starts = np.array([span.start for span in spans])
        self.ends = np.array([span.end for span in spans])
        self.before = np.concatenate([[0], np.cumsum(self.ends - self.starts)])
        """Working minutes before each stretch."""

    def place(self, moments: np.ndarray) -> np.ndarray:
        """The number of the stretch in which work may go on first, from each moment on."""
        return np.searchsorted(self.ends, moments, side="right")

    def first(self, moments: np.ndarray) -> np.ndarray:
        """The first working minute from each moment on."""
        return np.maximum(moments, self.starts[self.place(moments)])

    def next_opening(self, moments: np.ndarray) -> np.ndarray:
        """Where the stretch after the one that each moment lies in, or waits for, begins."""
        return self.starts[np.minimum(self.place(moments) + 1, len(self.starts) - 1)]

    def after(self, starts: np.ndarray, minutes: np.ndarray) -> np.ndarray:
        """When so many minutes of work are done that begin at `starts`: at the end of a stretch work lies down."""
        place = self.place(starts)
        done = self.before[place] + np.maximum(starts, self.starts[place]) - self.starts[place] + minutes
        place = np.searchsorted(self.before[1:], done, side="left")
        return self.starts[place] + done - self.before[place]

    def fitting(self, moments: np.ndarray, minutes) -> np.ndarray:
        """The first minute from each moment on from which `minutes` lie within one stretch."""
        found = self.first(moments)
        for _ in range(len(self.ends)):
            place = self.place(found)
            short = found + minutes > self.ends[place]
            if not short.any():
                break
            found = np.where(short, self.starts[np.minimum(place + 1, len(self.ends) - 1)], found)
        return found


class Hands:
    """The kiln technician of a node: one load or unload at a time, in each replay."""

    def __init__(self, busy: Iterable[Interval], times: int):
        self.busy = [(np.full(times, each.start), np.full(times, each.end)) for each in busy]

    def free(self, hours: WorkingTime, moments: np.ndarray, minutes: int) -> np.ndarray:
        """The first staffed minute from each moment on at which she has so many minutes for it."""
        found = hours.fitting(moments, minutes)
        if not self.busy:
            return found
        starts, ends = (np.stack(side) for side in zip(*self.busy, strict=True))
        while True:
            clash = (starts < found + minutes) & (ends > found)
            if not clash.any():
                return found
            found = hours.fitting(np.maximum(found, np.where(clash, ends, 0).max(axis=0)), minutes)

    def take(self, starts: np.ndarray, minutes: int) -> None:
        self.busy.append((starts, starts + minutes))
