"""The office gives out price-off codes, sees their uses, and ends them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from capsules.asked import Door
from capsules.models import PriceCode
from tests import make

from .ordering import order

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def office(client):
    make.node()
    client.force_login(make.admin())
    return client


def give_out(office, **fields):
    typed = {"code": "spring 27", "kind": "percent", "value": "10", "capsule": "", "uses": ""}
    return office.post("/office/codes/", typed | {"first_day": "", "last_day": ""} | fields)


def words_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("percent", "10 %", "10 % off each piece"),
        ("amount", "10,00", "€10.00 off each piece"),
        ("set", "12", "€12.00 a piece"),
    ],
)
def test_a_code_is_given_out_as_it_is_typed(office, kind, value, words):
    answer = give_out(office, kind=kind, value=value, uses="5")

    made = PriceCode.objects.get()
    assert answer.status_code == 302
    assert (made.code, made.words, made.uses, made.valid_from, made.valid_until) == ("SPRING27", words, 5, None, None)


def test_its_days_are_whole_days_on_the_clock_of_the_node_that_makes_the_capsule(office):
    drop = make.capsule()

    give_out(office, capsule=drop.pk, first_day="2027-03-27", last_day="2027-03-28")

    made = PriceCode.objects.get()
    assert made.valid_from == datetime(2027, 3, 27, tzinfo=AMSTERDAM)
    assert made.valid_until == datetime(2027, 3, 29, tzinfo=AMSTERDAM)
    assert "from Sat 27 March until Sun 28 March" in words_of(office.get("/office/codes/")).replace(" 2027", "")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"value": "101"}, "value", "Write a percentage from 1 to 100."),
        ({"kind": "amount", "value": "ten"}, "value", "Write the sum as in 10.00."),
        ({"kind": "amount", "value": "0"}, "value", "It takes nothing off."),
        ({"code": "?"}, "code", "Write 3 to 20 letters and digits."),
        ({"first_day": "2027-03-02", "last_day": "2027-03-01"}, "last_day", "The last day lies before the first."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(office, wrong, field, said):
    answer = give_out(office, **wrong)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert 'name="value"' in words_of(answer)
    assert not PriceCode.objects.exists()


def test_letters_that_another_code_has_are_refused(office):
    make.price_code("SPRING27")

    answer = give_out(office)

    assert answer.status_code == 422
    assert "Another code is written SPRING27 already. Choose other letters." in words_of(answer)


def test_how_each_stands_and_what_it_took_off_is_listed(office):
    now = make.now()
    make.price_code("HOLDS", uses=3)
    make.price_code("GONE", uses=1, used=1)
    make.price_code("LATER", valid_from=now + timedelta(days=1))
    make.price_code("OVER", valid_until=now - timedelta(days=1))
    make.price_code("ENDED", ended_at=now)
    order(make.capsule(), 2, door=Door(code="HOLDS"))

    answer = office.get("/office/codes/")

    rows = [(row.code.code, row.stands, row.code.used, row.code.taken_off_minor) for row in answer.context["shown"]]
    assert rows == [
        ("ENDED", "ended", 0, 0),
        ("OVER", "over", 0, 0),
        ("LATER", "later", 0, 0),
        ("GONE", "used up", 1, 0),
        ("HOLDS", "holds", 1, 960),
    ]
    assert "€9.60<small>of orders for €86.40</small>" in words_of(answer)


def test_a_code_is_ended_once_and_stays_in_the_list(office):
    code = make.price_code("SPRING")

    for _ in range(2):
        office.post(f"/office/codes/{code.pk}/end/")

    code.refresh_from_db()
    assert code.ended_at is not None
    assert "SPRING" in words_of(office.get("/office/codes/"))


def test_the_list_asks_no_more_for_three_codes_than_for_one(office, django_assert_num_queries):
    for many in (1, 2):
        for _ in range(many):
            make.price_code(capsule=make.capsule())
        with django_assert_num_queries(5):
            office.get("/office/codes/")
