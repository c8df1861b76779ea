"""The pages by which rules are set, shown and lived by."""

from datetime import date

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from coop.models import Entry
from scheduling.actions.adopting import footprint
from scheduling.actions.cancelling import cancel
from scheduling.actions.equipping import retire
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.models import Booking, PrimeHours, StationKind
from scheduling.refusals import NotBookable
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def logged_in(client, user):
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


KIND = {
    "name": "glazing booth",
    "group": "glaze",
    "use": "exclusive",
    "slot_minutes": 30,
    "shortest_minutes": 30,
    "longest_minutes": 480,
    "horizon_days": 60,
    "staffed_only": "unknown",
    "check_in": "true",
}


def test_an_admin_sets_a_kinds_rules_and_what_is_empty_stays_the_houses(client):
    typed = KIND | {"per_day": 2, "cancel_hours": 24, "late_cancel": "charge", "late_percent": 50}

    logged_in(client, make.admin()).post(reverse("equipment-new", args=["kind"]), typed)

    rules = make.station(of=StationKind.objects.get()).rules
    assert (rules.staffed_only, rules.per_day, rules.future_minutes, rules.check_in) == (True, 2, None, True)
    assert (rules.cancel_hours, rules.late_cancel, rules.late_percent, rules.late_minutes) == (24, "charge", 50, 15)


def test_lengths_are_typed_and_shown_as_the_workshop_says_them(client):
    typed = KIND | {"cancel_hours": "2 h", "future_minutes": "7h 30min", "late_minutes": "20 min", "slot_minutes": "30"}
    logged_in(client, make.admin()).post(reverse("equipment-new", args=["kind"]), typed)

    kind = StationKind.objects.get()
    page = text(client.get(reverse("equipment-edit", args=["kind", kind.pk])))

    assert (kind.cancel_hours, kind.future_minutes, kind.late_minutes, kind.slot_minutes) == (2, 450, 20, 30)
    assert [said for said in ("2 h", "7 h 30 min", "20 min", "30 min", "8 h") if f'value="{said}"' not in page] == []
    assert "a booking from 14:00 is given back free until 12:00" in page
    assert "A change holds for new bookings: those made before keep what was said." in page


@pytest.mark.parametrize(
    ("typed", "said"), [("90 min", "Write whole hours"), ("soon", "Write whole hours"), ("-3", "Write whole hours")]
)
def test_a_length_that_cannot_be_read_is_refused_and_kept(client, typed, said):
    address = reverse("equipment-new", args=["kind"])

    answer = logged_in(client, make.admin()).post(address, KIND | {"cancel_hours": typed})

    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{typed}"' in text(answer)


def test_the_program_form_names_the_families_that_there_are(client):
    kind = make.kiln_kind()
    make.program(kind, family="bisque")
    make.program(kind, family="cone 6 glaze")

    page = text(logged_in(client, make.admin()).get(reverse("equipment-new", args=["program"])))

    assert "So far: “bisque”, “cone 6 glaze”." in page


def test_more_than_the_whole_price_is_no_late_fee(client):
    typed = KIND | {"late_percent": 120}

    answer = logged_in(client, make.admin()).post(reverse("equipment-new", args=["kind"]), typed)

    assert answer.status_code == 422
    assert not StationKind.objects.exists()


def test_a_stations_own_rule_wins_over_its_kinds(client):
    wheel = make.station("Wheel 1", of=open_kind(per_day=1, staffed_only=True))
    typed = {"node": wheel.node_id, "kind": wheel.kind_id, "name": "Wheel 1", "setup_minutes": 0}
    typed |= {"clearing_minutes": 0, "hour_minor": "4.50", "per_day": 3, "staffed_only": "false", "check_in": "unknown"}

    logged_in(client, make.admin()).post(reverse("equipment-edit", args=["station", wheel.pk]), typed)

    wheel.refresh_from_db()
    assert (wheel.rules.per_day, wheel.rules.staffed_only, wheel.check_in) == (3, False, None)


