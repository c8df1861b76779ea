"""The demo's six makers and everybody who logs in."""

from datetime import timedelta

from django.utils import timezone

from coop.models import Maker, Node, User
from scheduling.models import Qualification, StationKind

PASSWORD = "try-the-kiln"
"""Of every demo log-in; the start prints it. A real co-op starts with `make up DEMO=no` and has none of them."""

MAKERS = [
    {
        "slug": "kiezel",
        "name": "Kiezel",
        "home": "oosterkade",
        "craft": "stoneware for the table",
        "person": "Noor Bakker",
        "kinds": ["kiln", "glazing-booth"],
        "story": "Noor Bakker throws what she would like to pour from. She dug her first clay out of the river forty "
        "kilometres up from the harbour, and has kept to it since.",
    },
    {
        "slug": "grofgoed",
        "name": "Grofgoed",
        "home": "oosterkade",
        "craft": "cups and bowls with a coarse body",
        "person": "Bram de Wit",
        "kinds": ["kiln", "glazing-booth"],
        "story": "Bram de Wit leaves the grog in. Every Grofgoed cup is pinched once after throwing, so that a thumb finds "
        "its place.",
    },
    {
        "slug": "lus",
        "name": "Lus",
        "home": "oosterkade",
        "craft": "tufted rugs and panels",
        "person": "Fenna Visser",
        "kinds": ["tufting-frame"],
        "story": "Fenna Visser draws with a tufting gun. Her yarns are ends of lines from two mills, so that a colour, once "
        "gone, is gone.",
    },
    {
        "slug": "blauwhuis",
        "name": "Blauwhuis",
        "home": "marvila",
        "craft": "indigo on linen",
        "person": "Sanne Mol",
        "kinds": ["dye-vat"],
        "story": "Sanne Mol keeps one vat alive and feeds it daily. Four dips for the sky, six for the night.",
    },
    {
        "slug": "ourela",
        "name": "Ourela",
        "home": "marvila",
        "craft": "throws with an honest selvedge",
        "person": "Inês Duarte",
        "kinds": ["dye-vat"],
        "story": "Inês Duarte buys cloth where it is woven, dyes it in the piece and finishes each edge by hand.",
    },
    {
        "slug": "no-cego",
        "name": "Nó Cego",
        "home": "marvila",
        "craft": "rugs that began as drawings",
        "person": "Tomás Reis",
        "kinds": ["tufting-frame"],
        "story": "Tomás Reis was an illustrator until a drawing did not fit on paper any more.",
    },
]


def build() -> None:
    nodes = {node.slug: node for node in Node.objects.all()}
    for fields in MAKERS:
        build_maker(nodes, **fields)
    User.objects.create_user(
        "admin@coop.example", PASSWORD, name="Ada Koning", is_admin=True
    )
    User.objects.create_user(
        "desk@coop.example", PASSWORD, name="Joris Smit", desk=nodes["oosterkade"]
    )
    User.objects.create_user(
        "desk-marvila@coop.example", PASSWORD, name="Rita Lopes", desk=nodes["marvila"]
    )


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
        Qualification(maker=maker, kind=kind)
        for kind in StationKind.objects.filter(slug__in=kinds)
    )
    User.objects.create_user(f"{slug}@coop.example", PASSWORD, name=person, maker=maker)
