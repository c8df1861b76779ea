"""What axe finds on the main pages: nothing."""

import pytest

from capsules.actions.preordering import cancel
from capsules.actions.waiting import join
from capsules.models import Preorder
from coop.actions.journal import CUSTOMER
from tests import make
from tests.capsules.ordering import order
from tests.journeys.workshop import Workshop
from tests.visitor import logged_in

from .axe import faults


@pytest.fixture(scope="module")
def workshop(stack) -> Workshop:
    return Workshop()


@pytest.fixture(scope="module")
def paths(workshop) -> dict[str, str]:
    """Addresses of the public pages of a co-op with an open drop, a sold out one, and an order."""
    open_drop = workshop.capsule("Low Tide", pieces=50, tiers=[(1, 10, {"percent": -15})])
    sold_out = workshop.capsule("High Tide", pieces=1)
    placed: Preorder = order(open_drop, pickup_node=workshop.shop)
    order(sold_out, pickup_node=workshop.shop)
    return {
        "shop": "/",
        "capsule": open_drop.get_absolute_url(),
        "sold out": sold_out.get_absolute_url(),
        "invited": invited_page(workshop),
        "order": placed.get_absolute_url(),
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


def test_no_public_page_has_an_accessibility_fault(stack, chrome, paths):
    with chrome.new_context(base_url=stack.url, reduced_motion="reduce") as context:
        page = context.new_page()
        found = {name: faults_at(page, path) for name, path in paths.items()}

    assert found == {name: [] for name in paths}


CODES, LINKS = ["/office/codes/", "/office/referrals/"], ["/studio/referrals/", "/studio/samples/"]
WORK = {
    "admin": [
        "/office/",
        "/office/approvals/",
        "/office/stations/",
        "/office/members/",
        "/office/nodes/",
        "/office/codes/",
        "/office/referrals/",
    ],
    "maker_user": [
        "/studio/",
        "/studio/capsules/new/",
        "/studio/board/",
        "/studio/bookings/",
        "/studio/referrals/",
        "/studio/samples/",
    ],
    "floor": ["/floor/oosterkade/", "/floor/oosterkade/inspections/"],
    "desk": ["/desk/noordplein/"],
}


@pytest.mark.parametrize("who", WORK)
def test_no_page_of_those_who_work_here_has_an_accessibility_fault(stack, chrome, workshop, paths, who):
    with chrome.new_context(base_url=stack.url, reduced_motion="reduce") as context:
        context.add_cookies(logged_in(stack.url, getattr(workshop, who)).cookies())
        page = context.new_page()
        found = {path: faults_at(page, path) for path in WORK[who]}

    assert found == {path: [] for path in WORK[who]}


def faults_at(page, path: str) -> list[str]:
    assert page.goto(path).status == 200, path
    return faults(page)
