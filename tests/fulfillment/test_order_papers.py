"""What a customer takes along: the receipt as PDF, the entry for a calendar."""

import re
import zlib
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from capsules.actions.preordering import cancel
from fulfillment.actions import handing_over
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def receipt(client, order):
    return client.get(reverse("order-receipt", args=[order.secret]))


def calendar(client, order):
    return client.get(reverse("order-calendar", args=[order.secret]))


def entry(answer):
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def said_in(pdf: bytes, settings) -> list[str]:
    """The words of a PDF that is set in a printer's own type, line by line."""
    text = b"".join(
        zlib.decompress(found) for found in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.S) if found[:1] == b"x"
    )
    shown = [re.sub(rb"\\(.)", rb"\1", words).decode("cp1252") for words in re.findall(rb"\((.*?)\) Tj", text)]
    return [words for words in shown if words.strip()]


def test_the_receipt_says_line_by_line_what_the_page_says_and_who_is_behind_it(client, settings):
    settings.FONTS_INSTALLED = False  # then its words can be read without its fonts
    node = make.node("Oosterkade", street="Oosterkade 14", postcode="3011 TN")
    capsule = make.capsule(status="closed", maker=make.maker("Kiezel", home=node), returns_policy="14 days.")
    order = line.parcel(capsule, [10, 11])
    order.claims.filter(position=10).update(price_minor=4200)

    answer = receipt(client, order)

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    ordered = f"{order.placed_at.astimezone(node.zone):%-d %B %Y}"
    assert said_in(answer.content, settings) == [
        "Coop",
        "Oosterkade, Oosterkade 14, 3011 TN Rotterdam, NL",
        "Ilse Ruiter",
        "Havenstraat 12",
        "3024 SC Rotterdam",
        "Netherlands",
        f"Order {order.reference}",
        f"Ordered on {ordered}. Low Tide by Kiezel, made at Oosterkade.",
        "Low Tide, Glaze 1",
        "€42.00",
        "No. 10",
        "Low Tide, Glaze 1",
        "€48.00",
        "No. 11",
        "Parcel, Netherlands",
        "€8.63",
        "Total",
        "€104.63",
        "with €18.16 VAT (21 %)",
        "Paid by card",
        "€104.63",
        f"{order.placed_at.astimezone(node.zone):%a %-d %b}",
        f"Prices contain VAT. Days are Rotterdam time ({order.placed_at.astimezone(node.zone):%Z}).",
        "Returns: 14 days.",
    ]


def test_the_same_order_gives_the_same_bytes_and_another_state_gives_others(client):
    order = line.ready_order()

    first = receipt(client, order).content
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        later = receipt(client, order).content
    handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=order.total_minor)
    collected = receipt(client, order).content

    assert first == later
    assert first.startswith(b"%PDF-")
    assert collected != first


def test_letters_beyond_the_western_ones_are_set_and_what_cannot_be_is_marked(client, settings):
    settings.FONTS_INSTALLED = False
    order = line.preorder(make.capsule(), [1], status="placed", name="Łucja Ωmega")

    assert said_in(receipt(client, order).content, settings)[2] == "?ucja ?mega"


def test_an_order_to_come_is_a_whole_day_in_the_calendar_at_its_node(client):
    node = make.node("Oosterkade", street="Oosterkade 14", postcode="3011 TN")
    capsule = make.capsule(maker=make.maker("Kiezel", home=node))
    order = line.preorder(capsule, [17], status="placed")

    answer = calendar(client, order)

    event = entry(answer)
    due = (capsule.closes_at + timedelta(days=28)).astimezone(node.zone).date()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["dtstart"].dt, event["dtend"].dt) == (due, due + timedelta(days=1))
    assert event["summary"] == "Low Tide, No. 17: expected at Oosterkade"
    assert event["location"] == "Oosterkade, Oosterkade 14, 3011 TN Rotterdam"
    assert order.secret not in answer.content.decode()
    assert calendar(client, order).content == answer.content


def test_an_order_on_the_shelf_is_the_next_opening_of_its_desk_and_never_its_code(client):
    node = make.node(hours=[(2, 10, 18)])  # Wednesdays
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):  # a Monday
        order = line.ready_order(17, at=node)

        answer = calendar(client, order)

    event = entry(answer)
    assert event["dtstart"].dt.isoformat() == "2026-11-25T10:00:00+01:00"
    assert event["dtend"].dt.isoformat() == "2026-11-25T18:00:00+01:00"
    assert event["summary"] == "Collect Low Tide, No. 17"
    assert order.pickup_code not in answer.content.decode()


def test_a_cancelled_order_is_taken_out_of_the_calendar_and_its_receipt_says_so(client, settings):
    settings.FONTS_INSTALLED = False
    order = line.preorder(make.capsule(), [17], status="placed")
    before = entry(calendar(client, order))
    cancel(order, by=make.admin())

    event = entry(calendar(client, order))

    assert (event["uid"], event["dtstart"].dt) == (before["uid"], before["dtstart"].dt)
    assert (event["status"], event["summary"]) == ("CANCELLED", "Cancelled: Low Tide, No. 17")
    assert event["dtstamp"].dt >= before["dtstamp"].dt
    order.refresh_from_db()
    cancelled = f"Cancelled on {order.cancelled_at.astimezone(order.pickup_node.zone):%-d %B %Y}."
    assert cancelled in said_in(receipt(client, order).content, settings)


def test_there_is_no_entry_for_what_was_collected(client):
    order = line.ready_order()
    handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=order.total_minor)

    assert calendar(client, order).status_code == 404
    assert "for your calendar" not in client.get(order.get_absolute_url()).content.decode()
