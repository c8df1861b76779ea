from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from coop.actions.journal import WORKER, record
from fulfillment.models import Endpoint
from fulfillment.models.notices import new_endpoint_secret, owned_by

from .announcing import admins, people_of, tell


@transaction.atomic
def connect(owner, *, url, by) -> Endpoint:
    """Send the messages of a node or of a maker to this address from now on. The first time, a secret is made."""
    endpoint, made = Endpoint.objects.update_or_create(**owned_by(owner), defaults={"url": url})
    record(by, "connected" if made else "moved", endpoint, url=url)
    return endpoint


@transaction.atomic
def rotate_secret(endpoint, *, by) -> Endpoint:
    """Make a new secret. For a day the old one signs as well, so that its owner can change over without a gap."""
    Endpoint.objects.filter(pk=endpoint.pk).update(
        previous_secret=F("secret"), rotated_at=Now(), secret=new_endpoint_secret()
    )
    endpoint.refresh_from_db()
    record(by, "rotated the secret of", endpoint)
    return endpoint


@transaction.atomic
def switch_off(endpoint, *, reason, notice=None, by=WORKER) -> None:
    """Send nothing more there. Where the other side asked for that, who must mend it is told, once."""
    still_on = Endpoint.objects.filter(pk=endpoint.pk, switched_off_at=None)
    if not still_on.update(switched_off_at=Now(), switched_off_reason=reason[:160]):
        return
    record(by, "switched off", endpoint, reason=reason)
    if notice:
        people = people_of(endpoint.maker_id) if endpoint.maker_id else admins()
        tell(people, f"endpoint_switched_off:{notice.uid}", "endpoint_switched_off", endpoint=endpoint)


@transaction.atomic
def switch_on(endpoint, *, by) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(switched_off_at=None, switched_off_reason="")
    record(by, "switched on", endpoint)
