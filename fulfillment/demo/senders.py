"""Who sends people to the demo's drops: links, samples on shelves and codes, and how many came by each."""

import tomllib
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from django.utils import timezone

from capsules.actions.codes import make_code
from capsules.actions.referring import make_referral, place_sample
from capsules.asked import Door
from capsules.models import Capsule, CapsuleDay, Preorder, PriceCode, Referral, ReferralDay, Sample
from coop.models import Maker

SENDERS = tomllib.loads((Path(__file__).parent / "senders.toml").read_text())
EVERY_THIRD, EVERY_SIXTH = 3, 6
FIRST_RUSH, EVERY_DAY = 240, 30
"""Views of the day on which a drop opens, beyond those of every day."""


def build(capsule: Capsule, *, admin) -> None:
    """What is given out for this drop, and what is for all as soon as the first drop is there."""
    give_out_codes(capsule, admin)
    make_links(capsule, admin)
    place_samples(capsule)


def give_out_codes(capsule: Capsule, admin) -> None:
    for code, words in SENDERS["codes"].items():
        fields = dict(words)
        of, days = fields.pop("capsule", None), fields.pop("days", None)
        if of in (None, capsule.slug) and not PriceCode.objects.filter(code=code).exists():
            until = timezone.now() + timedelta(days=days) if days else None
            kind = "percent" if "percent" in fields else "amount"
            make_code(code=code, kind=kind, capsule=capsule if of else None, valid_until=until, by=admin, **fields)


def make_links(capsule: Capsule, admin) -> None:
    """One that brings a code along waits for the drop for which the code is."""
    for code, words in SENDERS["links"].items():
        fields = dict(words)
        maker, wanted = fields.pop("maker", None), fields.pop("price_code", "")
        brings = PriceCode.objects.filter(code=wanted).first()
        is_due = maker in (None, capsule.maker.slug) and bool(brings) == bool(wanted)
        if is_due and not Referral.objects.filter(code=code).exists():
            owner = Maker.objects.filter(slug=maker).first()
            make_referral(code=code, maker=owner, price_code=brings, by=admin, **fields)


def place_samples(capsule: Capsule) -> None:
    since = timezone.now().date() - timedelta(days=9)
    for words in SENDERS["samples"]:
        fields = dict(words)
        if fields.pop("capsule") == capsule.slug:
            shown = {} if "material" in fields else {"capsule": capsule}
            place_sample(capsule.maker, from_on=since, by=capsule.maker.people.first(), **shown, **fields)


def door(capsule: Capsule, number: int) -> Door:
    """How the drop's customer with this number came: some by a link or a card, a few with a code."""
    links = list(Referral.objects.for_capsule(capsule).order_by("pk"))
    if not links or number % EVERY_THIRD:
        return Door(code="WELCOME" if links and number % 11 == 4 else "")
    last, first = links[number // EVERY_THIRD % len(links)], links[number // EVERY_SIXTH % len(links)]
    code = last.price_code.code if last.price_code and last.price_code.capsule_id == capsule.pk else ""
    return Door(code=code, first_via=first, last_via=last)


def count_looks() -> None:
    """Views since each drop opened; visits and scans of the days on which a link brought somebody who ordered."""
    today = timezone.now().date()
    for capsule in Capsule.objects.public():
        opened = capsule.opens_at.date()
        closed = min(today, (capsule.closed_at or capsule.closes_at).date())
        CapsuleDay.objects.bulk_create(
            CapsuleDay(capsule=capsule, day=opened + timedelta(days=after), views=_views(capsule.pk, after))
            for after in range(max((closed - opened).days + 1, 0))
        )
    samples = set(Sample.objects.values_list("referral", flat=True))
    for link in Referral.objects.all():
        brought = Preorder.objects.filter(last_via=link).values_list("placed_at", flat=True)
        for number, day in zip(count(link.pk), sorted({at.date() for at in brought}, reverse=True), strict=False):
            _visits(link, day, 6 + number * 5 % 13, scanned=link.pk in samples)


def _views(seed: int, after: int) -> int:
    return EVERY_DAY + FIRST_RUSH // (1 + after) + (seed * 7 + after * 13) % 19


def _visits(link: Referral, day: date, visits: int, *, scanned: bool) -> None:
    scans = visits - 2 if scanned else 0
    ReferralDay.objects.create(referral=link, day=day, visits=visits, scans=scans)