def test_an_admin_says_which_hours_are_prime_and_everybody_sees_who_holds_them(client):
    node = make.node("Oosterkade")
    address = reverse("prime-hours-edit", args=[node.slug])
    logged_in(client, make.admin()).post(address, {"hours_1": "16:00–18:00"})
    booked(make.station(of=open_kind(), at=node), at(15), at(17, 30), maker=make.maker("Kiezel"))

    answer = logged_in(client, make.maker_user()).get(reverse("prime-hours", args=[node.slug]))

    prime = PrimeHours.objects.get()
    assert (prime.weekday, prime.opens_minute, prime.closes_minute) == (1, 960, 1080)
    assert "Tuesday 16:00–18:00" in text(answer)
    assert '<th scope="row">Kiezel</th><td class="num">1 h 30 min</td><td class="num">–</td>' in text(answer)


def test_prime_hours_that_cannot_be_read_are_refused_and_kept(client):
    node = make.node()

    answer = logged_in(client, make.admin()).post(reverse("prime-hours-edit", args=[node.slug]), {"hours_1": "late"})

    assert answer.status_code == 422
    assert 'value="late"' in text(answer)


def series_typed(wheel, **changed):
    typed = {"station": wheel.slug, "on": "2027-03-03", "start": "10:00", "length": 60, "every": "week", "times": 3}
    return typed | changed


def test_row_9_the_page_names_the_taken_day_and_books_the_other_two_when_told_to(client):
    wheel, ida = make.station("Wheel 1", of=open_kind(), hour_minor=1000), make.maker_user()
    booked(wheel, at(10, day=10), at(11, day=10))
    address = reverse("series-new", args=[wheel.node.slug, date(2027, 3, 3)])

    priced = logged_in(client, ida).post(address, series_typed(wheel))
    assert [(each.day.day, each.why if each.refusal else "free") for each in priced.context["days"]] == [
        (3, "free"),
        (10, "taken"),
        (17, "free"),
    ]
    assert "Leave this one out: book the other 2, €20.00" in text(priced)
    assert Booking.objects.count() == 1

    refused = client.post(address, series_typed(wheel, agreed=3000))

    assert refused.status_code == 409
    assert "1 date of 3 cannot be had as asked." in text(refused)

    answer = client.post(address, series_typed(wheel, agreed=3000, act="skip"), follow=True)

    assert "Booked 2 times, €20.00. Left out: Wed 10 March: it is taken." in text(answer)
    assert Booking.objects.filter(maker=ida.maker).count() == 2


def test_a_series_takes_the_offered_times_where_its_own_are_taken(client):
    wheel, ida = make.station("Wheel 1", of=open_kind(), hour_minor=1000), make.maker_user()
    booked(wheel, at(10, day=10), at(11, day=10))
    address = reverse("series-new", args=[wheel.node.slug, date(2027, 3, 3)])

    priced = logged_in(client, ida).post(address, series_typed(wheel))
    assert "Use the offered times: book 3, €30.00" in text(priced)
    instead = [each.instead for each in priced.context["days"] if each.nearest]
    assert f'value="{instead[0]}"' in priced.text
    client.post(address, series_typed(wheel, agreed=3000, act="instead", instead=instead))

    starts = Booking.objects.filter(maker=ida.maker).order_by("during").values_list("during__startswith", flat=True)
    assert list(starts) == [at(10, day=3), at(9, day=10), at(10, day=17)]


@pytest.mark.parametrize("times", [1, 54, "often"])
def test_a_series_repeats_two_to_fifty_three_times(client, times):
    wheel = make.station(of=open_kind())
    address = reverse("series-new", args=[wheel.node.slug, date(2027, 3, 3)])

    answer = logged_in(client, make.maker_user()).post(address, series_typed(wheel, times=times))

    assert answer.status_code == 422


def test_row_4_an_admin_books_for_a_maker_past_a_buffer_with_a_reason(client):
    wheel = make.station("Wheel 1", of=open_kind(), clearing_minutes=60)
    booked(wheel, at(10), at(11))
    kiezel = make.maker("Kiezel")
    address = reverse("book-for", args=[wheel.node.slug, date(2027, 3, 2)])
    typed = {"station": wheel.slug, "start": "11:00", "length": 60, "maker": kiezel.slug}

    refused = logged_in(client, make.admin()).post(address, typed)
    assert refused.status_code == 409
    assert "Free instead: Wheel 1" in text(refused)

    typed |= {"override": "cleared together"}
    priced = text(client.post(address, typed))
    assert "Book for Kiezel, €0.00" in priced
    client.post(address, typed | {"agreed": f"{kiezel.slug} 0"})

    assert Booking.objects.get(maker=kiezel).during == Range(at(11), at(12))
    assert Entry.objects.filter(details={"override": "cleared together"}).count() == 2


