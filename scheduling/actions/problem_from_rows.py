"""The planning problem of a node, read from fresh rows: its open runs, and all that stands in their way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from capsules.models import Run
from scheduling import planner
from scheduling.models import Firing, Operation, Program, Station, StationKind, Step

from .chains_of_runs import Chain, Held, Look, chain_of, open_runs
from .clock import FROZEN, NOTICE, SLOT_MINUTES, Clock
from .permits import Permits
from .scenes import Scene, hands_on


@dataclass(frozen=True)
class Rows:
    """The rows that a problem was made of, by the keys it uses, and the moment that its minute 0 is.

    `firings` may be joined and stay; `movable_firings` were lit for movable pieces only. `obstacles` say of the runs
    that are left out why no calendar can place them.
    """

    origin: datetime
    problem: planner.Problem
    steps: dict[str, Step]
    stations: dict[str, Station]
    programs: dict[str, Program]
    firings: dict[str, Firing] = field(default_factory=dict)
    movable_firings: dict[str, Firing] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    obstacles: dict[str, str] = field(default_factory=dict)

    def moment(self, minute: int) -> datetime:
        return Clock(self.origin).moment(minute)


def rows_of_node(
    node,
    *,
    now: datetime,
    extra_runs=(),
    movable=True,
    frozen: timedelta = FROZEN,
    out: tuple[Station, datetime] | None = None,
) -> Rows:
    """The problem of every open run of `node` that may still move, and of `extra_runs`, which may have no rows yet.

    With `movable` False all that is booked stays, and only what has no station time is planned. What is booked on a
    station that is `out` before a moment has to be placed anew, frozen or not.
    """
    clock, look = Clock.starting(now + NOTICE), Look(now, now + frozen, movable, out)
    chains = [chain_of(run, list(run.steps.all()), look) for run in open_runs(node)]
    chains += [chain_of(run, steps_to_come(run), look) for run in extra_runs]
    permits = Permits.of([chain.run.capsule.maker_id for chain in chains], now.astimezone(node.zone).date())
    hopeless = {key_of_run(chain.run): why for chain in chains if (why := _obstacle(chain, permits))}
    chains = [chain for chain in chains if chain.to_place and key_of_run(chain.run) not in hopeless]
    scene = Scene.of(node, clock, {step.pk for chain in chains for step in chain.to_place if step.pk})
    steps = {key_of_step(step, chain.run): step for chain in chains for step in chain.to_place}
    programs = {firing.program_id: firing.program for firing in (*scene.joinable, *scene.movable)}
    fired = [step.operation for step in steps.values() if step.operation.program_id]
    programs |= {operation.program_id: operation.program for operation in fired}
    return Rows(
        origin=clock.origin,
        problem=_problem(scene, chains, programs.values(), permits),
        steps=steps,
        stations={str(station.pk): station for station in scene.stations},
        programs={str(pk): program for pk, program in programs.items()},
        firings={str(firing.pk): firing for firing in scene.joinable},
        movable_firings={str(firing.pk): firing for firing in scene.movable},
        runs={key_of_run(chain.run): chain.run for chain in chains},
        obstacles=hopeless,
    )


def steps_to_come(run: Run) -> list[Step]:
    """The steps that the run's route will give it, not written."""
    route = Operation.objects.filter(capsule=run.capsule_id).select_related("kind", "program").order_by("rank")
    return [Step(run=run, operation=each, rank=each.rank, pieces=run.pieces) for each in route]


def key_of_run(run: Run) -> str:
    return str(run.pk) if run.pk else f"capsule {run.capsule_id}"


def key_of_step(step: Step, run: Run) -> str:
    return str(step.pk) if step.pk else f"{key_of_run(run)}, {step.rank}"


def _obstacle(chain: Chain, permits: Permits) -> str:
    """Nobody takes station time away that is booked already."""
    waiting = [step for step in chain.to_place if step.status == Step.Status.WAITING]
    return permits.obstacle(chain.run, waiting) if waiting or not chain.staying + chain.to_place else ""


