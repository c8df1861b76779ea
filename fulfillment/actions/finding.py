from django.db import transaction
from django.utils import timezone

from capsules.models import Preorder

from . import noticing

LATEST = 10
"""So many orders of one address are looked up; whoever has more writes to the co-op."""


@transaction.atomic
def owe_links(email: str) -> None:
    """Owe a mail with the link of each order of this address, each at most once an hour, to nobody else."""
    hour = timezone.now().strftime("%Y%m%dT%H")
    orders = Preorder.objects.filter(email__iexact=email.strip()).exclude(status=Preorder.Status.LAPSED)
    orders = orders.order_by("-placed_at")[:LATEST]
    noticing.owe(
        [
            noticing.letter(f"order_link:{order.pk}:{hour}", "order_link", order.email, preorder=order)
            for order in orders
        ]
    )
