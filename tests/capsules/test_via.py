"""Who comes by a link: counted without a name, remembered for thirty days, and found again in the order."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from capsules.actions.counting import TALLY, write_all
from capsules.actions.preordering import cancel
from capsules.models import CapsuleDay, Preorder, Referral, ReferralDay
from capsules.via import COOKIE, SALT, counted
from coop.actions.journal import CUSTOMER
from coop.shared_pages import Shelf
from tests import make
from tests.buyers import order_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_tally():
    TALLY.clear()
    yield
    TALLY.clear()


@pytest.fixture
def drop():
    return make.capsule()


def looked(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def visits():
    write_all()
    return dict(ReferralDay.objects.values_list("referral__code", "visits"))


def ordered(client, drop, **fields):
    answer = client.post(drop.get_absolute_url(), order_form(drop, **fields))
    assert answer.status_code == 303, answer.content.decode()
    placed = Preorder.objects.latest("pk")
    return [link and link.code for link in (placed.first_via, placed.last_via)]


def test_a_visit_by_a_link_is_counted_and_keeps_two_codes_and_two_days(client, drop):
    make.referral("nova")

    answer = looked(client, drop.get_absolute_url() + "?via=Nova")

    today = f"{timezone.now():%Y%m%d}"
    kept = answer.cookies[COOKIE]
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = kept.value
    assert request.get_signed_cookie(COOKIE, salt=SALT) == f"nova.{today}.nova.{today}"
    assert (kept["max-age"], kept["httponly"], kept["samesite"]) == (30 * 24 * 3600, True, "Lax")
    assert "private" in answer["Cache-Control"]
    assert (visits(), CapsuleDay.objects.get().views) == ({"nova": 1}, 1)


def test_whoever_comes_without_a_link_gets_no_cookie(client, drop):
    assert not looked(client, drop.get_absolute_url()).cookies
    assert not looked(client, drop.get_absolute_url() + "?via=nobody").cookies


def test_a_browser_that_asks_not_to_be_followed_keeps_nothing_and_takes_the_code_along_in_the_form(client, drop):
    make.referral("nova")

    answer = looked(client, drop.get_absolute_url() + "?via=nova", sec_gpc="1")

    assert not answer.cookies
    assert '<input type="hidden" name="via" value="nova">' in answer.content.decode()
    assert ordered(client, drop, via="nova") == ["nova", "nova"]


def test_an_order_keeps_its_first_touch_and_its_last(client, drop):
    for code in ("nova", "kade", "mees"):
        make.referral(code)
        looked(client, f"/?via={code}" if code == "kade" else drop.get_absolute_url() + f"?via={code}")

    looked(client, drop.get_absolute_url())

    assert ordered(client, drop) == ["nova", "mees"]


def test_a_makers_own_page_is_a_way_in_too(client, drop):
    make.referral("nova", maker=drop.maker)

    looked(client, f"/makers/{drop.maker.slug}/?via=nova")

    assert ordered(client, drop) == ["nova", "nova"]


def test_a_makers_link_counts_for_their_drops_and_for_no_others(client, drop):
    make.referral("theirs", maker=make.maker("Grofgoed"))
    make.referral("nova")
    looked(client, drop.get_absolute_url() + "?via=nova")
    looked(client, drop.get_absolute_url() + "?via=theirs")

    assert ordered(client, drop) == ["nova", "nova"]


def test_a_link_that_ended_or_came_too_long_ago_does_not_count(client, drop, time_machine):
    old, ended = make.referral("old"), make.referral("ended")
    looked(client, drop.get_absolute_url() + f"?via={ended.code}")
    Referral.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    assert ordered(client, drop) == [None, None]

    client.cookies.clear()
    looked(client, drop.get_absolute_url() + f"?via={old.code}")
    make.capsule()
    time_machine.move_to(timezone.now() + timedelta(days=30))
    drop.closes_at = timezone.now() + timedelta(days=1)
    drop.save()
    assert ordered(client, drop) == [None, None]


def test_a_cookie_that_somebody_wrote_themselves_is_nothing(client, drop):
    make.referral("nova")
    client.cookies[COOKIE] = "nova.20270301.nova.20270301"

    assert ordered(client, drop) == [None, None]


@pytest.mark.parametrize(
    "headers",
    [{"user_agent": "Googlebot/2.1"}, {"user_agent": "facebookexternalhit preview"}, {"sec_purpose": "prefetch"}],
)
def test_machines_and_pages_fetched_ahead_are_not_counted(client, drop, headers):
    looked(client, drop.get_absolute_url(), **headers)

    write_all()

    assert not CapsuleDay.objects.exists()


def test_members_who_are_logged_in_and_heads_are_not_counted(client, drop):
    client.head(drop.get_absolute_url())
    client.force_login(make.admin())
    looked(client, drop.get_absolute_url())

    write_all()

    assert not CapsuleDay.objects.exists()


def test_a_page_that_comes_from_a_cache_inside_is_counted_all_the_same(rf):
    page = HttpResponse("always the same")
    view = counted(capsule="slug")(lambda request, slug: page)
    drop = make.capsule()

    for _ in range(3):
        view(rf.get("/"), slug=drop.slug)

    write_all()
    assert CapsuleDay.objects.get().views == 3


def test_a_crowd_that_comes_by_a_link_shares_a_page_and_each_is_counted_and_remembered(drop, settings, monkeypatch):
    settings.PAGE_SECONDS = 60
    monkeypatch.setattr("coop.shared_pages.shelf", Shelf())
    make.referral(code="nova")
    crowd = [Client() for _ in range(3)]

    first, *rest = [looked(each, f"{drop.get_absolute_url()}?via=nova") for each in crowd]

    assert 'name="via" value="nova"' in first.content.decode()
    assert {answer.cookies[COOKIE].value for answer in rest} == {first.cookies[COOKIE].value}
    assert len({answer.content for answer in (first, *rest)}) == 3, "each has a form of their own"
    assert (visits(), CapsuleDay.objects.get().views) == ({"nova": 3}, 3)


def test_figures_are_net_of_cancellations_by_either_touch(client, drop):
    for code in ("nova", "kade"):
        make.referral(code)
        looked(client, drop.get_absolute_url() + f"?via={code}")
    ordered(client, drop)
    ordered(client, drop)
    cancel(Preorder.objects.latest("pk"), by=CUSTOMER)
    write_all()

    rows = Referral.objects.with_figures().order_by("code")

    names = ("visits", "first_orders", "first_pieces", "first_sum", "last_orders", "last_pieces", "last_sum")
    assert {row.code: tuple(getattr(row, name) for name in names) for row in rows} == {
        "kade": (1, 0, 0, 0, 1, 1, 4800),
        "nova": (1, 1, 1, 4800, 0, 0, 0),
    }


def test_each_visitor_of_a_page_that_they_share_is_counted(client, drop, settings):
    settings.PAGE_SECONDS = 5
    for _ in range(3):
        looked(client, drop.get_absolute_url())

    write_all()

    assert CapsuleDay.objects.get(capsule=drop).views == 3
