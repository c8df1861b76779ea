"""The planner's front door for the worker: the solver, some 80 MB of it, is loaded by the process that thinks first."""

from coop.lazily import at_first_call

think = at_first_call("scheduling.planner.thinking.think")
