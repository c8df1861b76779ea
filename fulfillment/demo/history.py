"""What happened to each of the demo's capsules, told by the verbs and then moved into the past."""

from datetime import timedelta

from django.db.models import DateTimeField, F
from django.utils import timezone

from capsules.actions.closing import close
from capsules.actions.drafting import list_capsule, send_back, submit
from capsules.actions.running import approve
from capsules.models import Capsule, Claim, Preorder, Run
from coop.models import Entry, Node, User
from fulfillment.actions.handing_over import hand_over
from fulfillment.actions.inspecting import inspect, pass_the_rest
from fulfillment.actions.stocking import receive
from fulfillment.models import Handover, Inspection, Notice, Piece, StockMove
from scheduling.actions.making import finish, start
from scheduling.actions.planning import plan_run
from scheduling.models import Booking, Firing, Plan, Step

from .customers import buy
from .drops import draft
from .past import ledgers_open, put_back

DAYS_OPEN = 14


def build() -> None:
    """Oldest first, so that what is moved back makes room for what follows."""
    admin = User.objects.get(email="admin@coop.example")
    with ledgers_open():
        collected("three-dips", pieces=24, weeks=9, admin=admin)
        released("orchard-wall", pieces=7, weeks=6, admin=admin)
        ready("reed", pieces=27, weeks=4, admin=admin)
        started("grain", pieces=44, weeks=1, admin=admin)
    planned("salt-line", pieces=31, admin=admin)
    proposed("harbour-check", pieces=38, admin=admin)
    open_now("low-tide", pieces=23, days_ago=9, days_left=4, admin=admin)
    open_now("five-oclock", pieces=9, days_ago=2, days_left=12, admin=admin)
    opening("orchard-floor", days=5, admin=admin)
    opening("four-dips", days=9, admin=admin)
    studio("second-harvest", "loose-thread", admin=admin)
    tell_everybody()


def open_now(slug: str, *, pieces: int, days_ago: int, days_left: int, admin) -> Capsule:
    now = timezone.now()
    capsule = draft(
        slug,
        opens_at=evening(now - timedelta(days=days_ago)),
        closes_at=evening(now + timedelta(days=days_left)),
    )
    submit(capsule, by=capsule.maker.people.first())
    list_capsule(capsule, by=admin)
    buy(capsule, pieces)
    spread_orders(capsule, until=now)
    return capsule


def opening(slug: str, *, days: int, admin) -> None:
    opens = evening(timezone.now() + timedelta(days=days))
    capsule = draft(slug, opens_at=opens, closes_at=opens + timedelta(days=DAYS_OPEN))
    submit(capsule, by=capsule.maker.people.first())
    list_capsule(capsule, by=admin)


def studio(waiting: str, sent_back: str, *, admin) -> None:
    """One drop that waits for its listing, and one that came back with a reason."""
    opens = evening(timezone.now() + timedelta(days=14))
    for slug in (waiting, sent_back):
        capsule = draft(slug, opens_at=opens, closes_at=opens + timedelta(days=DAYS_OPEN))
        submit(capsule, by=capsule.maker.people.first())
    send_back(
        capsule,
        reason="The route ends after tufting: where is it backed and sheared? And the page has no story yet.",
        by=admin,
    )


def closed(slug: str, *, pieces: int, admin) -> Capsule:
    capsule = open_now(slug, pieces=pieces, days_ago=DAYS_OPEN, days_left=1, admin=admin)
    if pieces < capsule.edition_size:
        Capsule.objects.filter(pk=capsule.pk).update(closes_at=timezone.now())
    close(capsule)
    capsule.refresh_from_db()
    return capsule


def proposed(slug: str, *, pieces: int, admin) -> Run:
    return closed(slug, pieces=pieces, admin=admin).runs.get()


def planned(slug: str, *, pieces: int, admin) -> Run:
    run = approve(proposed(slug, pieces=pieces, admin=admin), by=admin)
    plan_run(run)
    run.refresh_from_db()
    return run


