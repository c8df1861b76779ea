"""What axe finds on the main pages: nothing. And whom they ask for what they show: nobody but us."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from capsules.actions import picturing, reminding
from capsules.actions.preordering import cancel
from capsules.actions.waiting import join
from capsules.models import Preorder
from capsules.photographs import sizes_of
from coop.actions.journal import CUSTOMER
from tests import make
from tests.capsules.ordering import order
from tests.capsules.photos import photo
from tests.journeys.workshop import Workshop
from tests.visitor import logged_in

from .axe import faults


@pytest.fixture(scope="module")
def workshop(stack) -> Workshop:
    return Workshop()


@pytest.fixture(scope="module")
def paths(workshop, stack) -> dict[str, str]:
    """Addresses of the public pages of a co-op with a drop before, during and after, a sold out one, and an order."""
    open_drop = workshop.capsule("Low Tide", slug="low-tide", pieces=50, tiers=[(1, 10, {"percent": -15})])
    sold_out = workshop.capsule("High Tide", pieces=1)
    placed: Preorder = order(open_drop, pickup_node=workshop.shop)
    order(sold_out, pickup_node=workshop.shop)
    ahead = make.now() + timedelta(days=2)
    upcoming = workshop.capsule("Next Tide", opens_at=ahead, closes_at=ahead + timedelta(days=7), care="By hand.")
    over = workshop.capsule("Last Tide", status="closed", closes_at=make.now() - timedelta(hours=1))
    make.run(over, status="planned")
    with override_settings(MEDIA_ROOT=stack.folder / "media"):
        for words in ("The carafe from the side", "Its foot"):
            picturing.add(open_drop, sizes=sizes_of(photo(600, 480)), alt=words, by=workshop.admin)
    reminder = reminding.ask(upcoming, email="nora@example.org")
    return {
        "shop": "/",
        "capsule": open_drop.get_absolute_url(),
        "upcoming": upcoming.get_absolute_url(),
        "closed": over.get_absolute_url(),
        "reminder": f"/r/{reminder.secret}/",
        "sold out": sold_out.get_absolute_url(),
        "invited": invited_page(workshop),
        "order": placed.get_absolute_url(),
        "forget me": f"{placed.get_absolute_url()}forget/",
        "makers": "/makers/",
        "maker": f"/makers/{workshop.maker.slug}/",
        "policies": "/policies/",
        "find order": "/find-order/",
        "log in": "/accounts/login/",
    }


def invited_page(workshop) -> str:
    """Of a drop of which a piece is kept for somebody, and that has a sample on a shelf."""
    drop = workshop.capsule("Neap", pieces=1, materials="Clay: river stoneware")
    make.sample(drop)
    placed = order(drop, pickup_node=workshop.shop)
    waiting = join(drop, email="wim@example.org")
    cancel(placed, by=CUSTOMER)
    return f"{drop.get_absolute_url()}?invited={waiting.secret}"


def test_no_public_page_has_an_accessibility_fault_or_asks_another_host_for_anything(stack, chrome, paths):
    asked = set()
    with chrome.new_context(base_url=stack.url, reduced_motion="reduce") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.add(urlsplit(request.url)))
        found = {name: faults_at(page, path) for name, path in paths.items()}

    assert found == {name: [] for name in paths}
    assert {each.netloc for each in asked if each.scheme != "data"} == {urlsplit(stack.url).netloc}


WORK = {
    "admin": [
        "/office/",
        "/office/approvals/",
        "/office/stations/",
        "/office/members/",
        "/office/members/makers/{maker.slug}/",
        "/office/members/people/{maker_user.pk}/",
        "/office/nodes/",
        "/office/shipping/new/",
        "/office/codes/",
        "/office/referrals/",
    ],
    "maker_user": [
        "/studio/",
        "/studio/profile/",
        "/studio/capsules/new/?from=vessel",
        "/studio/capsules/low-tide/pictures/",
        "/studio/board/",
        "/studio/bookings/",
        "/studio/shop-endpoint/",
        "/studio/referrals/",
        "/studio/samples/",
    ],
    "floor": ["/floor/oosterkade/", "/floor/oosterkade/inspections/"],
    "desk": ["/desk/noordplein/", "/desk/noordplein/parcels/"],
}


@pytest.mark.parametrize("who", WORK)
def test_no_page_of_those_who_work_here_has_an_accessibility_fault(stack, chrome, workshop, paths, who):
    with chrome.new_context(base_url=stack.url, reduced_motion="reduce") as context:
        context.add_cookies(logged_in(stack.url, getattr(workshop, who)).cookies())
        page = context.new_page()
        found = {path: faults_at(page, path.format_map(vars(workshop))) for path in WORK[who]}

    assert found == {path: [] for path in WORK[who]}


def faults_at(page, path: str) -> list[str]:
    assert page.goto(path).status == 200, path
    return faults(page)
