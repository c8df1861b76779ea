"""A maker's month from its rows: what counts in it, how it is closed, and that it then stays."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test
from psycopg.types.range import Range

from capsules.actions.refunding import give_back
from capsules.models import Payment, Refund
from coop.lifecycle import broke
from coop.models import Entry, Terms
from coop.terms import Rates
from fulfillment.actions.settling import MonthNotOver, SumChanged, close_month, set_terms
from fulfillment.books import reckoned
from fulfillment.models import Settlement, SettlementLine
from fulfillment.pages.settlements import month_of
from fulfillment.settling import Kind
from fulfillment.views.settlements import HEADER
from scheduling.months import Month
from tests import make
from tests.capsules.paying.test_sums import Till
from tests.capsules.racing import race

from . import line

MARCH, APRIL = Month(2027, 3), Month(2027, 4)
RATES = Rates(Decimal(10), Decimal("1.50"), 25)


@pytest.fixture
def april():
    """The second of April 2027: March is over everywhere."""
    with time_machine.travel(datetime(2027, 4, 2, 12, tzinfo=UTC), tick=False):
        yield


def at(day, hour=11, month=3):
    return datetime(2027, month, day, hour, tzinfo=UTC)


def paid(order, minor, day, *, way="desk"):
    payment = order.payments.create(
        way=way, amount_minor=minor, currency="EUR", status="paid", paid_at=at(day), owed_at=at(day)
    )
    return payment


def a_month(maker=None, title="Low Tide"):
    """Two orders paid in March, one of them by card, a part given back, a run's step and an own booking."""
    maker = maker or make.maker()
    capsule = make.capsule(title, status="closed", maker=maker)
    by_card, at_desk = line.preorder(capsule, [1]), line.preorder(capsule, [2])
    payment = paid(by_card, 4800, 3, way="card")
    paid(at_desk, 4800, 31)
    payment.refunds.create(amount_minor=800, reason="A chip", status="done", done_at=at(5), owed_at=at(5))
    wheel = make.station("Wheel 1", of=make.kind("wheel" + capsule.slug), hour_minor=600)
    during = Range(at(8), at(8) + timedelta(hours=2))
    make.booking(wheel, during=during, maker=maker, price_minor=900, title="=HYPERLINK(1)")
    step = make.step(make.run(capsule))
    later = Range(at(9), at(9) + timedelta(minutes=90))
    make.booking(wheel, during=later, maker=maker, purpose="step", step=step)
    Terms.objects.get_or_create(begins_on="2027-01-01", defaults=RATES._asdict())
    return maker


SUMS = {"sale": 9600, "refund": -800, "parcel": 0, "commission": -727, "fee": -97, "station": -1800, "materials": 0}
PAYOUT = 6176


@pytest.mark.django_db
def test_a_month_counts_payments_refunds_and_stations_on_their_clocks(april):
    maker = a_month()
    order = line.preorder(maker.capsules.get(), [3])
    order.payments.create(
        way="desk", amount_minor=4800, currency="EUR", status="paid", paid_at=datetime(2027, 3, 31, 22, 1, tzinfo=UTC)
    )

    found = dict(reckoned(MARCH))[maker]

    assert {kind.value: found.of(kind) for kind in Kind} == SUMS
    assert (found.vat_minor, found.payout_minor) == (1527, PAYOUT)
    assert month_of(maker, APRIL).reckoned.of(Kind.SALE) == 4800


@pytest.mark.django_db
def test_what_a_customer_paid_for_a_parcel_is_the_co_ops_on_the_day_on_which_it_leaves(april):
    capsule = make.capsule(status="closed")
    order = line.parcel(capsule, [1])
    Payment.objects.filter(preorder=order).update(paid_at=at(3))
    line.preorder(capsule, [2], status="shipped", shipped_at=at(9), **line.PARCEL)

    found = month_of(capsule.maker, MARCH).reckoned

    assert (found.of(Kind.SALE), found.of(Kind.PARCEL)) == (4800 + 863, -863)


@pytest.mark.django_db
def test_what_was_taken_too_late_and_goes_back_is_no_sale(april):
    capsule = make.capsule(status="closed")
    payment = paid(line.preorder(capsule, [1]), 4800, 3)
    Payment.objects.filter(pk=payment.pk).update(status="surplus")
    payment.refunds.create(amount_minor=4800, reason="late", owed_at=at(3))

    assert month_of(capsule.maker, MARCH).reckoned.lines == ()


