"""Referrals and samples: who gives people a link or a card, and until when it counts."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.models import Referral, Sample
from capsules.refusals import CodeTaken
from coop.actions.journal import record
from coop.lifecycle import broke
from coop.slugs import free_slug


@transaction.atomic
def make_referral(*, by, **fields) -> Referral:
    """Raises CodeTaken where another link has this code."""
    referral = Referral(**fields | {"code": fields["code"].lower()})
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError as error:
        if broke(error, "referral_code_is_given_once"):
            raise CodeTaken(referral.code) from error
        raise
    record(by, "made a link for", referral, code=referral.code)
    return referral


@transaction.atomic
def end_referral(referral: Referral, *, by) -> None:
    """Its link still opens the page, and counts no more. Ended twice, it is ended once."""
    if Referral.objects.filter(pk=referral.pk, ended_at=None).update(ended_at=Now()):
        record(by, "ended the link of", referral)


@transaction.atomic
def place_sample(maker, *, by, **fields) -> Sample:
    """A sample on a shop's shelf, with a link of its own that its card carries."""
    capsule, shop = fields.get("capsule"), fields["shop"]
    code = free_slug(Referral, f"{capsule or maker} {shop}"[:36], column="code")
    sample = Sample(**fields)
    name = f"{sample.title}, {shop}"[:60]
    sample.referral = make_referral(code=code, name=name, kind=Referral.Kind.SAMPLE, maker=maker, by=by)
    sample.save()
    record(by, "placed a sample of", sample)
    return sample


@transaction.atomic
def take_sample_back(sample: Sample, *, by) -> None:
    """It is no longer on its shelf; its card's code still opens the page."""
    end_referral(sample.referral, by=by)
    record(by, "took back the sample of", sample)
