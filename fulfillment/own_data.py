"""All that we hold of an order, for whoever's it is. Staff are not named in it: they are the co-op."""

from capsules.models import Reminder, Waiting
from coop.actions.journal import CUSTOMER, WORKER
from coop.models import Entry
from fulfillment.models import Handover, Notice

ORDER = (
    "name", "email", "quantity", "delivery", "ship_name", "ship_street", "ship_postcode", "ship_city", "ship_country",
    "pieces_minor", "discount_minor", "shipping_minor", "total_minor", "currency", "status", "end_reason",
    "idempotency_key", "placed_at", "confirmed_at", "ready_at", "collected_at", "shipped_at",
    "cancelled_at", "released_at", "lapsed_at", "held_until", "pay_by", "paid_minor",
)  # fmt: skip


CARD = ("brand", "last4", "asked_at", "saved_at", "dropped_at", "forgotten_at")
PAYMENT = ("way", "amount_minor", "refunded_minor", "currency", "status", "owed_at", "paid_at", "dropped_at")
WAITING = ("email", "joined_at", "invited_at", "invited_until", "ordered_at", "lapsed_at", "left_at")
REMINDER = ("email", "asked_at", "told_at", "left_at")
REFUND = ("amount_minor", "reason", "status", "owed_at", "done_at")


def own_data(order) -> dict:
    """Plain figures and words: what a JSON file can hold, times in UTC."""
    return {
        "order": {"number": order.reference, "link": order.get_absolute_url()} | _columns(order, _told(order)),
        "capsule": {"title": order.capsule.title, "maker": order.capsule.maker.name, "variant": order.variant.name},
        "node": order.pickup_node.name,
        "pieces": [_claim(claim) for claim in order.claims.select_related("piece").order_by("position")],
        "handed_over": _handed_over(order),
        "parcel": [_columns(each, ("carrier", "tracking_number", "at")) for each in order.shipments.all()],
        "cards": [_columns(card, CARD) for card in order.cards.order_by("pk")],
        "payments": [_payment(payment) for payment in order.payments.prefetch_related("refunds").order_by("pk")],
        "waiting_lists": _of_this_address(order, Waiting, WAITING),
        "reminders": _of_this_address(order, Reminder, REMINDER),
        "mails_and_messages": [_notice(notice) for notice in order.notices.order_by("pk")],
        "journal": [_entry(entry) for entry in _journal(order)],
    }


def _told(order) -> tuple[str, ...]:
    """The code opens nothing before everything lies on the shelf, and is told to nobody until then."""
    return (*ORDER, "pickup_code") if order.ready_at else ORDER


def _columns(row, names) -> dict:
    return {name: getattr(row, name) for name in names}


def _claim(claim) -> dict:
    piece = getattr(claim, "piece", None)
    said = _columns(claim, ("position", "edition_size", "price_minor", "discount_minor", "cancelled_at"))
    return said | {"number": piece and piece.number, "papers": piece and piece.get_absolute_url()}


def _payment(payment) -> dict:
    return _columns(payment, PAYMENT) | {"refunds": [_columns(each, REFUND) for each in payment.refunds.all()]}


def _of_this_address(order, lists, names) -> list[dict]:
    rows = lists.objects.filter(email__iexact=order.email).select_related("capsule")
    return [{"capsule": row.capsule.title} | _columns(row, names) for row in rows]


def _handed_over(order) -> dict | None:
    handover = Handover.objects.filter(preorder=order).select_related("node").first()
    if handover is None:
        return None
    return {"at": handover.at, "node": handover.node.name, "paid_minor": handover.paid_minor}


def _notice(notice) -> dict:
    to = notice.to if notice.channel == Notice.Channel.MAIL else "the node’s own system"
    return {"to": to} | _columns(notice, ("kind", "channel", "status", "owed_at", "sent_at", "facts"))


def _journal(order):
    return Entry.objects.filter(kind=order._meta.label_lower, row=order.pk).order_by("pk")


def _entry(entry) -> dict:
    who = entry.who if entry.who in (CUSTOMER, WORKER) else "the co-op"
    return {"who": who} | _columns(entry, ("at", "verb", "title", "details"))
