"""What the mails about firings say, as words."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from coop.money import format_minor
from coop.phrases import count_words, moment_words, zone_words
from scheduling.actions.firing import shares_cost
from scheduling.actions.firing_checks import litre_words
from scheduling.models import LoadShare

from .outcomes import Failed


def share_of(notice) -> LoadShare:
    """The pieces that a firing's letter is about."""
    rows = LoadShare.objects.select_related("firing__program", "firing__booking__station__node", "firing__opened_by")
    return rows.select_related("maker", "step__run__capsule").get(pk=notice.facts["share"])


def _said(notice, facts) -> dict:
    share = share_of(notice)
    firing, booking = share.firing, share.firing.booking
    node = booking.station.node
    today = timezone.now().astimezone(node.zone).date()
    return {
        "share": share,
        "firing": firing,
        "station": booking.station,
        "node": node,
        "cancelled": booking.released_at is not None,
        "load": f"{count_words(share.pieces, 'piece', 'pieces')}, {litre_words(share.litres)}",
        "left": litre_words(firing.free_l),
        "when": moment_words(booking.during.lower.astimezone(node.zone), today),
        "opens": moment_words(firing.opens_at.astimezone(node.zone), today),
        "zone": zone_words(node.city, node.zone, booking.during.lower),
        "costs": "" if share.released_at else format_minor(shares_cost(firing)[share.pk]),
        "fee": format_minor(share.late_fee_minor) if share.late_fee_minor else "",
        "firing_url": settings.PUBLIC_URL + reverse("firing", args=[firing.pk]),
    }


def _inside(notice, facts) -> dict:
    said = _said(notice, facts)
    if said["share"].released_at or said["cancelled"]:
        raise Failed("The pieces were out of the firing before this mail went out.", for_good=True)
    return said


FIRING_KINDS = {
    "firing_opened": _inside,
    "firing_joined": _inside,
    "firing_company": _inside,
    "firing_left": _said,
    "firing_company_left": _said,
}
