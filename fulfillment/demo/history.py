"""What happened to each of the demo's capsules, told by the verbs and then moved into the past."""

from datetime import timedelta

from django.utils import timezone

from capsules.actions.closing import close
from capsules.actions.drafting import list_capsule, send_back, submit
from capsules.actions.preordering import cancel
from capsules.actions.running import approve
from capsules.actions.waiting import join
from capsules.models import Capsule, Preorder, Run
from coop.actions.journal import CUSTOMER
from coop.models import Node, User
from fulfillment.actions.handing_over import hand_over
from fulfillment.actions.inspecting import inspect, pass_the_rest
from fulfillment.actions.stocking import receive
from fulfillment.models import Piece
from scheduling.actions.dating import promise_all
from scheduling.actions.making import finish, start
from scheduling.actions.planning import plan_node
from scheduling.actions.promising import settle
from scheduling.models import NodePlan

from . import senders
from .customers import buy, person
from .dates import date_pieces, date_steps, evening, hours_as_planned, latest_line, move_back, span, spread_orders
from .drops import DROPS, draft
from .past import ledgers_open

DAYS_OPEN = 14


def build() -> None:
    """Oldest first, so that what is moved back makes room for what follows."""
    admin = User.objects.get(email="admin@coop.example")
    with ledgers_open():
        collected("three-dips", pieces=24, weeks=9, admin=admin)
        released("orchard-wall", pieces=7, weeks=6, admin=admin)
        ready("reed", pieces=27, weeks=2, admin=admin)
        half_inspected("market-day", pieces=22, weeks=1, admin=admin)
        started("grain", pieces=44, weeks=1, admin=admin)
    planned("salt-line", pieces=31, admin=admin)
    proposed("harbour-check", pieces=38, admin=admin)
    open_now("low-tide", pieces=23, days_ago=9, days_left=4, admin=admin)
    open_now("five-oclock", pieces=9, days_ago=2, days_left=12, admin=admin)
    sold_out("neap", waiting=5, gone=2, days_ago=6, days_left=5, admin=admin)
    opening("orchard-floor", days=5, admin=admin)
    opening("four-dips", days=9, admin=admin)
    studio("second-harvest", "loose-thread", admin=admin)
    for node in Node.objects.all():
        promise_all(node)


def open_now(slug: str, *, pieces: int, days_ago: int, days_left: int, admin) -> Capsule:
    now = timezone.now()
    capsule = draft(
        slug,
        opens_at=evening(now - timedelta(days=days_ago)),
        closes_at=evening(now + timedelta(days=days_left)),
    )
    submit(capsule, by=capsule.maker.people.first())
    list_capsule(capsule, by=admin)
    senders.build(capsule, admin=admin)
    buy(capsule, pieces)
    spread_orders(capsule, until=now)
    return capsule


def sold_out(slug: str, *, waiting: int, gone: int, days_ago: int, days_left: int, admin) -> None:
    """All taken, some wait, and a few who cancelled made room: their pieces are held for the first in line."""
    size = DROPS[slug]["edition_size"]
    capsule = open_now(slug, pieces=size, days_ago=days_ago, days_left=days_left, admin=admin)
    for number in range(waiting):
        join(capsule, email=person(60 + number)[1])
    for order in capsule.preorders.filter(quantity=1).order_by("pk")[:gone]:
        cancel(order, reason="We are moving house after all.", by=CUSTOMER)


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
    plan_node(NodePlan.objects.live().get(node=run.capsule.made_at), seconds=0)
    promise_all(run.capsule.made_at)
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
    hand_out(run, collected=9, today=timezone.now() + timedelta(weeks=weeks))
    move_back(run.capsule, weeks=weeks, since=mark)


def half_inspected(slug: str, *, pieces: int, weeks: int, admin) -> None:
    """Made: some pieces wait for their inspection, some for a desk to receive them."""
    mark = latest_line()
    run = made(slug, pieces=pieces, admin=admin)
    staff = desk_of(run.capsule.made_at)
    inspect(run.made_pieces.get(number=3), result="scrapped", reason="A burn from the press.", by=staff)
    for piece in run.made_pieces.to_inspect().order_by("number")[:12]:
        inspect(piece, result="passed", by=staff)
    date_pieces(run, ended=run.expected_at)
    move_back(run.capsule, weeks=weeks, since=mark)


def collected(slug: str, *, pieces: int, weeks: int, admin) -> None:
    mark = latest_line()
    run = made(slug, pieces=pieces, admin=admin)
    hand_out(run, collected=pieces)
    settle(run.capsule.made_at)
    move_back(run.capsule, weeks=weeks, since=mark)


def made(slug: str, *, pieces: int, admin) -> Run:
    run = planned(slug, pieces=pieces, admin=admin)
    staff = desk_of(run.capsule.made_at)
    with hours_as_planned(run):
        for step in run.steps.order_by("rank"):
            start(step, by=staff)
            finish(step, by=staff)
    date_steps(run)
    run.refresh_from_db()
    return run


def hand_out(run: Run, *, collected: int, today=None) -> None:
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
    date_pieces(run, ended=run.expected_at, today=today)


def desk_of(node: Node) -> User:
    return User.objects.get(desk=node)
