"""Chains that are asked for at the same instant, on real threads: whole or not at all, and nobody waits in a circle."""

from datetime import timedelta

import pytest

from scheduling.actions.booking import book
from scheduling.actions.chains import ChainBroken, Link, book_chain
from scheduling.models import Booking
from scheduling.refusals import StationTaken
from tests import make
from tests.capsules.racing import race

from .test_board import at
from .test_finding import Pottery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


def test_one_of_six_who_want_the_same_chain_has_all_of_it_and_the_others_nothing():
    pottery = Pottery()
    people = [make.maker_user(make.maker(home=pottery.node)) for _ in range(6)]
    links = [
        Link(pottery.wheels[0], at(9), at(12)),
        Link(pottery.kiln, at(10, day=4), at(10, day=5), pottery.bisque, 20, 6),
        Link(pottery.booth, at(13, day=5), at(15, day=5)),
    ]

    answers = race(lambda who=who: book_chain(links, maker=who.maker, by=who) for who in people)

    assert sorted(type(answer).__name__ for answer in answers) == ["ChainBroken"] * 5 + ["list"]
    held = Booking.objects.order_by("during").values_list("station__name", flat=True)
    assert list(held) == ["One", "Kiln", "Booth"]


def test_chains_in_opposite_orders_and_single_bookings_do_not_block_each_other():
    pottery = Pottery()
    wheel, booth = pottery.wheels[0], pottery.booth
    calls = []
    for number in range(12):
        who = make.maker_user(make.maker(home=pottery.node))
        first, second = (wheel, booth) if number % 2 else (booth, wheel)
        start = at(9, day=2 + number // 2)
        links = [
            Link(first, start, start + timedelta(hours=1)),
            Link(second, start + timedelta(hours=1), start + timedelta(hours=2)),
        ]
        calls.append(lambda who=who, links=links: book_chain(links, maker=who.maker, by=who))
        alone = make.maker_user(make.maker(home=pottery.node))
        calls.append(
            lambda who=alone, start=start: book(
                wheel, maker=who.maker, start=start, end=start + timedelta(hours=1), by=who
            )
        )

    answers = race(calls, threads=8)

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(answer) for answer in refused} <= {ChainBroken, StationTaken}
    chains = sum(isinstance(answer, list) for answer in answers)
    singles = sum(isinstance(answer, Booking) for answer in answers)
    assert Booking.objects.count() == 2 * chains + singles
