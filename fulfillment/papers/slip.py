"""A parcel's label, to stick on the box, and its slip, to lay inside."""

from django.conf import settings
from django.urls import reverse

from coop.paper import Sheet
from fulfillment.models import Piece

A6 = (105, 148)


def slip(order, pieces: list[Piece]) -> bytes:
    """Two pages of A6. `order` is ready to be sent, and `pieces` are all of it."""
    sheet = Sheet(title=f"Parcel of order {order.reference}", size=A6, margin=9, dated=order.ready_at)
    _label(sheet, order)
    sheet.add_page()
    _inside(sheet, order, pieces)
    return sheet.printed()


def _label(sheet: Sheet, order) -> None:
    node = order.pickup_node
    sheet.say("From", 7, quiet=True)
    sheet.say(f"Coop, {node}\n{node.street}, {node.postcode} {node.city}, {node.country}", 8)
    sheet.space(3)
    sheet.rule(strong=True)
    sheet.space(8)
    sheet.say("To", 7, quiet=True)
    sheet.say(f"{order.ship_name}\n{order.ship_street}\n{order.ship_postcode} {order.ship_city}", 15, bold=True)
    sheet.say(order.country_name.upper(), 15, bold=True)
    words = f"{order.ship_name}{order.ship_street}{order.ship_city}"
    if sheet.printable(words) != words:
        sheet.say("Some letters cannot be printed here: write them by hand, from the screen.", 8)
    side, margin = 30, 9
    bottom = sheet.h - margin - side
    sheet.qr(parcel_url(order), x=sheet.w - margin - side, y=bottom, side=side)
    sheet.set_xy(margin, bottom + 14)
    sheet.say("Order", 7, quiet=True)
    sheet.say(order.reference, 20, bold=True)


def _inside(sheet: Sheet, order, pieces: list[Piece]) -> None:
    capsule = order.capsule
    sheet.say("Coop", 13, bold=True)
    sheet.space(4)
    sheet.say(f"{capsule.title}, {order.variant}", 15, bold=True)
    sheet.say(f"by {capsule.maker}, made at {capsule.made_at}. Order {order.reference}.", 8.5, quiet=True)
    sheet.space(4)
    sheet.rule(strong=True)
    for piece in pieces:
        sheet.space(2.5)
        sheet.box(3.6)
        sheet.set_x(sheet.l_margin + 6)
        sheet.typed(11, bold=True)
        sheet.cell(0, 5, f"No. {piece.number} of {piece.edition_size}")
        sheet.space(5.5)
        sheet.set_x(sheet.l_margin + 6)
        sheet.say(f"Its papers: {settings.PUBLIC_URL.partition('://')[2]}{piece.get_absolute_url()}", 7.5, quiet=True)
        sheet.space(2)
        sheet.rule()
    sheet.space(5)
    sheet.say("If something arrived broken, keep the box, take a picture, and answer our mail within 14 days.", 8.5)
    sheet.space(2)
    sheet.say(" ".join(capsule.repair_policy.split()), 8, quiet=True)


def parcel_url(order) -> str:
    """The order among its desk's parcels: of no use without a log-in."""
    return f"{settings.PUBLIC_URL}{reverse('parcels', args=[order.pickup_node.slug])}#order-{order.reference}"
