"""What the mails say, as words: each kind's facts from its notice's rows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from capsules.actions.closing import due_at
from capsules.dates import days_later
from capsules.models import Capsule, Preorder, Reminder, Waiting
from capsules.window import drops, for_window
from coop.money import format_minor
from coop.phrases import count_words, day_words, moment_words, span_words, zone_words
from scheduling.models import Booking, LoadShare, Promise

from .actions.plan_news import place_words
from .booking_facts import BOOKING_KINDS
from .firing_facts import FIRING_KINDS
from .models import Piece
from .outcomes import Failed
from .payment_facts import PAYMENT_KINDS, of_the_end
from .words import numbers_words

DAYS_AHEAD = 14
HOURS_SHOWN = 4


def facts_of(notice) -> dict:
    preorder, run = notice.preorder, notice.run
    about = preorder or run or notice.waiting
    capsule = about.capsule if about else notice.capsule
    node = notice.node or (preorder and preorder.pickup_node) or (capsule and capsule.made_at)
    facts = {"notice": notice, "preorder": preorder, "run": run, "capsule": capsule, "node": node}
    if capsule:
        facts |= {"maker": capsule.maker, "capsule_url": link(capsule.get_absolute_url())}
    if preorder:
        facts |= _order(preorder)
    if node:
        facts["zone"] = zone_words(node.city, node.zone, timezone.now())
    return facts | KINDS.get(notice.kind, lambda notice, facts: {})(notice, facts)


def link(path: str) -> str:
    return settings.PUBLIC_URL + path


def page(name: str, *args) -> str:
    return link(reverse(name, args=args))


def said(moment: datetime, node) -> str:
    return moment_words(moment.astimezone(node.zone), timezone.now().astimezone(node.zone).date())


def said_day(moment: datetime, node) -> str:
    return day_words(moment.astimezone(node.zone).date(), timezone.now().astimezone(node.zone).date())


def _order(preorder) -> dict:
    return {
        "order_url": link(preorder.get_absolute_url()),
        "total": format_minor(preorder.total_minor, preorder.currency),
        "to_pay": format_minor(preorder.to_pay_minor, preorder.currency) if preorder.to_pay_minor else "",
        "by_card": preorder.pay_by == Preorder.PayBy.CARD,
        "what": f"{preorder.capsule.title}, {preorder.variant.name}",
        "how_many": count_words(preorder.quantity, "piece", "pieces"),
        "country": preorder.country_name,
    }


def _placed(notice, facts) -> dict:
    preorder, capsule = notice.preorder, facts["capsule"]
    claims = preorder.claims.order_by("position")
    return {
        "lines": [
            {
                "position": f"No. {claim.position} of {claim.edition_size}",
                "price": format_minor(claim.price_minor, preorder.currency),
            }
            for claim in claims
        ],
        "discount": format_minor(-preorder.discount_minor, preorder.currency) if preorder.discount_minor else "",
        "price_code": preorder.price_code,
        "shipping": format_minor(preorder.shipping_minor, preorder.currency),
        "closes": said(capsule.closes_at, facts["node"]),
        **promised_days(preorder),
    }


def _on_the_list(notice, facts) -> dict:
    return {"waiting_url": page("waiting-leave", notice.waiting.secret)}


def _invited(notice, facts) -> dict:
    """Nobody is invited to what has gone on already."""
    waiting = notice.waiting
    if waiting.status != Waiting.Status.INVITED or waiting.held_until <= timezone.now():
        raise Failed("The invitation was over before this mail went out.", for_good=True)
    return _on_the_list(notice, facts) | {
        "until": said(waiting.held_until, facts["node"]),
        "order_url": f"{facts['capsule_url']}?invited={waiting.secret}",
        "variant": waiting.variant,
        "position": waiting.claims.live().values_list("position", flat=True).first(),
    }


def _approved(notice, facts) -> dict:
    return promised_days(notice.preorder)


def _promise_moved(notice, facts) -> dict:
    days = {name: said_there(datetime.fromisoformat(notice.facts[name]), notice.preorder) for name in DATES}
    return days | {"reason": notice.facts["reason"], "is_free": notice.preorder.status == Preorder.Status.PLACED}


DATES = ("before", "expected", "by")


def promised_days(preorder) -> dict:
    """The two days as the order's page shows them; before they are calculated, the end of the published lead time."""
    promise = Promise.objects.current().dated().filter(capsule=preorder.capsule).first()
    if promise is None:
        return {"expected": said_there(due_at(preorder.capsule), preorder)}
    return {"expected": said_there(promise.expected_on, preorder), "by": said_there(promise.by_on, preorder)}


def said_there(moment: datetime, preorder) -> str:
    """The day on which what is ready at this moment is where it is collected."""
    node = preorder.capsule.made_at
    return said_day(days_later(moment, preorder.carried_days, node.zone), node)