@pytest.mark.django_db
def test_a_closed_month_stays_as_it_was_whatever_happens_later(april):
    maker, admin = a_month(), make.admin()

    settlement = close_month(
        maker, MARCH, by=admin, seen_minor=PAYOUT, materials_minor=1000, materials_for="20 kg of clay"
    )
    before = month_of(maker, MARCH)
    set_terms(MARCH, Rates(Decimal(50), Decimal(0), 0), by=admin)
    refund = give_back(Payment.objects.filter(way="desk").get(), 100, reason="A scratch", by=admin)
    Refund.objects.filter(pk=refund.pk).update(owed_at=make.now())

    assert settlement.payout_minor == PAYOUT - 1000 == sum(line.minor for line in SettlementLine.objects.all())
    assert month_of(maker, MARCH) == before
    assert before.reckoned.payout_minor == settlement.payout_minor
    assert month_of(maker, APRIL).reckoned.of(Kind.REFUND) == -100
    entry = Entry.objects.get(verb="closed the month of")
    assert (entry.by, entry.title, entry.details) == (admin, f"{maker}, March 2027", {"payout_minor": PAYOUT - 1000})


@pytest.mark.django_db
def test_a_month_is_not_closed_before_it_is_over_everywhere_nor_with_a_sum_that_nobody_saw(april):
    maker, admin = a_month(), make.admin()

    with pytest.raises(MonthNotOver):
        close_month(maker, APRIL, by=admin, seen_minor=0)
    with pytest.raises(SumChanged, match=r"€61\.76"):
        close_month(maker, MARCH, by=admin, seen_minor=PAYOUT + 1)

    assert not Settlement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_admins_close_a_month_at_the_same_instant_and_it_is_settled_once(april):
    maker, admin = a_month(), make.admin()

    answers = race([partial(close_month, maker, MARCH, by=admin, seen_minor=PAYOUT)] * 4)

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadySettled"] * 3 + ["Settlement"]
    assert Settlement.objects.get().payout_minor == PAYOUT


def row(*, is_bare=False, **fields):
    zero = dict.fromkeys(["refunds", "parcels", "vat", "commission", "fees", "stations", "materials"], 0)
    figures = {f"{name}_minor": minor for name, minor in ({"sales": 100, "payout": 100} | zero).items()}
    people = {"maker": fields.pop("maker", None) or make.maker(), "closed_by": make.admin()}
    made = Settlement.objects.create(**people | {"month": "2027-03-01"} | figures | fields)
    if not is_bare:
        made.lines.create(rank=1, kind="sale", minor=made.payout_minor)
    return made


def twice(make_row):
    maker = make.maker()
    return [make_row(maker) for _ in range(2)]


def terms(**fields):
    return Terms.objects.create(
        **{"begins_on": "2027-03-01", "commission_percent": 1, "card_percent": 1, "card_minor": 1} | fields
    )


VIOLATIONS = {
    "maker_is_settled_once_a_month": lambda: twice(lambda maker: row(maker=maker)),
    "settlement_adds_up": lambda: row(payout_minor=101),
    "settlement_is_of_a_whole_month": lambda: row(month="2027-03-02"),
    "materials_say_what_for": lambda: row(materials_minor=10, payout_minor=90),
    "line_has_its_place_in_the_settlement": lambda: row().lines.create(rank=1, kind="sale", minor=0),
    "month_begins_with_one_set_of_terms": lambda: [terms(), terms()],
    "terms_begin_with_a_month": lambda: terms(begins_on="2027-03-02"),
    "terms_leave_most_to_the_maker": lambda: terms(commission_percent=51),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        VIOLATIONS[name]()

    assert broke(refused.value, name)


@pytest.mark.django_db
def test_terms_that_were_written_while_they_were_a_part_of_fulfillment_are_kept():
    before, now = [("fulfillment", "0007_settlements_stay_as_they_are")], [("fulfillment", "0008_terms_are_the_co_ops")]
    MigrationExecutor(connection).migrate(before)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO fulfillment_terms VALUES (DEFAULT, '2027-03-01', 12.5, 1.4, 25, now())")

    MigrationExecutor(connection).migrate(now)

    assert Terms.objects.in_force(MARCH.first) == Rates(Decimal("12.50"), Decimal("1.40"), 25)
    assert terms(begins_on="2027-04-01").pk == Terms.objects.get(begins_on="2027-03-01").pk + 1


def test_every_rule_of_settlements_is_violated_here():
    models = (Settlement, SettlementLine, Terms)

    assert set(VIOLATIONS) == {rule.name for model in models for rule in model._meta.constraints}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE fulfillment_settlement SET sales_minor = 90, payout_minor = 90",
        "DELETE FROM fulfillment_settlementline",
        "UPDATE fulfillment_settlementline SET minor = 90",
    ],
)
def test_a_settlement_cannot_be_rewritten(attack):
    row()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.django_db
@pytest.mark.parametrize(("rank", "minor"), [(1, 99), (2, 1)])
def test_a_settlements_lines_add_up_to_its_payout_also_those_that_come_later(rank, minor):
    def add_one():
        made = row(is_bare=rank == 1)
        made.lines.create(rank=rank, kind="sale", minor=minor)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="do not add up"), transaction.atomic():
        add_one()


