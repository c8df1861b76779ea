"""A kiln breaks on the floor: the worker plans anew, and everybody whose day changed hears it once, with the reason."""

from datetime import timedelta

from django.utils import timezone

from capsules.actions import running
from capsules.models import Preorder, Run
from coop.phrases import day_words
from fulfillment.models import Notice
from scheduling.models import Booking, LoadShare, NodePlan, Promise
from tests.capsules.ordering import order
from tests.postbox import words
from tests.stack import Stack, eventually
from tests.visitor import Visitor, logged_in

from .workshop import Workshop

OUT_FOR = timedelta(days=40)


def test_a_kiln_that_breaks_moves_the_firing_the_date_and_nothing_else(started):
    stack, workshop = started(), Workshop()
    run = planned_run(workshop)
    promised = eventually(lambda: dated(run), "the first promise of the run")
    work = Booking.objects.get(step__run=run)
    before = Visitor(stack.url).get(run.capsule.get_absolute_url()).words

    the_kiln_breaks(stack, workshop)

    again = eventually(
        lambda: NodePlan.objects.filter(reason__contains="Big kiln is out", status="written").first(), ""
    )
    share = LoadShare.objects.live().get(step__run=run)
    assert share.firing.booking.during.lower >= timezone.now() + OUT_FOR - timedelta(days=1)
    work.refresh_from_db()
    assert (work.released_at, work.sequence) == (None, 0), "the wheel is not broken"
    the_maker_is_told(stack, workshop, again)
    the_customers_are_told(stack, run)
    the_capsule_page_changed(stack, run, promised, before)


def planned_run(workshop: Workshop) -> Run:
    capsule = workshop.capsule(pieces=4)
    for _ in range(4):
        order(capsule, pickup_node=workshop.shop)
    run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close it")
    running.approve(run, by=workshop.admin)
    return eventually(lambda: Run.objects.filter(pk=run.pk, status="planned").first(), "the worker to plan")


def dated(run: Run) -> Promise | None:
    return Promise.objects.current().filter(run=run, expected_on__isnull=False).first()


def the_kiln_breaks(stack: Stack, workshop: Workshop) -> None:
    until = (timezone.now() + OUT_FOR).astimezone(workshop.node.zone)
    page = logged_in(stack.url, workshop.floor).get("/floor/oosterkade/out/")
    page = page.press(
        "Station is out",
        {
            "station": workshop.kiln.slug,
            "last_day": f"{until:%Y-%m-%d}",
            "end": "18:00",
            "reason": "the thermocouple broke",
        },
    )
    assert (page.status, page.path) == (200, "/floor/oosterkade/"), page.words
    assert "Big kiln is out of order." in page.words


def the_maker_is_told(stack: Stack, workshop: Workshop, order: NodePlan) -> None:
    """Once: what moved, and why."""

    def mails():
        mails = stack.postbox.to(workshop.maker_user.email)
        return [mail for mail in mails if "the thermocouple broke" in words(mail)]

    mail = eventually(mails, "the maker's mail")[0]
    assert "Low Tide" in mail["Subject"]
    owed = Notice.objects.filter(kind="run_planned", key__contains=f":{order.pk}:")
    assert owed.count() == 1


def the_customers_are_told(stack: Stack, run: Run) -> None:
    for one in Preorder.objects.filter(capsule=run.capsule):
        mails = eventually(
            lambda one=one: [mail for mail in stack.postbox.to(one.email) if "A later day" in mail["Subject"]],
            f"the mail of order {one.pk}",
        )
        assert len(mails) == 1
        assert "Big kiln is out until" in words(mails[0])


def the_capsule_page_changed(stack: Stack, run: Run, promised: Promise, before: str) -> None:
    zone, now = run.capsule.made_at.zone, timezone.now()
    today = now.astimezone(zone).date()
    later = eventually(lambda: Promise.objects.current().filter(run=run).exclude(pk=promised.pk).first(), "a promise")
    assert later.expected_on > promised.expected_on + timedelta(days=30)
    page = Visitor(stack.url).get(run.capsule.get_absolute_url()).words
    said = f"Expected {day_words(later.expected_on.astimezone(zone).date(), today)}"
    assert said in page
    assert said not in before