def _pickup(notice, facts) -> dict:
    node, preorder = facts["node"], notice.preorder
    if preorder.status != preorder.Status.READY:
        raise Failed(f"The order was {preorder.get_status_display()} before this mail went out.", for_good=True)
    return {
        "pieces": _pieces_said(preorder),
        "code": preorder.pickup_code,
        "code_said": preorder.code,
        "hours": opening_hours(node),
    }


def _pickup_reminder(notice, facts) -> dict:
    since = said_day(notice.preorder.ready_at, facts["node"])
    return _pickup(notice, facts) | {"since": since, "days": notice.facts["days"]}


def _parcel_sent(notice, facts) -> dict:
    shipment = notice.preorder.shipments.get()
    return {"pieces": _pieces_said(notice.preorder), "shipment": shipment, "follow_url": shipment.follow_url}


def _pieces_said(preorder) -> str:
    pieces = Piece.objects.filter(claim__preorder=preorder, claim__cancelled_at=None).order_by("number")
    numbers = [piece.number for piece in pieces]
    edition_size = pieces[0].edition_size if numbers else preorder.capsule.edition_size
    return f"{numbers_words(numbers)} of {edition_size}"


def opening_hours(node) -> list[str]:
    """When somebody is at the desk in the next days, in the node's own time."""
    now = timezone.now()
    today = now.astimezone(node.zone).date()
    stretches = node.staffed_between(now, now + timedelta(days=DAYS_AHEAD))[:HOURS_SHOWN]
    return [span_words(start.astimezone(node.zone), end.astimezone(node.zone), today) for start, end in stretches]


def _planned(notice, facts) -> dict:
    node = facts["capsule"].made_at
    return {
        "expected": said(notice.run.expected_at or notice.run.due_at, node),
        "due": said_day(notice.run.due_at, node),
        "reasons": (notice.facts.get("reason") or "").splitlines(),
        "moved": notice.facts.get("moved", []),
        "times": [f"{operation}: {place_words(booking)}" for operation, booking in _places(notice.run)],
        "run_url": page("studio-run", notice.run.pk),
    }


def _places(run) -> list[tuple[str, Booking]]:
    """Sessions and firings of a run, by time."""
    bookings = Booking.objects.live().select_related("station__node", "step__operation")
    sessions = [(booking.step.operation.name, booking) for booking in bookings.filter(step__run=run)]
    shares = LoadShare.objects.live().filter(step__run=run)
    shares = shares.select_related("step__operation", "firing__booking__station__node")
    firings = [(share.step.operation.name, share.firing.booking) for share in shares]
    return sorted([*sessions, *firings], key=lambda place: place[1].during.lower)


def _listed(notice, facts) -> dict:
    capsule = facts["capsule"]
    return {"opens": said(capsule.opens_at, facts["node"]), "closes": said(capsule.closes_at, facts["node"])}


def _opened(notice, facts) -> dict:
    """What can be had at this moment; somebody who asked no more in the meantime is left alone."""
    reminder = Reminder.objects.filter(secret=notice.facts["reminder"], left_at=None).first()
    if reminder is None:
        raise Failed("They left before this mail went out.", for_good=True)
    capsule = facts["capsule"]
    still_open = Capsule.objects.open().filter(pk=capsule.pk)
    drop = next((each for each in drops(for_window(still_open)) if each.next_position), None)
    return {
        "drop": drop,
        "price": drop and format_minor(drop.price_minor, capsule.currency),
        "closes": said(capsule.closes_at, facts["node"]),
        "leave_url": page("reminder", reminder.secret),
    }


def _sent_back(notice, facts) -> dict:
    return {"edit_url": page("capsule-edit", facts["capsule"].slug)}


def _run_for_admins(notice, facts) -> dict:
    return {
        "run_url": page(notice.facts.get("page", "office-run"), notice.run.pk),
        "approvals_url": page("approvals"),
        "due": said_day(notice.run.due_at, facts["node"]),
        "how_many": count_words(notice.run.pieces, "piece", "pieces"),
    }


def _switched_off(notice, facts) -> dict:
    endpoint = notice.endpoint
    address = page("shop-endpoint") if endpoint.maker_id else page("endpoint", endpoint.node.slug)
    return {"endpoint": endpoint, "endpoint_url": address}


KINDS = {
    "preorder_placed": _placed,
    "preorder_ended": of_the_end,
    "waiting_joined": _on_the_list,
    "waiting_invited": _invited,
    "run_approved": _approved,
    "promise_moved": _promise_moved,
    "pickup": _pickup,
    "pickup_reminder": _pickup_reminder,
    "pickup_moved": _approved,
    "parcel_sent": _parcel_sent,
    "run_planned": _planned,
    "capsule_listed": _listed,
    "drop_opened": _opened,
    "capsule_sent_back": _sent_back,
    "run_proposed": _run_for_admins,
    "run_unplannable": _run_for_admins,
    "endpoint_switched_off": _switched_off,
    **PAYMENT_KINDS,
    **BOOKING_KINDS,
    **FIRING_KINDS,
}
