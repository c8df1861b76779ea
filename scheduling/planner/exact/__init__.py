"""The plan as a constraint model: each rule of a plan once more, as the solver says it."""
