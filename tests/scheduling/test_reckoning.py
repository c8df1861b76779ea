"""The price calculator beside the editor: the co-op's rates, what is typed, and the sheet that is saved."""

from decimal import Decimal

import pytest
from django.urls import reverse

from capsules.costing import Fired, Work, Zone
from capsules.models import CostSheet
from capsules.sheets import Sheet, SheetZone, sheet_of
from coop.models import Terms
from scheduling.rates import stops_of
from tests import make
from tests.capsules.sending import BOX, zone
from tests.visitor import FormReader

WRITE_IT = "write what it is, a colon and what it costs, as in Clay, 1.8 kg: 2.16."
pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    mia = make.maker_user()
    client.force_login(mia)
    return mia


@pytest.fixture
def draft(mia):
    """A carafe of 48.00 that takes ten minutes at a wheel of 4.50 an hour."""
    draft = make.capsule(status="draft", maker=mia.maker)
    wheel = make.kind("wheel", needs_qualification=False)
    make.station(of=wheel, at=draft.made_at, hour_minor=450)
    make.operation(draft, on=wheel)
    return draft


def fields_of(answer, **fields):
    reader = FormReader()
    reader.feed(answer.content.decode())
    return dict(next(form.sent for form in reader.forms if "seen" in dict(form.sent))) | fields


def page(client, name, capsule, data=None, query=""):
    address = reverse(name, args=[capsule.slug]) + query
    return client.get(address) if data is None else client.post(address, data)


def station_sums(answer):
    return [(line.name, line.minor) for line, _ in answer.context["reckoning"].stations]


def test_an_hour_costs_what_the_dearest_station_of_its_kind_does():
    at, wheel = make.node(), make.kind("wheel")
    stations = [make.station(of=wheel, at=at, hour_minor=hour) for hour in (450, 520)]
    stop = make.operation(make.capsule(), on=wheel, setup_minutes=15, unattended=True)

    assert stops_of([stop], stations) == ([Work("Formed", 520, 15, 10, attended=False)], [])


def test_a_litre_costs_what_it_does_in_the_largest_kiln_that_is_hot_enough():
    at, kilns = make.node(), make.kiln_kind()
    small = make.kiln(of=kilns, at=at, capacity_l=28, hour_minor=90)
    large = make.kiln(of=kilns, at=at, capacity_l=328, hour_minor=420)
    cool = make.kiln(of=kilns, at=at, capacity_l=500, hour_minor=100, peak_limit_c=1000)
    bisque = make.program(kilns, peak_c=1060, fire_minutes=531, cool_minutes=780)
    stop = make.operation(make.capsule(), on=kilns, name="Bisque", program=bisque)

    # 1 hour to load and unload, 21 hours 51 minutes of firing and cooling, at 4.20.
    assert stops_of([stop], [small, large, cool]) == ([Fired("Bisque", 9597, 328, 2)], [])


def test_a_stop_without_a_station_is_named():
    at, kilns = make.node(), make.kiln_kind()
    glaze = make.program(kilns, peak_c=1204)
    capsule = make.capsule()
    stops = [
        make.operation(capsule, on=make.kind("loom"), name="Woven"),
        make.operation(capsule, on=kilns, name="Fired", program=glaze, rank=2),
    ]

    assert stops_of(stops, [make.kiln(of=kilns, at=at, peak_limit_c=1100)]) == ([], ["Woven", "Fired"])


def test_the_editor_says_what_the_saved_drop_earns(client, draft):
    answer = page(client, "capsule-edit", draft)

    # 39 pieces are made for 35, as 8 of 100 are scrapped: 390 minutes at 4.50 an hour.
    assert station_sums(answer) == [("Formed", 2925)]
    assert [rate for _, rate in answer.context["reckoning"].stations] == ["6 h 30 min at €4.50 an hour"]
    assert answer.context["reckoning"].drop.made_for(35) == 39
    assert "It pays from 1 piece on." in answer.content.decode()


@pytest.mark.parametrize("name", ["capsule-edit", "route-edit", "costs-edit"])
def test_what_the_co_op_keeps_is_said_and_counted(client, draft, name):
    Terms.objects.create(begins_on="2020-01-01", commission_percent="12.5", card_percent=0, card_minor=0)
    Terms.objects.create(begins_on="2120-01-01", commission_percent=30, card_percent=0, card_minor=0)

    answer = page(client, name, draft)

    # Of 48.00 a piece 2 % are paid back, and 21 ⁄ 121 of the rest is VAT: 777.52, 1,360.66 and 1,943.80 without it.
    rows = {row.words: row.sums for row in answer.context["reckoning"].rows}
    assert rows["The co-op’s commission"] == [9719, 17008, 24298]
    assert answer.content.decode().count("The co-op keeps 12.5 % of what comes in without VAT and parcels.") == 1
    assert "−€97.19" in answer.content.decode()


