"""Whatever makers, admins, the worker and the clock do, in any order: calendar and kilns keep their promises."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from psycopg.types.range import Range

from coop.models import Closure, Entry
from coop.refusals import Refusal
from scheduling.actions.booking import book
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.checking_in import check_in, release_missed
from scheduling.actions.firing import join_firing, leave_firing, open_firing
from scheduling.actions.maintenance import displace_for_closure, hold_for_maintenance
from scheduling.actions.moving import move, undo_move
from scheduling.actions.waiting import sweep_wishes, take_offer, wish, withdraw_wish
from scheduling.models import Booking, Firing, LoadShare, SlotWish
from scheduling.refusals import Missed
from tests import make

NOW = datetime(2027, 3, 27, 17, tzinfo=UTC)  # Berlin's clocks go forward eight hours later
STEP = timedelta(minutes=30)
KILN_L = 100

starts = st.integers(1, 20)
lengths = st.integers(1, 5)
some = st.integers(0, 99)
litres = st.sampled_from([10, 30, 45, 70])


class SharedWorkshop(RuleBasedStateMachine):
    """Two wheels that are set up, cleared and checked in at, two kilns, and three makers who want the same hours."""

    def __init__(self):
        super().__init__()
        self.undone_at_the_end = transaction.atomic()
        self.undone_at_the_end.__enter__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.traveller = self.clock.start()

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.undone_at_the_end.__exit__(None, None, None)

    @initialize(cancel_hours=st.sampled_from([None, 1]), per_day=st.sampled_from([None, 3]))
    def open_the_workshop(self, cancel_hours, per_day):
        node = make.node(time_zone="Europe/Berlin", hours=[(day, 0, 24) for day in range(7)])
        rules = {"check_in": True, "cancel_hours": cancel_hours, "late_cancel": "charge", "per_day": per_day}
        wheel = make.kind(needs_qualification=False, **rules)
        self.wheels = [make.station(of=wheel, at=node, setup_minutes=10, clearing_minutes=20) for _ in range(2)]
        kiln = make.kiln_kind(needs_qualification=False)
        self.kilns = [make.kiln(of=kiln, at=node, capacity_l=KILN_L) for _ in range(2)]
        self.program = make.program(kiln, fire_minutes=120, cool_minutes=60)
        self.users = [make.maker_user(make.maker(home=node)) for _ in range(3)]
        self.admin, self.node = make.admin(), node
        self.as_it_is = written()
        for turn, user in enumerate(self.users):
            self.ask(book, self.wheels[turn % 2], maker=user.maker, by=user, **self.span(4 + turn, 2))
        self.open_a_firing(0, 2, 45)

    # Makers

    @rule(which=some, start=starts, length=lengths)
    def book(self, which, start, length):
        user = self.one(self.users, which)
        self.ask(book, self.one(self.wheels, which), maker=user.maker, by=user, **self.span(start, length))

    @rule(which=some, start=starts, length=lengths)
    def book_over_the_rules(self, which, start, length):
        maker = self.one(self.users, which).maker
        span = self.span(start, length)
        self.ask(book, self.one(self.wheels, which), maker=maker, by=self.admin, override="A course", **span)

    @precondition(lambda self: self.by_hand.exists())
    @rule(which=some, to=st.sampled_from([None, 0, 1]), start=starts, length=lengths, sorry=st.booleans())
    def move(self, which, to, start, length, sorry):
        booking, station = self.one(self.by_hand, which), None if to is None else self.wheels[to]
        self.ask(move, booking, by=self.admin, station=station, **self.span(start, length))
        if sorry:
            self.ask(undo_move, booking, by=self.admin)

    @precondition(lambda self: self.by_hand.exists())
    @rule(which=some, whose=some, sorry=st.booleans())
    def cancel(self, which, whose, sorry):
        booking, user = self.one(self.by_hand, which), self.one(self.users, whose)
        self.ask(cancel, booking, by=user)
        if sorry:
            self.ask(undo_cancel, booking, by=user)

    @precondition(lambda self: self.by_hand.exists())
    @rule(which=some)
    def check_in(self, which):
        self.ask(check_in, self.one(self.by_hand, which), by=self.admin)

    @precondition(lambda self: self.by_hand.exists())
    @rule(which=some, whose=some)
    def wish(self, which, whose):
        """For what somebody holds."""
        user, wanted = self.one(self.users, whose), self.one(self.by_hand, which)
        span = {"start": wanted.during.lower, "end": wanted.during.upper}
        self.ask(wish, wanted.station, maker=user.maker, by=user, **span)

    @precondition(lambda self: SlotWish.objects.exists())
    @rule(which=some, takes=st.booleans())
    def answer_an_offer(self, which, takes):
        wished = self.one(SlotWish.objects.order_by("-offer_until", "pk"), which)
        self.ask(take_offer if takes else withdraw_wish, wished, by=self.one(self.users, which))

    @rule(which=some, start=starts, litres=litres)
    def open_a_firing(self, which, start, litres):
        user = self.one(self.users, which)
        load = {"litres": Decimal(litres), "pieces": 3, "program": self.program}
        begins = self.span(start, 1)["start"]
        self.ask(open_firing, self.one(self.kilns, which), maker=user.maker, start=begins, by=user, **load)

    @precondition(lambda self: self.coming.exists())
    @rule(which=some, litres=litres)
    def join(self, which, litres):
        user = self.one(self.users, which)
        firing = self.one(self.coming, which)
        self.ask(join_firing, firing, maker=user.maker, litres=Decimal(litres), pieces=2, by=user)

    @precondition(lambda self: LoadShare.objects.live().exists())
    @rule(which=some)
    def leave(self, which):
        self.ask(leave_firing, self.one(LoadShare.objects.live(), which), by=self.admin)

    # The workshop

    @rule(which=st.integers(0, 6), start=st.integers(-2, 20), length=lengths)
    def outage(self, which, start, length):
        if which == 6:
            return self.close()
        station = self.one(self.wheels + self.kilns, which)
        self.ask(hold_for_maintenance, station, reason="A bearing", by=self.admin, **self.span(start, length))

    def close(self):
        tomorrow = datetime.now(self.node.zone).date() + timedelta(days=1)
        days = Range(tomorrow, tomorrow + timedelta(days=1))
        closure = Closure.objects.create(node=self.node, days=days, reason="Storm")
        self.ask(displace_for_closure, closure, by=self.admin)
        closure.delete()

    @rule(minutes=st.sampled_from([1, 14, 16, 45]))
    def time_passes_and_the_worker_sweeps(self, minutes):
        self.traveller.shift(timedelta(minutes=minutes))

        self.ask(release_missed)
        self.ask(sweep_wishes)

    # How each is asked, and what must hold afterwards

    def ask(self, verb, *given, **said):
        """Whatever a verb answers, no promise is broken, and a refusal has written nothing."""
        try:
            verb(*given, **said)
        except Missed:
            keep_every_promise()  # it has just given the station back
        except Refusal:
            assert written() == self.as_it_is, f"{verb.__name__} refused and wrote all the same"
        else:
            keep_every_promise()
        self.as_it_is = written()

    @property
    def by_hand(self):
        return Booking.objects.live().filter(purpose=Booking.Purpose.MAKER)

    @property
    def coming(self):
        return Firing.objects.filter(booking__released_at=None, fires_at__gt=datetime.now(UTC))

    @staticmethod
    def one(rows, which):
        return rows[which % len(rows)]

    def span(self, start, length):
        begins = NOW + start * STEP
        return {"start": begins, "end": begins + length * STEP}


def written():
    """Every row that a verb could write, in short."""
    return (
        list(Booking.objects.order_by("pk").values_list("pk", "sequence", "released_at")),
        list(LoadShare.objects.order_by("pk").values_list("pk", "released_at")),
        list(SlotWish.objects.order_by("pk").values_list("pk", "status")),
        Entry.objects.count(),
    )


def keep_every_promise():
    live = list(Booking.objects.live().order_by("station_id", "occupied"))
    for booking in live:
        assert booking.occupied.lower <= booking.during.lower < booking.during.upper <= booking.occupied.upper
    for one, other in pairwise(live):
        apart = one.station_id != other.station_id or one.occupied.upper <= other.occupied.lower
        assert apart, f"{one} and {other} overlap"

    shares, held = defaultdict(list), {booking.pk for booking in live}
    for share in LoadShare.objects.live():
        shares[share.firing_id].append(share.litres)
    for firing in Firing.objects.all():
        assert firing.taken_l == sum(shares[firing.pk]) <= firing.capacity_l
        assert (firing.booking_id in held) == bool(shares[firing.pk]), f"{firing} is held for nobody, or not held"

    offered = SlotWish.objects.filter(status=SlotWish.Status.OFFERED)
    offers = [booking for booking in live if booking.purpose == Booking.Purpose.OFFER]
    assert sorted(offered.values_list("booking", "maker")) == sorted((each.pk, each.maker_id) for each in offers)


@pytest.mark.django_db
def test_no_sequence_of_acts_double_books_a_station_or_overfills_a_kiln():
    any_sequence = settings(
        max_examples=6,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(SharedWorkshop, settings=any_sequence)