def test_an_admin_sees_the_sum_and_whose_account_it_goes_on_before_booking_for_a_maker(client):
    wheel, kiezel, mia = (
        make.station("Wheel 1", of=open_kind(), hour_minor=600),
        make.maker("Kiezel"),
        make.maker("Mia"),
    )
    address = reverse("book-for", args=[wheel.node.slug, date(2027, 3, 2)])
    typed = {"station": wheel.slug, "start": "11:00", "length": 90, "maker": kiezel.slug}

    priced = text(logged_in(client, make.admin()).post(address, typed))

    assert "Kiezel pays" in priced
    assert "Book for Kiezel, €9.00" in priced
    assert not Booking.objects.exists()

    other = text(client.post(address, typed | {"agreed": f"{kiezel.slug} 900", "maker": mia.slug}))
    assert "Book for Mia, €9.00" in other
    assert not Booking.objects.exists()

    answer = client.post(address, typed | {"agreed": f"{kiezel.slug} 900"}, follow=True)
    assert "is booked for Kiezel: Tue 2 March, 11:00–12:30, €9.00 on their account." in text(answer)
    assert Booking.objects.get().maker == kiezel


def test_row_18_the_floor_checks_a_maker_in(client, march):
    node = make.node()
    frame = make.station("Frame 1", of=open_kind(check_in=True), at=node)
    booking = booked(frame, at(10), at(12), maker=make.maker("Kiezel"))
    dina = make.desk_user(node)

    march.move_to(at(9, 55))
    page = logged_in(client, dina).get(reverse("floor", args=[node.slug]))
    assert "Check in<span" in text(page)
    page = client.post(reverse("booking-check-in", args=[booking.pk]), {"back": "floor"}, follow=True)

    assert "Kiezel is checked in: Frame 1." in text(page)
    assert "Here since" in text(page)


def test_row_18_makers_check_themselves_in_from_their_bookings_about_the_time(client, march):
    frame, ida = make.station("Frame 1", of=open_kind(check_in=True)), make.maker_user()
    booking = booked(frame, at(10), at(12), by=ida)
    logged_in(client, ida)
    assert "Check in" not in text(client.get(reverse("bookings")))

    march.move_to(at(9, 50))
    assert "Check in" in text(client.get(reverse("bookings")))
    page = client.post(reverse("booking-check-in", args=[booking.pk]), follow=True)

    assert "Checked in" in text(page)


def test_who_comes_too_early_is_told_when_check_in_opens(client):
    frame, ida = make.station("Frame 1", of=open_kind(check_in=True)), make.maker_user()
    booking = booked(frame, at(10), at(12), by=ida)

    page = logged_in(client, ida).post(reverse("booking-check-in", args=[booking.pk]), follow=True)

    assert "Check-in for Frame 1 opens at 09:50." in text(page)


def test_a_station_that_is_sold_leaves_board_and_plans_and_comes_back(client):
    wheel = make.station("Wheel 1", of=open_kind())
    page, service = reverse("equipment-edit", args=["station", wheel.pk]), reverse("station-service", args=[wheel.pk])
    logged_in(client, make.admin())
    booking = booked(wheel, at(10), at(12))

    refused = client.post(service, follow=True)
    assert "Wheel 1 stays in service: 1 booking lies ahead." in text(refused)
    cancel(booking, by=make.admin())
    hold_for_maintenance(wheel, start=at(8), end=at(18), reason="being moved out", by=make.admin())
    client.post(service)

    wheel.refresh_from_db()
    assert wheel.retired_at == make.now()
    assert "out of service since" in text(client.get(reverse("stations")))
    with pytest.raises(NotBookable):
        booked(wheel, at(10, day=3), at(12, day=3))
    assert "Bring Wheel 1 back" in text(client.get(page))
    client.post(service, {"act": "back"})
    assert booked(wheel, at(10, day=3), at(12, day=3)).station == wheel
    assert list(Entry.objects.filter(kind="scheduling.station").order_by("id").values_list("verb", flat=True)) == [
        "retired",
        "brought back",
    ]


def test_a_plan_made_before_a_station_was_retired_is_not_written():
    wheel = make.station("Wheel 1", of=open_kind())
    before = footprint(wheel.node)

    retire(wheel, by=make.admin())

    assert footprint(wheel.node) != before
