"""Firings as makers see them: who is looked for, what it costs before anybody commits, and whose pieces are whose."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coop.times import from_local
from scheduling.actions.firing import join_firing, open_firing
from scheduling.models import Firing, LoadShare
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def kiln():
    return make.kiln("Round kiln", of=make.kiln_kind(needs_qualification=False), hour_minor=100, capacity_l=100)


@pytest.fixture
def glaze(kiln):
    """Fires for 9 h and cools for 13 h: 23 h of kiln with its loading and unloading."""
    return make.program(kiln.kind, "Glaze 6", cone="6", family="glaze", peak_c=1222, fire_minutes=540, cool_minutes=780)


def at(hour, minute=0, *, day=2):
    return from_local(date(2027, 3, day), time(hour, minute), AMSTERDAM)


def opened(kiln, program, *, by=None, day=2, litres=38, **fields):
    person = by or make.maker_user()
    start = at(10, day=day)
    return open_firing(
        kiln, maker=person.maker, program=program, start=start, litres=Decimal(litres), pieces=9, by=person, **fields
    )


def as_maker(client, **fields):
    mia = make.maker_user(**fields)
    client.force_login(mia)
    return mia


def typed(kiln, program, **fields):
    return {
        "kiln": kiln.slug,
        "program": program.pk,
        "day": "2027-03-02",
        "start": "10:00",
        "litres": "40",
        "pieces": "12",
        "shared": "on",
        "title": "Bowls",
    } | fields


def words(answer):
    return " ".join(answer.content.decode().split())


def test_firings_with_room_are_listed_by_cone_and_date(client, kiln, glaze):
    bisque = make.program(kiln.kind, "Bisque 04", cone="04", peak_c=1060)
    opened(kiln, glaze, day=4)
    opened(kiln, glaze, day=2)
    opened(kiln, bisque, day=7)
    opened(kiln, bisque, day=10, litres=100)
    opened(kiln, bisque, day=12, shared=False)
    as_maker(client)

    answer = client.get(reverse("firings"))

    assert [
        (group.program, [each.firing.booking.during.lower for each in group.firings])
        for group in answer.context["programs"]
    ] == [(bisque, [at(10, day=7)]), (glaze, [at(10, day=2), at(10, day=4)])]
    assert 'The cone 6 on <time datetime="2027-03-02">Tue 2 March</time> has 62 l left' in words(answer)
    only = client.get(reverse("firings"), {"cone": "04"})
    assert [group.program for group in only.context["programs"]] == [bisque]


def test_ones_own_firings_stand_below_even_where_they_are_not_shared(client, kiln, glaze):
    mia = as_maker(client)
    firing = opened(kiln, glaze, by=mia, shared=False)
    opened(kiln, glaze, day=4, shared=False)

    answer = client.get(reverse("firings"))

    assert ([], [firing]) == (answer.context["programs"], [each.firing for each in answer.context["own"]])


def test_the_price_and_the_times_are_shown_before_anything_is_held(client, kiln, glaze):
    as_maker(client)

    answer = client.get(reverse("firing-open"), typed(kiln, glaze))

    assert "Open the firing, €23.00" in words(answer)
    assert answer.context["loading"].end == at(9, 30, day=3)
    assert Firing.objects.count() == 0


def test_a_maker_opens_a_firing_from_the_page(client, kiln, glaze):
    mia = as_maker(client)

    answer = client.post(reverse("firing-open"), typed(kiln, glaze, fragile="on"))

    firing = Firing.objects.get()
    assert answer.url == reverse("firing", args=[firing.pk])
    assert (firing.opened_by, firing.shared, firing.price_minor) == (mia.maker, True, 2300)
    share = firing.shares.get()
    assert (share.litres, share.pieces, share.fragile, share.title) == (40, 12, True, "Bowls")


def test_a_refused_opening_keeps_what_was_typed_and_each_offer_opens_what_it_says(client, kiln, glaze):
    opened(kiln, glaze)
    as_maker(client)

    answer = client.post(reverse("firing-open"), typed(kiln, glaze, start="14:00"))

    assert answer.status_code == 409
    assert 'value="Bowls"' in words(answer)
    assert "is taken for some of the time from Tue 2 March, 14:00 until" in words(answer)
    offers = answer.context["offers"]
    assert [(each["loading"].start, each["typed"]["title"]) for each in offers] == [
        (at(9, 30, day=3), "Bowls"),
        (at(11, 30, day=3), "Bowls"),
        (at(13, 30, day=3), "Bowls"),
    ]
    client.post(reverse("firing-open"), offers[0]["typed"])
    assert Firing.objects.last().booking.during.lower == at(9, 30, day=3)


def test_row_7_the_page_names_both_figures(client, glaze):
    weak = make.kiln("Test kiln", of=glaze.kind, peak_limit_c=1200)
    as_maker(client)

    answer = client.post(reverse("firing-open"), typed(weak, glaze))

    assert answer.status_code == 422
    assert "Glaze 6 peaks at 1222 °C, and Test kiln is limited to 1200 °C." in words(answer)


@pytest.mark.parametrize("wrong", [{"litres": "much"}, {"pieces": "0"}, {"day": "tomorrow"}, {"kiln": "nowhere"}])
def test_what_is_typed_wrong_is_said_at_its_field(client, kiln, glaze, wrong):
    as_maker(client)

    answer = client.post(reverse("firing-open"), typed(kiln, glaze) | wrong)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, set(wrong))


def test_a_loading_time_that_comes_twice_asks_which_is_meant(client, glaze):
    night = make.kiln(of=glaze.kind, at=make.node(hours=[(day, 0, 24) for day in range(7)]))
    asked = typed(night, glaze, day="2027-10-31", start="02:30")

    with time_machine.travel(datetime(2027, 10, 28, tzinfo=UTC), tick=False):
        as_maker(client)
        answer = client.get(reverse("firing-open"), asked)
        assert set(answer.context["form"].errors) == {"start"}
        answer = client.get(reverse("firing-open"), asked | {"start_which": "1"})
        client.post(reverse("firing-open"), answer.context["typed"])

    assert Firing.objects.get().booking.during.lower == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_joining_shows_what_it_costs_now_and_once_it_is_full_and_then_joins(client, kiln, glaze):
    firing = opened(kiln, glaze, litres=40)
    mia, page = as_maker(client), reverse("firing", args=[firing.pk])
    asked = {"program": glaze.pk, "litres": "40", "pieces": "3", "title": "Plates"}

    answer = client.get(page, asked)
    assert "Join with 40 l, €11.50" in words(answer)
    assert answer.context["costs"] == (1150, 920)
    assert LoadShare.objects.count() == 1

    answer = client.post(reverse("firing-join", args=[firing.pk]), answer.context["typed"])
    assert answer.url == page
    assert LoadShare.objects.get(maker=mia.maker).title == "Plates"
    assert '€11.50</td><td class="num">€9.20' in words(client.get(page))


def test_row_5_and_6_are_refused_in_words_on_the_page(client, kiln, glaze):
    firing = opened(kiln, glaze, litres=90)
    bisque = make.program(kiln.kind, "Bisque 04")
    as_maker(client)
    join = reverse("firing-join", args=[firing.pk])

    full = client.post(join, {"program": glaze.pk, "litres": "11", "pieces": "1", "title": "Mugs"})
    other = client.post(join, {"program": bisque.pk, "litres": "1", "pieces": "1"})

    assert (full.status_code, other.status_code) == (409, 409)
    assert "has 10 l left, and your pieces take 11 l." in words(full)
    assert 'value="Mugs"' in words(full)
    assert "families do not share a load" in words(other)


def test_others_are_seen_as_litres_only_unless_they_name_theirs(client, kiln, glaze):
    firing = opened(kiln, glaze, by=make.maker_user(make.maker("Grofgoed")), litres=30)
    secret, told = make.maker_user(make.maker("Lus")), make.maker_user(make.maker("Ourela"))
    for person, title in ((secret, ""), (told, "Tiles")):
        join_firing(firing, maker=person.maker, litres=Decimal(5), pieces=7, title=title, by=person)
    as_maker(client)

    page = words(client.get(reverse("firing", args=[firing.pk])))

    assert "Tiles" in page
    assert "Lus" not in page
    assert "Ourela" not in page
    assert "7 pieces" not in page
    client.force_login(make.admin())
    assert "Lus" in words(client.get(reverse("firing", args=[firing.pk])))


def test_a_firing_that_is_not_shared_is_a_404_to_others_and_open_to_its_maker_and_admins(client, kiln, glaze):
    mia = as_maker(client)
    firing = opened(kiln, glaze, shared=False)
    pages = [reverse("firing", args=[firing.pk])]

    assert [client.get(page).status_code for page in pages] == [404]
    assert client.post(reverse("firing-join", args=[firing.pk])).status_code == 404
    own = opened(kiln, glaze, by=mia, day=5, shared=False)
    assert client.get(reverse("firing", args=[own.pk])).status_code == 200
    client.force_login(make.admin())
    assert client.get(pages[0]).status_code == 200


def test_a_maker_takes_out_their_own_and_never_anothers(client, kiln, glaze):
    mia = as_maker(client)
    firing = opened(kiln, glaze)
    others = firing.shares.get()
    own = join_firing(firing, maker=mia.maker, litres=Decimal(10), pieces=1, by=mia)

    assert client.post(reverse("firing-leave", args=[others.pk])).status_code == 404
    assert client.post(reverse("firing-leave", args=[own.pk])).url == reverse("firings")
    again = client.post(reverse("firing-leave", args=[own.pk]), follow=True)

    assert "These pieces are out of the firing already." in words(again)
    assert list(firing.shares.live()) == [others]


def test_leaving_late_says_its_price_on_the_button(client, glaze):
    strict = make.kiln(of=glaze.kind, hour_minor=100, cancel_hours=48, late_cancel="charge", late_percent=50)
    mia = as_maker(client)
    firing = opened(strict, glaze, by=mia)

    page = client.get(reverse("firing", args=[firing.pk]))
    assert "Take 38 l out, €11.50" in words(page)
    assert '<input type="hidden" name="fee" value="1150">' in page.text


def test_what_became_late_while_the_page_was_open_is_not_charged_unseen(client, glaze):
    strict = make.kiln(of=glaze.kind, hour_minor=100, cancel_hours=48, late_cancel="charge", late_percent=50)
    share = opened(strict, glaze, by=as_maker(client)).shares.get()

    answer = client.post(reverse("firing-leave", args=[share.pk]), {"fee": "0"}, follow=True)

    assert "costs €11.50 by now. Nothing is done yet: look at the sum." in words(answer)
    assert LoadShare.objects.live().get() == share


@pytest.mark.parametrize("name", ["firings", "firing"])
def test_the_pages_ask_the_same_questions_for_one_row_and_for_three(client, kiln, glaze, name):
    mia = as_maker(client)
    firing = opened(kiln, glaze, by=mia, litres=10)
    page = reverse("firings") if name == "firings" else reverse("firing", args=[firing.pk])
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(page)
    for day in (4, 6):
        opened(kiln, glaze, by=mia, day=day, litres=10)
        person = make.maker_user()
        join_firing(firing, maker=person.maker, litres=Decimal(5), pieces=1, by=person)

    with CaptureQueriesContext(connection) as three:
        client.get(page)

    assert len(three) == len(one) <= 10


def test_nothing_is_offered_that_the_litres_do_not_fit_into(client, kiln, glaze):
    make.kiln("Test kiln", of=kiln.kind, at=kiln.node, capacity_l=28)
    opened(kiln, glaze)
    as_maker(client)

    answer = client.get(reverse("firing-open"), typed(kiln, glaze, start="14:00"))

    assert {offer["loading"].station for offer in answer.context["offers"]} == {kiln}


def test_admins_say_what_a_share_costs_at_least(client, kiln):
    client.force_login(make.admin())
    page = reverse("equipment-edit", args=["station", kiln.pk])
    form = client.get(page).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    client.post(page, filled | {"least_share_minor": "4.50"})
    kiln.refresh_from_db()
    assert kiln.least_share_minor == 450

    client.post(page, filled | {"least_share_minor": ""})
    kiln.refresh_from_db()
    assert kiln.least_share_minor == 0


def test_a_firing_that_has_begun_offers_nothing_that_must_fail(client, kiln):
    mia = make.maker_user()
    client.force_login(mia)
    firing = make.firing(kiln, start=make.now() - timedelta(hours=2))
    make.share(firing, maker=mia.maker, litres=24)

    text = client.get(reverse("firing", args=[firing.pk])).text

    assert "24 of 100 l" in text
    assert [words for words in ("l left", "Take ", "When full", "Join this", "nobody leaves") if words in text] == []
