import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from capsules.forms.fields import MoneyField, PriceChangeField, typed_minor
from capsules.models import Capsule
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(client):
    user = make.maker_user()
    client.force_login(user)
    return user.maker


def typed(maker, *, variants=(("Foam", "48.00", "LT-F"),), tiers=(("1", "10", "−6.00"),), **fields):
    """A filled-in editor, as a browser sends it."""
    data = {
        "title": "Low Tide",
        "thing": "carafe",
        "tagline": "A carafe.",
        "story": "",
        "materials": "",
        "artwork": "vessel",
        "palette": "tide",
        "edition_size": "50",
        "minimum": "20",
        "per_customer": "2",
        "lead_days": "28",
        "made_at": str(maker.home.pk),
        "pickup_nodes": [str(maker.home.pk)],
        "opens_day": "2026-02-10",
        "opens_hour": "18:00",
        "closes_day": "2026-06-15",
        "closes_hour": "18:00",
        "repair_policy": "Filled for free.",
        "returns_policy": "14 days.",
        "variants-TOTAL_FORMS": str(len(variants) + 1),
        "variants-INITIAL_FORMS": "0",
        "tiers-TOTAL_FORMS": str(len(tiers) + 1),
        "tiers-INITIAL_FORMS": "0",
    }
    for number, (name, price, sku) in enumerate(variants):
        data |= {f"variants-{number}-name": name, f"variants-{number}-price_minor": price}
        data |= {f"variants-{number}-sku": sku}
    for number, row in enumerate(tiers):
        data |= dict(zip((f"tiers-{number}-{name}" for name in ("first", "last", "change")), row, strict=True))
    return data | fields


def test_a_draft_is_written_with_local_times_and_whole_cents(client, maker):
    answer = client.post(reverse("capsule-new"), typed(maker))

    capsule = Capsule.objects.get()
    assert answer["Location"] == reverse("capsule-edit", args=["low-tide"])
    assert (capsule.maker, capsule.status) == (maker, Capsule.Status.DRAFT)
    assert [f"{time:%H:%M %Z}" for time in (capsule.opens_at, capsule.closes_at)] == ["17:00 UTC", "16:00 UTC"]
    assert list(capsule.variants.values_list("rank", "name", "price_minor", "sku")) == [(1, "Foam", 4800, "LT-F")]
    assert list(capsule.tiers.values_list("first", "last", "percent", "amount_minor")) == [(1, 10, 0, -600)]


@pytest.mark.parametrize(("typed_number", "kept"), [("", 0), ("7", 7)])
def test_a_maker_chooses_the_number_of_the_drawing(client, maker, typed_number, kept):
    client.post(reverse("capsule-new"), typed(maker, pattern=typed_number))

    assert Capsule.objects.get().pattern == kept


