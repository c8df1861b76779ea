"""“Find me a time” and the chain: the first free times, found and booked as one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.actions.chains import ChainBroken, Link, book_chain
from scheduling.models import Booking, Firing, StationKind
from scheduling.seeking import Joining, Leg, NothingFree, Search
from tests import make

from .test_board import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

MONDAY = datetime(2027, 3, 1, 7, tzinfo=UTC)


class Pottery:
    """Two wheels, a booth and a kiln at one node, and a maker who may use them all."""

    def __init__(self):
        self.node = make.node()
        self.maker = make.maker(home=self.node)
        self.user = make.maker_user(self.maker)
        self.forming, self.glazing = (make.kind(name, needs_qualification=False) for name in ("wheel", "booth"))
        self.wheels = [make.station(name, of=self.forming, at=self.node, hour_minor=400) for name in ("One", "Two")]
        self.booth = make.station("Booth", of=self.glazing, at=self.node, hour_minor=600)
        self.kilns = make.kiln_kind("kiln", needs_qualification=False)
        self.kiln = make.kiln("Kiln", of=self.kilns, at=self.node, hour_minor=500)
        self.bisque = make.program(self.kilns, "bisque 04")
        self.glaze = make.program(self.kilns, "glaze 6", family="cone 6 glaze", peak_c=1222)
        self.address = reverse("board-find", args=[self.node.slug])

    @property
    def legs(self):
        return [
            Leg(self.forming, 180, wait_minutes=36 * 60),
            Leg(self.kilns, program=self.bisque, litres=20, pieces=6),
            Leg(self.glazing, 120),
            Leg(self.kilns, program=self.glaze, litres=20, pieces=6),
        ]

    @property
    def typed(self):
        return {
            "earliest": "2027-03-01",
            "form_kind": self.forming.slug,
            "form_minutes": "180",
            "dry_hours": "36",
            "bisque": str(self.bisque.pk),
            "glaze_kind": self.glazing.slug,
            "glaze_minutes": "120",
            "glaze": str(self.glaze.pk),
            "litres": "20",
            "pieces": "6",
            "title": "Bowls",
        }


def test_the_first_free_slots_are_those_of_all_stations_of_the_kind():
    pottery = Pottery()
    make.booking(pottery.wheels[0], during=Range(at(9, day=1), at(17, day=1)))
    make.booking(pottery.wheels[1], during=Range(at(9, day=1), at(14, day=1)))

    slots = Search(pottery.node, MONDAY).slots(pottery.forming, 120, count=3)

    assert [(slot.station.name, slot.start) for slot in slots] == [
        ("Two", at(14, day=1)),
        ("Two", at(16, day=1)),
        ("One", at(9)),
    ]


def test_each_leg_begins_after_the_one_before_and_its_wait():
    pottery = Pottery()

    formed, bisque, glazed, fired = Search(pottery.node, MONDAY).chain(pottery.legs)

    assert formed.start == at(9, day=1)
    assert bisque.start >= formed.end + timedelta(hours=36)
    assert glazed.start >= bisque.end
    assert fired.start >= glazed.end


def test_a_booking_that_has_just_ended_keeps_the_next_ones_set_up_away():
    pottery = Pottery()
    wheel = make.station("Three", of=make.kind(needs_qualification=False), at=pottery.node, setup_minutes=60)
    make.booking(wheel, during=Range(at(9), at(11)))

    slots = Search(pottery.node, at(11)).slots(wheel.kind, 60, count=1)

    assert [slot.start for slot in slots] == [at(12)]


def test_what_cannot_be_found_says_for_which_kind():
    pottery = Pottery()

    with pytest.raises(NothingFree, match="booth"):
        Search(pottery.node, MONDAY).chain([Leg(pottery.forming, 60), Leg(pottery.glazing, 60 * 10)])


def test_the_page_finds_a_chain_and_books_all_of_it(client):
    pottery = Pottery()
    client.force_login(pottery.user)
    page = client.get(pottery.address, pottery.typed)
    steps = page.context["steps"]
    sent = {
        "station": [each["slot"].station.slug for each in steps],
        "at": [each["at"] for each in steps],
        "joins": [""] * 4,
        "sum": page.context["sum_minor"],
    }

    answer = client.post(pottery.address, pottery.typed | sent, follow=True)

    assert "Book all 4 steps" in page.text
    assert "All 4 steps are booked" in answer.text
    assert [booking.station.name for booking in Booking.objects.order_by("during")] == ["One", "Kiln", "Booth", "Kiln"]
    assert {firing.program.name for firing in Firing.objects.all()} == {"bisque 04", "glaze 6"}


def open_to_others(pottery, program, start, **fields):
    """A firing of somebody else's in the pottery's second kiln, at €20.00 with 20 l in it."""
    kiln = make.kiln("Second", of=pottery.kilns, at=pottery.node)
    firing = make.firing(kiln, start=start, program=program, price_minor=2000, **fields)
    make.share(firing, litres=20)
    return firing


def test_the_chain_begins_with_what_a_pot_passes_and_the_list_with_what_the_maker_may_use(client):
    pottery = Pottery()
    StationKind.objects.filter(pk=pottery.glazing.pk).update(group="glaze")
    vat = make.kind("a vat", group="dye")
    make.station("Vat", of=vat, at=pottery.node)
    client.force_login(pottery.user)

    page = client.get(pottery.address)

    chain, find = page.context["chain"], page.context["find"]
    stops = {name: chain[name].value() for name in ("form_kind", "bisque", "glaze_kind", "glaze")}
    assert stops == {
        "form_kind": pottery.forming.slug,
        "bisque": pottery.bisque.pk,
        "glaze_kind": pottery.glazing.slug,
        "glaze": pottery.glaze.pk,
    }
    assert [name for _, name in find.fields["what"].choices[0][1]] == ["Wheel", "Booth", "A vat"]


def test_a_chain_joins_an_open_firing_that_ends_no_later_than_an_own_one_would():
    pottery = Pottery()
    shared = open_to_others(pottery, pottery.bisque, at(9, day=3))

    bisque = Search(pottery.node, MONDAY).chain(pottery.legs)[1]

    assert isinstance(bisque, Joining)
    assert (bisque.firing, bisque.price_minor, bisque.start) == (shared, 1000, at(9, day=3))


@pytest.mark.parametrize(
    ("day", "fields"), [(4, {}), (2, {}), (3, {"shared": False}), (3, {"capacity_l": 39}), (3, {"family": "glaze"})]
)
def test_a_chain_opens_its_own_firing_where_joining_is_later_or_does_not_go(day, fields):
    pottery = Pottery()
    program = pottery.glaze if fields.pop("family", None) else pottery.bisque
    open_to_others(pottery, program, at(9, day=day), **fields)

    assert not isinstance(Search(pottery.node, MONDAY).chain(pottery.legs)[1], Joining)


def test_the_page_says_which_firing_is_joined_and_books_all_of_it_or_nothing(client):
    pottery = Pottery()
    pottery.bisque.cone = "04"
    pottery.bisque.save()
    shared = open_to_others(pottery, pottery.bisque, at(9, day=3))
    client.force_login(pottery.user)
    page = client.get(pottery.address, pottery.typed)
    steps = page.context["steps"]
    sent = pottery.typed | {
        "station": [each["slot"].station.slug for each in steps],
        "at": [each["at"] for each in steps],
        "joins": ["", str(shared.pk), "", ""],
        "sum": page.context["sum_minor"],
    }
    assert "joins the cone 04 on Wednesday" in page.text
    assert "€10.00 for your share, as the firing stands now" in page.text

    dearer = client.post(pottery.address, sent | {"sum": page.context["sum_minor"] - 1})
    assert (dearer.status_code, Booking.objects.filter(maker=pottery.maker).count()) == (409, 0)
    assert not shared.shares.filter(maker=pottery.maker).exists()

    answer = client.post(pottery.address, sent, follow=True)
    assert "All 4 steps are booked" in answer.text
    assert shared.shares.get(maker=pottery.maker).litres == 20
    assert Firing.objects.exclude(pk=shared.pk).count() == 1


def test_a_chain_of_which_one_step_is_taken_books_nothing_and_shows_another(client):
    pottery = Pottery()
    client.force_login(pottery.user)
    steps = client.get(pottery.address, pottery.typed).context["steps"]
    sent = {"station": [each["slot"].station.slug for each in steps], "at": [each["at"] for each in steps]}
    sent["joins"] = [""] * 4
    glazing = steps[2]["slot"]
    taken = make.booking(pottery.booth, during=Range(glazing.start, glazing.end))

    answer = client.post(pottery.address, pottery.typed | sent)

    assert answer.status_code == 409
    assert "Step 3, Booth: " in answer.text
    assert "None of the steps is booked." in answer.text
    assert list(Booking.objects.all()) == [taken]
    assert answer.context["steps"][2]["slot"].start != glazing.start


def test_the_verb_rolls_back_what_it_held_before_the_refusal():
    pottery = Pottery()
    link = Link(pottery.wheels[0], at(9), at(12))

    with pytest.raises(ChainBroken) as broken:
        book_chain([link, link], maker=pottery.maker, by=pottery.user)

    assert broken.value.number == 2
    assert not Booking.objects.exists()


def test_found_times_lead_to_the_board_and_to_a_new_firing(client):
    pottery = Pottery()
    client.force_login(pottery.user)
    asked = {"minutes": "120", "earliest": "2027-03-02"}

    slots = client.get(pottery.address, asked | {"what": pottery.forming.slug})
    firings = client.get(pottery.address, asked | {"what": f"program-{pottery.bisque.pk}"})

    board = reverse("board-day", args=[pottery.node.slug, date(2027, 3, 2)])
    assert f"{board}?station={pottery.wheels[0].slug}&amp;start=09:00&amp;length=120#book" in slots.text
    assert f"{reverse('firing-open')}?kiln={pottery.kiln.slug}&amp;program={pottery.bisque.pk}" in firings.text


def test_a_wrong_length_is_a_422(client):
    pottery = Pottery()
    client.force_login(pottery.user)

    answer = client.get(pottery.address, {"what": pottery.forming.slug, "minutes": "7", "earliest": "2027-03-02"})

    assert answer.status_code == 422
