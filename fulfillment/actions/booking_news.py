"""What becomes of station time, told to the people of the maker whom it hits."""

from django.utils import timezone

from coop.models import User
from fulfillment.models import Notice
from scheduling.actions.cancelling import UNDO
from scheduling.models import Booking, SlotWish

from . import noticing


def tell_maker(kind: str, booking: Booking, *, after=UNDO, makers=None, first=False, **facts) -> None:
    """Owe a mail of this kind to everybody of the booking's maker, or of `makers`.

    What may be undone is told only when it cannot be any more. What was not told yet of this booking is told no more;
    `first` says that there is no such thing.
    """
    if not first:
        Notice.objects.owed().filter(booking=booking, attempts=0).delete()
    people = User.objects.filter(maker__in=makers or [booking.maker_id], is_active=True).order_by()
    about = f"{kind}:{booking.pk}:{timezone.now():%Y%m%dT%H%M%S%f}"
    noticing.owe(
        [
            noticing.letter(f"{about}:{person}", kind, email, booking=booking, facts=facts)
            for person, email in people.values_list("pk", "email")
        ],
        after=after,
    )


def slot_offered(wish: SlotWish) -> None:
    tell_maker("booking_offered", wish.booking)