def released(slug: str, *, pieces: int, weeks: int, admin) -> None:
    mark = latest_line()
    capsule = closed(slug, pieces=pieces, admin=admin)
    move_back(capsule, weeks=weeks, since=mark)


def started(slug: str, *, pieces: int, weeks: int, admin) -> None:
    """Planned a week ago: what should be done is done, and what should run now runs."""
    mark = latest_line()
    run = planned(slug, pieces=pieces, admin=admin)
    move_back(run.capsule, weeks=weeks, since=mark)
    now, staff = timezone.now(), desk_of(run.capsule.made_at)
    for step in run.steps.order_by("rank"):
        begins, ends = span(step)
        if begins <= now:
            start(step, by=staff)
        if ends <= now:
            finish(step, by=staff)
    date_steps(run)


def ready(slug: str, *, pieces: int, weeks: int, admin) -> None:
    """Made and inspected: one is a second, some were collected, the others wait on the shelf."""
    mark = latest_line()
    run = made(slug, pieces=pieces, admin=admin)
    staff = desk_of(run.capsule.made_at)
    inspect(
        run.made_pieces.get(number=7),
        result="second",
        reason="The glaze crawled at the foot.",
        by=staff,
    )
    hand_out(run, collected=9)
    move_back(run.capsule, weeks=weeks, since=mark)


def collected(slug: str, *, pieces: int, weeks: int, admin) -> None:
    mark = latest_line()
    run = made(slug, pieces=pieces, admin=admin)
    hand_out(run, collected=pieces)
    move_back(run.capsule, weeks=weeks, since=mark)


def made(slug: str, *, pieces: int, admin) -> Run:
    run = planned(slug, pieces=pieces, admin=admin)
    staff = desk_of(run.capsule.made_at)
    for step in run.steps.order_by("rank"):
        start(step, by=staff)
        finish(step, by=staff)
    date_steps(run)
    run.refresh_from_db()
    return run


def hand_out(run: Run, *, collected: int) -> None:
    """Inspect, receive at each pickup node, and hand over the first orders; dated after the plan's end."""
    pass_the_rest(run, by=desk_of(run.capsule.made_at))
    for node in run.capsule.pickup_nodes.all():
        arriving = Piece.objects.filter(run=run, claim__preorder__pickup_node=node)
        receive(node, pieces=list(arriving), by=desk_of(node))
    waiting = Preorder.objects.filter(capsule=run.capsule, status=Preorder.Status.READY)
    for preorder in waiting.select_related("pickup_node")[:collected]:
        hand_over(
            preorder,
            at=preorder.pickup_node,
            paid_minor=preorder.total_minor,
            by=desk_of(preorder.pickup_node),
        )
    date_pieces(run, ended=run.expected_at)


# --- Dates ---------------------------------------------------------------------------------------------------------


def evening(at):
    return at.replace(hour=17, minute=0, second=0, microsecond=0)


def desk_of(node: Node) -> User:
    return User.objects.get(desk=node)


def latest_line() -> int:
    return Entry.objects.values_list("pk", flat=True).order_by("-pk").first() or 0


def span(step: Step):
    """From the first to the last of a step's bookings, or of the firings that it has a share in."""
    held = Booking.objects.live().filter(step=step) | Booking.objects.live().filter(firing__shares__step=step)
    stretches = [booking.during for booking in held.distinct()]
    return min(stretch.lower for stretch in stretches), max(stretch.upper for stretch in stretches)


def spread_orders(capsule: Capsule, *, until) -> None:
    """Orders come fast on the first day and thin out, as orders do."""
    orders = list(capsule.preorders.order_by("pk"))
    open_for = until - capsule.opens_at
    for number, order in enumerate(orders, 1):
        placed = capsule.opens_at + open_for * (number / (len(orders) + 1)) ** 2
        Preorder.objects.filter(pk=order.pk).update(placed_at=placed)


