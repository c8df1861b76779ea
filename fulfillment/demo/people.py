"""The demo's six makers and everybody who logs in."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from coop.models import Maker, Node, User
from scheduling.models import Qualification, StationKind

PASSWORD = settings.DEMO_PASSWORD
"""Of every demo log-in; the start prints it. A real co-op starts with `make up DEMO=no` and has none of them."""

MAKERS = tomllib.loads((Path(__file__).parent / "makers.toml").read_text())


def build() -> None:
    nodes = {node.slug: node for node in Node.objects.all()}
    for slug, fields in MAKERS.items():
        build_maker(nodes, slug=slug, **fields)
    User.objects.create_user("admin@coop.example", PASSWORD, name="Ada Koning", is_admin=True)
    User.objects.create_user("desk@coop.example", PASSWORD, name="Joris Smit", desk=nodes["oosterkade"])
    User.objects.create_user("desk-marvila@coop.example", PASSWORD, name="Rita Lopes", desk=nodes["marvila"])


def build_maker(nodes, *, slug, home, person, kinds, **fields) -> None:
    joined = timezone.now() - timedelta(days=300)
    maker = Maker.objects.create(
        slug=slug,
        home=nodes[home],
        status=Maker.Status.ACTIVE,
        applied_at=joined,
        joined_at=joined,
        **fields,
    )
    Qualification.objects.bulk_create(
        Qualification(maker=maker, kind=kind) for kind in StationKind.objects.filter(slug__in=kinds)
    )
    User.objects.create_user(f"{slug}@coop.example", PASSWORD, name=person, maker=maker)
