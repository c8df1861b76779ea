"""A workshop that works through a plan with known noise, event by event: the truth that a promise is held against.

It shares no code with `scheduling.planner.replay`: the part that can begin first begins first, minute by minute.
"""

import random
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise

from scheduling.planner import Load

DAY = 1440


class Floor:
    """`factor(step, chance)` says how much longer than booked a step takes."""

    def __init__(self, plan, *, factor, no_show, re_fired, shelf, seed):
        self.plan, self.problem, self.chance = plan, plan.problem, random.Random(seed)
        self.factor = {key: factor(step, self.chance) for key, step in self.problem.step.items()}
        self.no_show, self.re_fired, self.shelf = no_show, re_fired, shelf
        self.before = {b.key: a for run in self.problem.runs for a, b in pairwise(run.steps)}
        self.hands, self.free = defaultdict(list), defaultdict(int)
        self.done, self.left = {}, defaultdict(int)
        self.stretches = {station.key: free_stretches(station) for station in self.problem.stations}

    def work(self) -> dict[str, float]:
        """When each run's pieces lie on the shelf."""
        queues = defaultdict(list)
        for part in sorted((*self.plan.sessions, *self.plan.loads), key=lambda part: part.start):
            queues[part.station].append(part)
            for key in self.steps_of(part):
                self.left[key] += 1
        while any(queues.values()):
            heads = [(self.ready(queue[0]), key) for key, queue in queues.items() if queue]
            ready, key = min((ready, key) for ready, key in heads if ready is not None)
            self.finish(queues[key].pop(0), ready)
        return {run: self.done[self.last_of(run)] + self.chance.choice(self.shelf) for run in self.plan.finish}

    def last_of(self, run):
        return next(each for each in self.problem.runs if each.key == run).steps[-1].key

    def steps_of(self, part):
        return [share.step for share in part.members] if isinstance(part, Load) else [part.step]

    def ready(self, part):
        """When it may begin; None while a step before it has parts to come."""
        moments = [part.start, self.free[part.station] + part.start - part.occupied.start]
        for key in self.steps_of(part):
            if earlier := self.before.get(key):
                if self.left[earlier.key]:
                    return None
                moments.append(self.done[earlier.key] + earlier.min_wait_after)
        return max(moments)

    def finish(self, part, ready):
        end = self.fire(part, ready) if isinstance(part, Load) else self.session(part, ready)
        self.free[part.station] = end + part.occupied.end - part.end
        for key in self.steps_of(part):
            self.left[key] -= 1
            self.done[key] = max(end, self.done.get(key, 0))

    def session(self, part, ready):
        left, now = part.during.minutes * self.factor[part.step], ready
        if self.chance.random() < self.no_show:
            now = self.opening(part.station, self.opening(part.station, now, 0)[1], 0)[0]
        while True:
            opens, closes = self.opening(part.station, now, 0)
            if opens + left <= closes:
                return opens + left
            left, now = left - (closes - opens), closes

    def fire(self, load, ready):
        program = self.problem.program[load.program]
        held = (load.cooled - load.firing.start) * self.factor[load.members[0].step]
        if self.chance.random() < self.re_fired:
            held = 2 * held + program.load_minutes + program.unload_minutes
        start = self.by_hand(load.station, ready, program.load_minutes, length=held + program.load_minutes)
        opens = max(start + program.load_minutes + held, load.unloading.start)
        return self.by_hand(load.station, opens, program.unload_minutes) + program.unload_minutes

    def by_hand(self, station, moment, minutes, length=0):
        """The technician's first free staffed minutes; for a load that is not in anybody's way for `length`."""
        hands = self.hands[self.problem.station[station].node]
        while True:
            moment = self.opening(station, moment, minutes)[0]
            taken = [end for start, end in hands if start < moment + minutes and moment < end]
            busy = self.problem.station[station].busy
            held = [each.end for each in busy if each.start < moment + length and moment < each.end]
            if not taken + held:
                hands.append((moment, moment + minutes))
                return moment
            moment = max(taken + held)

    def opening(self, station, moment, minutes):
        """The rest, of at least so many minutes, of the free staffed stretch at or after `moment`."""
        stretches = self.stretches[station]
        for start, end in stretches[bisect_right(stretches, moment, key=lambda each: each[1]) :]:
            if end - max(start, moment) >= minutes:
                return max(start, moment), end
        return max(moment, self.problem.horizon), float("inf")


def free_stretches(station):
    """Staffed, and held by nobody else: [(start, end), …]."""
    found = []
    for window in sorted(station.open):
        now = window.start
        for busy in sorted(station.busy):
            if busy.end > now and busy.start < window.end:
                if busy.start > now:
                    found.append((now, busy.start))
                now = max(now, busy.end)
        if now < window.end:
            found.append((now, window.end))
    return found