def test_what_was_saved_is_typed_again_and_rows_can_be_taken_out(client, maker):
    client.post(reverse("capsule-new"), typed(maker, variants=[("Foam", "48", "LT-F"), ("Rust", "52,5", "LT-R")]))
    address = reverse("capsule-edit", args=["low-tide"])

    shown = client.get(address).content.decode()
    changed = typed(
        maker, variants=[("Foam", "49.00", "LT-F"), ("Rust", "52.50", "LT-R")], tiers=[("1", "10", "-15 %")]
    )
    changed |= {"variants-INITIAL_FORMS": "2", "variants-1-DELETE": "on", "tiers-INITIAL_FORMS": "1"}
    assert client.post(address, changed).status_code == 302

    for value in ('value="52.50"', 'value="−6.00"', 'value="18:00"', 'value="2026-06-15"'):
        assert value in shown
    capsule = Capsule.objects.get()
    assert list(capsule.variants.values_list("name", "price_minor")) == [("Foam", 4900)]
    assert list(capsule.tiers.values_list("percent", "amount_minor")) == [(-15, 0)]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-03-29", "02:30 does not exist on 29 March 2026 in Europe/Amsterdam: the clocks go forward."),
        ("2026-10-25", "02:30 comes twice on 25 October 2026 in Europe/Amsterdam: say which you mean."),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(client, maker, day, sentence):
    answer = client.post(
        reverse("capsule-new"), typed(maker, opens_day=day, opens_hour="02:30", closes_day="2027-01-01")
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Capsule.objects.count() == 0


def test_a_refused_form_keeps_what_was_typed_and_links_each_error_to_its_field(client, maker):
    wrong = typed(
        maker,
        title="",
        story="Thrown on the river.",
        minimum="60",
        variants=[("Foam", "about 48", "LT-F"), ("Foam", "50", "LT-F")],
        tiers=[("1", "10", "-6"), ("10", "20", "half")],
    )

    answer = client.post(reverse("capsule-new"), wrong)
    shown = answer.content.decode()

    assert answer.status_code == 422
    for kept in ("Thrown on the river.", 'value="about 48"', 'value="half"', 'value="60"'):
        assert kept in shown
    for field, words in [
        ("id_title", "Title: Fill in “Title”."),
        ("id_minimum", "Minimum to be made: The edition has only 50 pieces."),
        ("id_variants-0-price_minor", "Variant 1, Price: Write the price as in 48.00."),
        ("id_tiers-1-change", "Tier 2, Price change: Write the change as −15 % or as −6.00."),
    ]:
        assert f'<a href="#{field}">{words}</a>' in shown


def test_overlapping_tiers_and_doubled_skus_are_named(client, maker):
    make.variant(make.capsule(), sku="TAKEN")
    wrong = typed(
        maker,
        variants=[("Foam", "48", "LT-F"), ("Rust", "48", "LT-F"), ("Slate", "48", "TAKEN")],
        tiers=[("1", "10", "-6"), ("10", "20", "+6")],
    )

    shown = client.post(reverse("capsule-new"), wrong).content.decode()

    for words in ("Two variants have this SKU.", "Another capsule has this SKU.", "Piece 10 has a tier already."):
        assert words in shown


def test_a_listed_capsule_takes_words_only(client, maker):
    capsule = make.capsule(maker=maker, edition_size=50)
    data = typed(maker, title="Ebb", edition_size="80", variants=[("New", "1.00", "NEW")])

    client.post(reverse("capsule-edit", args=[capsule.slug]), data)

    capsule.refresh_from_db()
    assert (capsule.title, capsule.edition_size) == ("Ebb", 50)
    assert list(capsule.variants.values_list("price_minor", flat=True)) == [4800]


def test_the_reason_of_a_draft_that_was_sent_back_is_shown(client, maker):
    capsule = make.capsule(maker=maker, status="draft", sent_back_reason="The rim is thin.")

    assert "The rim is thin." in client.get(reverse("capsule-edit", args=[capsule.slug])).content.decode()


@pytest.mark.parametrize(("name", "method"), [("capsule-edit", "get"), ("capsule-edit", "post")])
def test_another_makers_capsule_is_unknown(client, maker, name, method):
    capsule = make.capsule(status="draft")

    assert getattr(client, method)(reverse(name, args=[capsule.slug])).status_code == 404


def test_a_maker_sees_only_their_own_capsules_in_as_many_queries_for_three_as_for_one(client, maker):
    def shown():
        with CaptureQueriesContext(connection) as asked:
            words = client.get(reverse("studio-capsules")).content.decode()
        return words, len(asked)

    make.capsule("Foreign"), make.capsule("Low Tide", maker=maker)
    words, one = shown()
    make.capsule(maker=maker, status="draft"), make.capsule(maker=maker, status="closed")

    assert "Low Tide" in words
    assert "Foreign" not in words
    assert shown()[1] == one


def test_without_a_capsule_the_list_says_what_one_is_for(client, maker):
    assert "Draft your first capsule" in client.get(reverse("studio-capsules")).content.decode()


def test_money_is_read_and_written_without_a_float():
    read = MoneyField().clean

    assert [read(each) for each in ("48", "48.5", "€48,00", "0.05", "1234.99")] == [4800, 4850, 4800, 5, 123499]
    assert [typed_minor(minor) for minor in (4800, 5, 123450)] == ["48.00", "0.05", "1234.50"]


def test_a_price_change_is_read_in_percent_or_money():
    read, write = PriceChangeField().clean, PriceChangeField().prepare_value
    changes = [read(each) for each in ("−15 %", "-15%", "-6", "+3.50", "3,5")]

    assert [(each["percent"], each["amount_minor"]) for each in changes] == [
        (-15, 0),
        (-15, 0),
        (0, -600),
        (0, 350),
        (0, 350),
    ]
    assert [write(each) for each in changes[1:4]] == ["−15 %", "−6.00", "+3.50"]
