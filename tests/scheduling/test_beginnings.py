"""What a new capsule may begin with."""

import pytest
from django.urls import reverse

from capsules.models import Capsule, Lesson
from capsules.sheets import SheetZone, sheet_of
from scheduling.beginnings import BEGINNINGS
from tests import make
from tests.capsules.sending import zone
from tests.visitor import FormReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    """At a node with all that a vessel, a rug and a textile need."""
    mia = make.maker_user()
    client.force_login(mia)
    kilns = make.kiln_kind("kiln")
    make.program(kilns, "Bisque", family="bisque", peak_c=1060)
    make.program(kilns, "Earthenware", family="cone 06 glaze", peak_c=999)
    make.program(kilns, "Stoneware", family="cone 6 glaze", peak_c=1204)
    names = {"wheel": "form", "glazing booth": "glaze", "tufting frame": "tuft", "cutting table": "finish"}
    kinds = [make.kind(name, group=group) for name, group in (names | {"finishing line": "finish"}).items()]
    for kind in kinds:
        make.station(of=kind, at=mia.maker.home, hour_minor=600)
    make.kiln(of=kilns, at=mia.maker.home, hour_minor=300)
    return mia


def begun(client, slug):
    answer = client.get(reverse("capsule-new"), {"from": slug})
    reader = FormReader()
    reader.feed(answer.content.decode())
    sent = next(form.sent for form in reader.forms if "seen" in dict(form.sent))
    return answer, dict(sent) | {"title": "Ebb", "tagline": "Where the water was."}


def test_there_is_a_choice_of_three_and_of_an_empty_page(client, mia):
    shown = client.get(reverse("capsule-new")).content.decode()

    for slug in ("vessel", "rug", "textile", "nothing"):
        assert f'href="?from={slug}"' in shown


@pytest.mark.parametrize(
    ("slug", "stops"),
    [
        (
            "vessel",
            [
                ("Formed", "wheel", None),
                ("Bisque", "kiln", "Bisque"),
                ("Glazed", "glazing booth", None),
                ("Fired", "kiln", "Stoneware"),
                ("Finished", "finishing line", None),
            ],
        ),
        (
            "rug",
            [
                ("Tufted", "tufting frame", None),
                ("Backed", "finishing line", None),
                ("Sheared and bound", "finishing line", None),
            ],
        ),
        (
            "textile",
            [("Cut", "cutting table", None), ("Hemmed", "finishing line", None), ("Pressed", "finishing line", None)],
        ),
    ],
)
def test_with_its_first_saving_it_has_a_route_prices_policies_and_costs(client, mia, slug, stops):
    _, data = begun(client, slug)

    answer = client.post(f"{reverse('capsule-new')}?from={slug}", data)

    capsule, beginning = Capsule.objects.get(), BEGINNINGS[slug]
    assert answer.status_code == 302
    assert list(capsule.operations.values_list("name", "kind__name", "program__name")) == stops
    assert list(capsule.variants.values_list("sku", "price_minor")) == [
        (f"EBB-{rank}", variant["price_minor"]) for rank, variant in enumerate(beginning.variants, 1)
    ]
    assert capsule.tiers.count() == 2
    assert bool(capsule.repair_policy and capsule.returns_policy)
    assert sheet_of(capsule) == beginning.sheet


def test_its_costs_are_those_of_parcels_to_the_co_ops_zones(client, mia):
    zone("Near", [mia.maker.home.country], rates=[(3000, 605), (5000, 847)])
    shown, data = begun(client, "vessel")

    client.post(f"{reverse('capsule-new')}?from=vessel", data | {"variants-0-parcel_mm": "26 × 26 × 26"})

    # Before it is measured as 3 kg, and then by its box, 17,576 cm³, as 3,516 g.
    assert shown.context["reckoning"].sheet.zones == (SheetZone("Near", 40, 500),)
    assert sheet_of(Capsule.objects.get()).zones == (SheetZone("Near", 40, 700),)


def test_what_it_begins_with_is_reckoned_before_anything_is_saved(client, mia):
    answer, data = begun(client, "vessel")
    typed = client.post(f"{reverse('capsule-new')}?part=reckoning", data | {"variants-0-price_minor": "1.00"})

    reckoning = answer.context["reckoning"]
    assert [stop.name for stop in reckoning.stops] == ["Formed", "Bisque", "Glazed", "Fired", "Finished"]
    assert [line.words for line in reckoning.rows] == ["Stations", "Materials", "Packaging", "Payment fees"]
    assert "Even all 50 pieces do not pay for themselves." in typed.content.decode()
    assert not Capsule.objects.exists()


def test_a_refused_beginning_stays_what_it_was(client, mia):
    _, data = begun(client, "rug")

    answer = client.post(reverse("capsule-new"), data | {"title": ""})

    assert answer.status_code == 422
    assert answer.context["beginning"] is BEGINNINGS["rug"]


def test_a_stop_for_which_the_co_op_has_no_station_is_left_out(client):
    client.force_login(make.maker_user())
    make.kind("wheel")

    answer, _ = begun(client, "vessel")

    assert [*answer.context["reckoning"].without_rate] == ["Formed"]


def test_the_last_drops_lesson_stands_before_the_next_begins(client, mia):
    Lesson.objects.create(capsule=make.capsule("Low Tide", maker=mia.maker), change="Fewer glazes.")
    Lesson.objects.create(capsule=make.capsule("Foreign"), change="Nothing of mine.")

    shown = client.get(reverse("capsule-new")).content.decode()

    assert ("What Low Tide taught you" in shown, "Fewer glazes." in shown, "Nothing of mine." in shown) == (
        True,
        True,
        False,
    )


def test_a_drawing_that_may_be_chosen_is_shown_and_another_is_unknown(client, mia):
    known, unknown = (client.get(reverse("drawing", args=[kind, "tide"])) for kind in ("vessel", "bottle"))

    assert (known["Content-Type"], known.content[:4], unknown.status_code) == ("image/svg+xml", b"<svg", 404)