def test_where_the_co_op_keeps_nothing_no_commission_is_shown(client, draft):
    answer = page(client, "costs-edit", draft)

    assert "commission" not in answer.content.decode()
    assert "The co-op keeps" not in answer.content.decode()


def test_while_somebody_types_only_the_calculator_answers_and_nothing_is_saved(client, draft):
    page(client, "costs-edit", draft)
    data = fields_of(page(client, "costs-edit", draft), materials="Clay: 60.00")

    answer = page(client, "costs-edit", draft, data, "?part=reckoning")

    assert answer.content.decode().lstrip().startswith('<div id="reckoning"')
    assert "Even all 50 pieces do not pay for themselves." in answer.content.decode()
    assert not CostSheet.objects.exists()


def test_without_script_a_button_works_it_out_and_keeps_what_is_typed(client, draft):
    data = fields_of(page(client, "capsule-edit", draft), do="reckon", title="", **{"variants-0-price_minor": "9.00"})

    answer = page(client, "capsule-edit", draft, data)

    assert answer.context["reckoning"].drop.price_minor == 900
    assert answer.context["editor"].errors == []
    assert 'value="9.00"' in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.variants.get().price_minor, draft.typed.count()) == ("Low Tide", 4800, 1)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (
            {"edition_size": "many", "minimum": "", "per_customer": "0"},
            [
                ("id_edition_size", "Pieces in the edition: Write a number, as in 12."),
                ("id_minimum", "Minimum to be made: Fill in “Minimum to be made”."),
                ("id_per_customer", "At most per customer: At least 1."),
            ],
        ),
        ({"minimum": "80"}, [("id_minimum", "Minimum to be made: The edition has only 50 pieces.")]),
        (
            {"variants-0-price_minor": "cheap"},
            [("id_variants-0-price_minor", "Variant 1, Price: Write the price as in 48.00.")],
        ),
        (
            {"tiers-0-first": "1", "tiers-0-last": "10", "tiers-0-change": "-6"}
            | {"tiers-1-first": "5", "tiers-1-last": "50", "tiers-1-change": "-3"},
            [("id_tiers-1-first", "Tier 2, From piece: Piece 5 has a tier already.")],
        ),
    ],
)
def test_figures_that_are_wrong_are_said_and_nothing_is_reckoned(client, draft, typed, wrong):
    data = fields_of(page(client, "capsule-edit", draft), title="", **typed)

    answer = page(client, "capsule-edit", draft, data, "?part=reckoning")
    shown = answer.content.decode()

    assert (answer.status_code, answer.context["reckoning"].wrong) == (422, wrong)
    assert [f'<a href="#{field}">{words}</a>' in shown for field, words in wrong] == [True] * len(wrong)
    assert "€" not in shown


def test_words_that_are_missing_and_rows_that_are_taken_out_keep_nothing_from_being_reckoned(client, draft):
    out = {"tiers-0-first": "9", "tiers-0-last": "5", "tiers-0-change": "-6", "tiers-0-DELETE": "on"}
    data = fields_of(page(client, "capsule-edit", draft), title="", opens_day="soon", **out)

    answer = page(client, "capsule-edit", draft, data, "?part=reckoning")

    assert (answer.status_code, answer.context["reckoning"].figures.tiers) == (200, ())
    assert "It pays from 1 piece on." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("costs-edit", {"scrap_percent": "95"}, ("id_scrap_percent", "Scrapped, %: At most 90.")),
        (
            "route-edit",
            {"stop-0-minutes_per_piece": "-3"},
            ("id_stop-0-minutes_per_piece", "Stop 1, Minutes a piece: How many minutes does one piece take?"),
        ),
    ],
)
def test_costs_and_stops_that_are_wrong_are_said_as_well(client, draft, name, typed, wrong):
    data = fields_of(page(client, name, draft), **typed)

    answer = page(client, name, draft, data, "?part=reckoning")

    assert (answer.status_code, answer.context["reckoning"].wrong) == (422, [wrong])


def test_a_kept_draft_with_wrong_figures_opens_without_them(client, draft):
    data = fields_of(page(client, "capsule-edit", draft), **{"variants-0-price_minor": "-5"}, do="reckon")
    page(client, "capsule-edit", draft, data)

    answer = page(client, "capsule-edit", draft)

    assert [field for field, _ in answer.context["reckoning"].wrong] == ["id_variants-0-price_minor"]
    assert "Not worked out as it is typed." in answer.content.decode()
    assert 'class="workedout"' not in answer.content.decode()


def test_the_cheapest_variant_is_reckoned_with_its_tiers(client, draft):
    make.variant(draft, "Small", price_minor=3600, rank=2)
    data = fields_of(
        page(client, "capsule-edit", draft),
        **{"tiers-0-first": "1", "tiers-0-last": "10", "tiers-0-change": "−50 %"},
    )

    reckoning = page(client, "capsule-edit", draft, data, "?part=reckoning").context["reckoning"]

    assert reckoning.figures.variant == "Small"
    assert [(shop.words, shop.total_minor, shop.vat_minor) for shop in reckoning.shop_sums] == [
        ("No. 1–10", 1800, 312),
        ("No. 11–50", 3600, 625),
    ]


