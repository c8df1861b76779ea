"""The demo co-op: two nodes, six makers, and a capsule in every state. Deterministic but for the day it is built on."""

from django.conf import settings
from django.db import transaction
from django.db.models import F

from capsules.models import Preorder
from coop.models import User
from fulfillment.models import Notice

from . import firings, history, people, places, rates, senders, settlements, week
from .people import PASSWORD

__all__ = ["PASSWORD", "build", "log_ins", "who_collects"]


@transaction.atomic
def build() -> None:
    places.build()
    people.build()
    rates.build()
    history.build()
    senders.count_looks()
    week.build()
    firings.build()
    settlements.build()
    tell_everybody()


def tell_everybody() -> None:
    """What the demo's people were owed, they have been told: no worker mails what nobody did."""
    Notice.objects.filter(status=Notice.Status.OWED).update(status=Notice.Status.SENT, sent_at=F("owed_at"), attempts=1)


def log_ins() -> list[tuple[str, str]]:
    """Whom one can log in as: address, and what they are."""
    users = User.objects.select_related("maker", "desk").order_by("-is_admin", "maker__name", "desk__name")
    return [(user.email, _role(user)) for user in users]


def who_collects() -> str:
    """Whom one can hand something over to, with the code and the page that the customer has; "" where nobody waits."""
    ready = Preorder.objects.filter(status=Preorder.Status.READY, pickup_node__slug="oosterkade")
    order = ready.select_related("pickup_node").order_by("pk").first()
    if order is None:
        return ""
    page = settings.PUBLIC_URL + order.get_absolute_url()
    return f"{order.name} collects at {order.pickup_node} with the code {order.code}, and sees {page}"


def _role(user: User) -> str:
    if user.is_admin:
        return "co-op admin"
    return f"maker, {user.maker}" if user.maker else f"desk and floor of {user.desk}"
