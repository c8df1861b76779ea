"""An order's receipt on paper: what its page says of money, and who is behind it."""

from coop.money import format_minor
from coop.paper import Sheet
from coop.phrases import zone_words
from fulfillment.order_shown import OrderShown

A4 = (210, 297)


def receipt(shown: OrderShown) -> bytes:
    """A confirmation until it is paid, a receipt from then on. The same order gives the same bytes."""
    order, capsule = shown.preorder, shown.capsule
    node, maker = capsule.made_at, capsule.maker
    title = f"{'Receipt' if not order.to_pay_minor and shown.has_left else 'Order'} {order.reference}"
    sheet = Sheet(title=f"{title}, Coop", size=A4, margin=24, dated=shown.last_changed_at)
    sheet.say("Coop", 22, bold=True)
    sheet.say(f"{node}, {node.street}, {node.postcode} {node.city}, {node.country}", 9, quiet=True)
    sheet.space(14)
    _whose(sheet, order)
    sheet.space(12)
    sheet.say(title, 20, bold=True)
    ordered = order.placed_at.astimezone(node.zone)
    sheet.say(f"Ordered on {ordered:%-d %B %Y}. {capsule.title} by {maker}, made at {node}.", 10, quiet=True)
    if ended := shown.ended_at:
        said = f"{order.get_status_display().capitalize()} on {ended.astimezone(node.zone):%-d %B %Y}."
        sheet.say(said, 11, bold=True)
    sheet.space(6)
    sheet.rule(strong=True)
    for line in shown.receipt:
        _line(sheet, line, order.currency)
    sheet.rule(strong=True)
    sheet.space(8)
    for words in _below(shown):
        sheet.say(words, 9, quiet=True)
        sheet.space(1.5)
    return sheet.printed()


def _whose(sheet: Sheet, order) -> None:
    lines = [order.ship_name or order.name, order.ship_street, f"{order.ship_postcode} {order.ship_city}".strip()]
    for words in filter(None, [*lines, order.country_name]):
        sheet.say(words, 11)


def _line(sheet: Sheet, line: dict, currency: str) -> None:
    bold = bool(line.get("total"))
    sheet.space(2)
    sheet.row(line["words"], format_minor(line["minor"], currency), 12 if bold else 10.5, bold=bold)
    if note := line.get("note"):
        sheet.say(note, 9, quiet=True)
    sheet.space(2)
    sheet.rule()


def _below(shown: OrderShown) -> list[str]:
    pieces = ", ".join(f"No. {piece.number} of {piece.edition_size}" for piece in shown.pieces)
    zone = zone_words(shown.node.city, shown.node.zone, shown.preorder.placed_at)
    return [
        *([f"Your pieces: {pieces}."] if pieces else []),
        f"Prices contain VAT. Days are {zone}.",
        f"Returns: {' '.join(shown.capsule.returns_policy.split())}",
    ]