def test_the_route_is_reckoned_as_it_is_typed(client, draft):
    data = fields_of(page(client, "route-edit", draft), **{"stop-0-minutes_per_piece": "20"})

    answer = page(client, "route-edit", draft, data, "?part=reckoning")

    assert station_sums(answer) == [("Formed", 5850)]
    assert draft.operations.get().minutes_per_piece == 10


def test_costs_are_saved_as_they_are_typed(client, draft):
    data = fields_of(
        page(client, "costs-edit", draft),
        materials="Clay, 1.8 kg: 2.16\nGlaze: 0.9",
        waste_percent="",
        own_hour_minor="18",
        free_from_minor="80.00",
        **{"zones-0-name": "on the river", "zones-0-share": "25", "zones-1-DELETE": "on"},
    )

    assert page(client, "costs-edit", draft, data).status_code == 302

    sheet = sheet_of(draft)
    assert sheet.materials == (("Clay, 1.8 kg", 216), ("Glaze", 90))
    assert sheet.zones == (SheetZone("on the river", 25, 695),)
    assert [sheet.fields[name] for name in ("waste_percent", "own_hour_minor", "free_from_minor", "fee_percent")] == [
        0,
        1800,
        8000,
        Decimal("1.50"),
    ]
    assert sheet.assumed.materials_minor == draft.cost_sheet.materials_minor == 306


@pytest.mark.parametrize("name", ["capsule-edit", "route-edit", "costs-edit"])
def test_a_first_sheet_is_reckoned_at_the_co_ops_rates_for_the_piece(client, draft, name):
    zone("Near", [draft.made_at.country], rates=[(3000, 605), (5000, 847), (10_000, 1210)])
    draft.variants.update(**BOX)

    answer = page(client, name, draft)

    # One counts as 4,056 g and two as 8,112 g.
    assert answer.context["reckoning"].drop.zones == (Zone("Near", 40, (700, 1000)),)
    assert "Parcels to Near cost what the co-op’s rates say." in answer.content.decode()


def test_the_costs_begin_with_the_co_ops_zones_and_what_a_parcel_costs_there(client, draft):
    zone("Near", [draft.made_at.country], rates=[(3000, 605), (5000, 847)])

    answer = page(client, "costs-edit", draft)

    assert [row.initial for row in answer.context["editor"].zones.initial_forms] == [
        {"name": "Near", "share": 40, "parcel_minor": 500}
    ]
    assert "Once a piece is measured, packed, the co-op’s rates count for Near." in answer.content.decode()


def test_what_is_wrong_with_the_costs_is_said_at_its_field(client, draft):
    data = fields_of(
        page(client, "costs-edit", draft),
        materials="Clay: cheap",
        scrap_percent="95",
        **{"zones-1-name": "in the country", "zones-0-parcel_minor": ""},
    )

    answer = page(client, "costs-edit", draft, data)

    assert answer.status_code == 422
    assert answer.context["editor"].errors == [
        ("id_materials", f"In one piece: Line 1, “Clay: cheap”: {WRITE_IT}"),
        ("id_scrap_percent", "Scrapped, %: At most 90."),
        ("id_zones-0-parcel_minor", "Zone 1, A parcel: Fill in “A parcel”."),
    ]
    assert not CostSheet.objects.exists()


def test_costs_that_another_window_saved_are_shown_beside_mine(client, draft):
    form = page(client, "costs-edit", draft)
    page(client, "costs-edit", draft, fields_of(form, packaging_minor="1.10"))

    refused = page(client, "costs-edit", draft, fields_of(form, packaging_minor="2.20"))

    assert refused.status_code == 409
    assert refused.context["differences"] == [("Packaging", "1.10", "2.20")]


def test_a_listed_drop_may_still_be_reckoned_anew(client, mia):
    listed = make.capsule(maker=mia.maker)

    assert page(client, "costs-edit", listed, fields_of(page(client, "costs-edit", listed))).status_code == 302
    assert sheet_of(listed) == Sheet()


def test_nobody_elses_costs_are_found(client, mia):
    assert page(client, "costs-edit", make.capsule()).status_code == 404


@pytest.mark.parametrize("name", ["capsule-edit", "costs-edit"])
def test_the_editor_asks_as_much_of_three_variants_and_stops_as_of_one(
    client, draft, name, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(31) as asked:
        page(client, name, draft)
    for rank in (2, 3):
        make.variant(draft, f"Glaze {rank} more", rank=rank)
        make.operation(draft, on=draft.operations.first().kind, rank=rank, name=f"Stop {rank}")

    with django_assert_num_queries(len(asked)):
        page(client, name, draft)
