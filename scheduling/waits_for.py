"""What a date waits for, as customers read it after “It waits longest for”. Pure."""

from .planner import Explanation, Plan, Spell


def waits_for(plan: Plan, why: Explanation) -> str:
    step = plan.problem.step.get(why.step)
    if step is None:
        return ""
    match why.spell:
        case Spell.STATION:
            return f"a free {step.kind}" if len(step.stations) > 1 else f"the {step.kind}"
        case Spell.TECHNICIAN:
            return "the kiln technician"
        case Spell.PACED:
            return f"the right day to begin “{step.name}”"
        case Spell.RESTS:
            return f"its rest after “{step.name}”"
        case Spell.HOURS:
            return f"somebody at the {step.kind}"
        case Spell.FIRES:
            return f"the firing “{step.name}”"
        case Spell.WORK:
            return f"the work of “{step.name}”"
    return ""