class Settled(Till):
    """The till of the customers; whatever they do, the maker's month is what they left in it."""

    @initialize()
    def agree_on_terms(self):
        Terms.objects.create(begins_on="2020-01-01", **RATES._asdict())

    @invariant()
    def the_month_is_what_is_left_in_the_till(self):
        orders = self.orders()
        if not orders:
            return
        maker, now = orders[0].capsule.maker, make.now()
        found = month_of(maker, Month.of(now.astimezone(maker.home.zone).date())).reckoned
        kept = sum(payment.kept_minor for order in orders for payment in order.payments.filter(status="paid"))

        assert found.turnover_minor == kept
        assert found.of(*Kind) == kept + found.of(Kind.COMMISSION, Kind.FEE)


@pytest.mark.django_db
def test_a_settlement_is_exact_whatever_customers_and_banks_do():
    few = {"max_examples": 4, "stateful_step_count": 10, "deadline": None, "database": None, "phases": [Phase.generate]}
    run_state_machine_as_test(Settled, settings=settings(**few, suppress_health_check=list(HealthCheck)))


@pytest.mark.django_db
def test_a_maker_reads_their_own_month_as_a_page_and_as_csv_and_sums_agree(client, april):
    maker = a_month()
    mia = make.maker_user(maker)
    a_month(make.maker("Grofgoed"), "Three Dips")
    client.force_login(mia)

    page = client.get(reverse("settlement", args=[MARCH])).content.decode()
    answer = client.get(reverse("settlement-csv", args=[MARCH]))

    assert "€61.76" in page
    assert "Three Dips" not in page
    assert answer["Content-Disposition"] == f'attachment; filename="settlement-{maker.slug}-2027-03.csv"'
    header, *lines = csv.reader(answer.content.decode().splitlines())
    assert tuple(header) == HEADER
    order = str(Payment.objects.get(way="card", preorder__capsule__maker=maker).preorder)
    assert lines[0][3:] == ["Sales", "Low Tide", order, "2027-03-03", "48.00", "EUR"]
    assert ["Stations and firings", "Wheel 1, own work", "'=HYPERLINK(1)", "2027-03-08", "-9.00", "EUR"] in [
        each[3:] for each in lines
    ]
    assert sum(Decimal(each[7]) for each in lines) == Decimal("61.76")


@pytest.mark.django_db
def test_an_admin_closes_a_month_with_the_materials_and_the_maker_reads_it(client, april):
    maker = a_month()
    client.force_login(make.admin())
    address = reverse("office-settlement", args=[MARCH, maker.slug])

    unsaid = client.post(address, {"seen_minor": PAYOUT, "materials_minor": "10.00", "materials_for": ""})
    stale = client.post(address, {"seen_minor": 1, "materials_minor": "10.00", "materials_for": "Clay"})
    closed = client.post(address, {"seen_minor": PAYOUT, "materials_minor": "10.00", "materials_for": "Clay"})
    again = client.post(address, {"seen_minor": PAYOUT - 1000, "materials_minor": "", "materials_for": ""})

    assert [answer.status_code for answer in (unsaid, stale, closed, again)] == [422, 409, 302, 409]
    assert "Say which materials." in unsaid.content.decode()
    assert 'value="Clay"' in stale.content.decode()
    assert f'value="{PAYOUT}"' in stale.content.decode()
    assert Settlement.objects.get().payout_minor == PAYOUT - 1000
    client.force_login(make.maker_user(maker))
    assert "€51.76" in client.get(reverse("settlements")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("makers", [1, 3])
def test_the_office_asks_as_often_for_three_makers_as_for_one(client, april, makers, django_assert_max_num_queries):
    for number in range(makers):
        a_month(make.maker(f"Maker {number}"), f"Drop {number}")
    client.force_login(make.admin())

    with django_assert_max_num_queries(12):
        page = client.get(reverse("office-settlements", args=[MARCH])).content.decode()

    assert page.count("€61.76") == makers + (makers == 1)


@pytest.mark.django_db
def test_an_admin_sets_terms_for_a_month_to_come_and_earlier_months_keep_theirs(client, april):
    make.node()
    client.force_login(make.admin())
    terms(begins_on="2027-01-01", commission_percent=10, card_percent="1.50", card_minor=25)

    answer = client.post(
        reverse("settlement-terms"),
        {"begins": "2027-05", "commission_percent": "12.5", "card_percent": "1.4", "card_minor": "0.25"},
    )
    refused = client.post(reverse("settlement-terms"), {"begins": "2027-03", "commission_percent": "60"})

    assert (answer.status_code, refused.status_code) == (302, 422)
    assert Terms.objects.in_force(APRIL.first) == RATES
    assert Terms.objects.in_force(Month(2027, 5).first) == Rates(Decimal("12.50"), Decimal("1.40"), 25)