def date_steps(run: Run) -> None:
    for step in run.steps.all():
        begins, ends = span(step)
        stamps = {"started_at": begins} if step.started_at else {}
        Step.objects.filter(pk=step.pk).update(**stamps, **({"done_at": ends} if step.done_at else {}))
    first, last = run.steps.order_by("rank").first(), run.steps.order_by("rank").last()
    stamps = {"started_at": first.started_at} if first.started_at else {}
    Run.objects.filter(pk=run.pk).update(**stamps, **({"made_at": last.done_at} if last.done_at else {}))


def date_pieces(run: Run, *, ended) -> None:
    """Inspected two hours after the last step, on the shelf a day later, collected over the days that follow."""
    pieces = Piece.objects.filter(run=run)
    pieces.update(finished_at=ended, inspected_at=ended + timedelta(hours=2))
    Inspection.objects.filter(piece__run=run).update(at=ended + timedelta(hours=2))
    moves = StockMove.objects.filter(piece__run=run)
    moves.update(at=ended + timedelta(days=1))
    moves.filter(place=Piece.Place.WORKSHOP).update(at=ended)
    Preorder.objects.filter(capsule=run.capsule, ready_at__isnull=False).update(ready_at=ended + timedelta(days=1))
    for number, handover in enumerate(Handover.objects.filter(preorder__capsule=run.capsule).order_by("pk")):
        at = ended + timedelta(days=1 + number % 6, hours=1)
        Handover.objects.filter(pk=handover.pk).update(at=at)
        Preorder.objects.filter(pk=handover.preorder_id).update(collected_at=at)
        moves.filter(place=Piece.Place.CUSTOMER, piece__claim__preorder=handover.preorder_id).update(at=at)


def move_back(capsule: Capsule, *, weeks: int, since: int) -> None:
    """Move everything that a capsule has by whole weeks, so that weekdays and staffed hours stay true."""
    by, zone = timedelta(weeks=weeks), capsule.made_at.time_zone
    run, step = {"run__capsule": capsule}, {"step__run__capsule": capsule}
    firings = Firing.objects.filter(shares__step__run__capsule=capsule)
    bookings = Booking.objects.filter(**step) | Booking.objects.filter(pk__in=firings.values("booking"))
    moved = {
        "during occupied": Booking.objects.filter(pk__in=list(bookings.values_list("pk", flat=True))),
        "fires_at opens_at": Firing.objects.filter(pk__in=list(firings.values_list("pk", flat=True))),
        "planned_at started_at done_at": Step.objects.filter(**run),
        "made_at": Plan.objects.filter(**run),
        "finished_at inspected_at": Piece.objects.filter(**run),
        "cancelled_at": Claim.objects.filter(capsule=capsule),
        "owed_at": Notice.objects.filter(preorder__capsule=capsule),
        "at": Entry.objects.filter(pk__gt=since),
    }
    for columns, rows in moved.items():
        put_back(rows, by, zone, *columns.split())
    put_back(Inspection.objects.filter(piece__run__capsule=capsule), by, zone, "at")
    put_back(StockMove.objects.filter(piece__run__capsule=capsule), by, zone, "at")
    put_back(Handover.objects.filter(preorder__capsule=capsule), by, zone, "at")
    put_stamps_back(Capsule.objects.filter(pk=capsule.pk), by, zone)
    put_stamps_back(Preorder.objects.filter(capsule=capsule), by, zone)
    put_stamps_back(Run.objects.filter(capsule=capsule), by, zone)


def put_stamps_back(rows, by, zone) -> None:
    stamps = [field.name for field in rows.model._meta.fields if isinstance(field, DateTimeField)]
    put_back(rows, by, zone, *stamps)


def tell_everybody() -> None:
    """What the demo's people were owed, they have been told: no worker mails the past."""
    Notice.objects.filter(status=Notice.Status.OWED).update(status=Notice.Status.SENT, sent_at=F("owed_at"), attempts=1)
