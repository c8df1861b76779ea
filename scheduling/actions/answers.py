"""What came of a question, as it is kept in its row: names and moments, so that its page reads no calendar again."""

from scheduling import planner
from scheduling.planner.compare import Comparison, Place, RunMoved, StepMoved

from .problem_from_rows import Rows


def comparison_kept(rows: Rows, found: Comparison, then: planner.Plan) -> dict:
    return {
        "steps": [_step(rows, each) for each in sorted(found.steps, key=_when)],
        "runs": [_run(rows, each) for each in found.runs],
        "moves": found.moves,
        "movable": len({booked.step for booked in then.problem.booked}),
        "firings": [found.lit_before, found.lit_after],
        "late_minutes": [found.late_before, found.late_after],
        "unplaced": [[obstacle.run, obstacle.reason] for obstacle in then.unplaced],
    }


def quote_kept(rows: Rows, plan: planner.Plan, run_key: str) -> dict:
    """One run in a plan: its steps' places and its end, or why it has no place."""
    if reason := next((each.reason for each in plan.unplaced if each.run == run_key), rows.obstacles.get(run_key, "")):
        return {"reason": reason}
    steps = [step for key, step in rows.problem.step.items() if step.run == run_key]
    return {
        "ends": rows.moment(plan.finish[run_key]).isoformat(),
        "late_minutes": plan.lateness.get(run_key, 0),
        "because": planner.explain(plan, run_key).sentence,
        "steps": [_quoted(rows, plan, step) for step in steps],
    }


def _quoted(rows: Rows, plan: planner.Plan, step: planner.Step) -> dict:
    parts = plan.parts[step.key]
    operation = rows.steps[step.key].operation
    return {
        "name": step.name,
        "group": operation.kind.group,
        "stations": list(dict.fromkeys(rows.stations[part.station].name for part in parts)),
        "parts": [[rows.moment(part.start).isoformat(), rows.moment(part.end).isoformat()] for part in parts],
        "litres": str(step.litres_per_piece * step.pieces) if step.is_firing else "",
    }


def _when(moved: StepMoved) -> tuple:
    place = moved.before or moved.after
    return (moved.before is None, place.start if place else 0)


def _step(rows: Rows, moved: StepMoved) -> dict:
    step = rows.steps[moved.step]
    return {
        "run": step.run_id,
        "capsule": str(step.run.capsule),
        "name": str(step.operation),
        "before": _place(rows, moved.before),
        "after": _place(rows, moved.after),
    }


def _place(rows: Rows, place: Place | None) -> dict | None:
    if place is None:
        return None
    names = [rows.stations[key].name for key in place.stations]
    return {
        "stations": names,
        "start": rows.moment(place.start).isoformat(),
        "end": rows.moment(place.end).isoformat(),
    }


def _run(rows: Rows, moved: RunMoved) -> dict:
    run = rows.runs[moved.run]
    ends = [moved.ends_before, moved.ends_after]
    return {
        "run": run.pk,
        "capsule": str(run.capsule),
        "due": run.due_at.isoformat(),
        "ends": [None if end is None else rows.moment(end).isoformat() for end in ends],
        "late_minutes": [moved.late_before, moved.late_after],
    }