def _problem(scene: Scene, chains: list[Chain], programs, permits: Permits) -> planner.Problem:
    clock = scene.clock
    staffed = scene.node.staffed_between(clock.origin, clock.end)
    return planner.Problem(
        horizon=clock.horizon,
        slot_minutes=SLOT_MINUTES,
        stations=tuple(_station(each, scene, staffed) for each in scene.stations),
        programs=tuple(_program(each) for each in programs),
        runs=tuple(_run(chain, scene, permits) for chain in chains),
        loads=tuple(_open_load(each, scene) for each in scene.joinable),
        technician_busy=tuple(
            planner.TechnicianBusy(str(scene.node.pk), interval)
            for firing in scene.closed
            for interval in hands_on(firing, clock)
        ),
        booked=tuple(
            planner.Booked(key_of_step(step, chain.run), str(each.station_id), clock.minute(each.during.lower))
            for chain in chains
            for step in chain.to_place
            for each in Held.by(step).bookings
        ),
    )


def _station(station: Station, scene: Scene, staffed) -> planner.Station:
    clock, held = scene.clock, scene.held[station.pk]
    return planner.Station(
        key=str(station.pk),
        kind=str(station.kind),
        node=str(station.node_id),
        name=station.name,
        open=tuple(clock.interval(opens, closes) for opens, closes in staffed),
        busy=tuple(clock.interval(booking.occupied.lower, booking.occupied.upper) for booking in held),
        capacity_l=station.capacity_l if station.kind.use == StationKind.Use.LOAD else None,
        peak_limit_c=station.peak_limit_c,
        setup_minutes=station.setup_minutes,
        clearing_minutes=station.clearing_minutes,
        changeovers=tuple(
            planner.Changeover(each.before, each.after, each.minutes) for each in station.kind.changeovers.all()
        ),
        standing=tuple(scene.standing[station.pk]),
    )


def _program(program: Program) -> planner.Program:
    return planner.Program(
        key=str(program.pk),
        family=program.family,
        peak_c=program.peak_c,
        fire_minutes=program.fire_minutes,
        cool_minutes=program.cool_minutes,
    )


def _run(chain: Chain, scene: Scene, permits: Permits) -> planner.Run:
    run, clock = chain.run, scene.clock
    return planner.Run(
        key=key_of_run(run),
        name=str(run) if run.pk else str(run.capsule),
        release=max(0, clock.minute_after(chain.release_at)),
        due=clock.minute(run.due_at),
        start_by=clock.minute(chain.start_by_at) if chain.start_by_at else None,
        steps=tuple(_step(step, run, scene, permits) for step in chain.to_place),
    )


def _step(step: Step, run: Run, scene: Scene, permits: Permits) -> planner.Step:
    operation = step.operation
    takes = (
        {"program": str(operation.program_id), "litres_per_piece": operation.litres_per_piece}
        if operation.program_id
        else {"minutes_per_piece": operation.minutes_per_piece}
    )
    last_day = permits.last_day(run, operation)
    return planner.Step(
        key=key_of_step(step, run),
        run=key_of_run(run),
        name=operation.name,
        kind=str(operation.kind),
        stations=tuple(str(each.pk) for each in scene.stations if each.kind_id == operation.kind_id),
        pieces=step.pieces,
        setup_minutes=operation.setup_minutes,
        attended=not operation.unattended,
        family=operation.family,
        splits=operation.splits,
        min_wait_after=operation.wait_minutes,
        max_wait_after=operation.longest_wait_minutes,
        end_by=scene.clock.day_after(last_day, scene.node.zone) if last_day else None,
        **takes,
    )


def _open_load(firing: Firing, scene: Scene) -> planner.OpenLoad:
    loading, unloading = hands_on(firing, scene.clock)
    return planner.OpenLoad(
        key=str(firing.pk),
        station=str(firing.booking.station_id),
        program=str(firing.program_id),
        loading=loading,
        firing=planner.Interval(loading.end, loading.end + firing.program.fire_minutes),
        cooled=scene.clock.minute(firing.opens_at),
        unloading=unloading,
        free_l=scene.room_l(firing),
    )
