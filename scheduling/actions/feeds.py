"""The address of a maker's private calendar."""

from django.db import transaction
from django.utils import timezone

from coop.actions.journal import record
from coop.models import Maker, User
from scheduling.models import CalendarFeed
from scheduling.models.feeds import new_feed_secret


def feed_of(maker: Maker) -> CalendarFeed:
    """The maker's feed, made when it is first asked for."""
    feed, _ = CalendarFeed.objects.get_or_create(maker=maker)
    return feed


@transaction.atomic
def reset_feed(maker: Maker, *, by: User) -> CalendarFeed:
    """Give the calendar a new address. Whoever reads the old one finds nothing there."""
    feed = feed_of(maker)
    feed.secret, feed.reset_at = new_feed_secret(), timezone.now()
    feed.save(update_fields=["secret", "reset_at"])
    record(by, "reset the calendar's address", feed)
    return feed
