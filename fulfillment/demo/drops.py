"""The demo's capsules: copy, prices and routes. What happened to each stands in `history`."""

from dataclasses import dataclass, field
from datetime import datetime

from capsules.models import Capsule, Tier, Variant
from coop.models import Maker, Node
from scheduling.models import Operation, Program, StationKind

HOUR, DAY = 60, 24 * 60

REPAIR = (
    "Chips, cracks and loose ends are repaired for two years, at the cost of the material. Bring the piece to any node; "
    "the desk gives you a date."
)
RETURNS = "Within 14 days of the pickup, unused, at the node where you collected it. You get the full price back."

VESSEL_ROUTE = [
    {
        "name": "Formed",
        "kind": "wheel",
        "setup_minutes": 15,
        "minutes_per_piece": 6,
        "wait_minutes": 3 * DAY,
    },
    {"name": "Bisque", "kind": "kiln", "program": "bisque", "litres_per_piece": 4},
    {
        "name": "Glazed",
        "kind": "glazing-booth",
        "setup_minutes": 20,
        "minutes_per_piece": 5,
        "wait_minutes": 4 * HOUR,
        "longest_wait_minutes": 5 * DAY,
    },
    {"name": "Fired", "kind": "kiln", "program": "glaze", "litres_per_piece": 5},
    {
        "name": "Finished",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 2,
    },
]
RUG_ROUTE = [
    {
        "name": "Tufted",
        "kind": "tufting-frame",
        "setup_minutes": 30,
        "minutes_per_piece": 75,
    },
    {
        "name": "Backed",
        "kind": "finishing-line",
        "setup_minutes": 20,
        "minutes_per_piece": 10,
        "wait_minutes": 24 * HOUR,
    },
    {
        "name": "Sheared",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 12,
    },
]
CLOTH_ROUTE = [
    {"name": "Cut", "kind": "cutter", "setup_minutes": 10, "minutes_per_piece": 4},
    {
        "name": "Dyed",
        "kind": "dye-vat",
        "setup_minutes": 60,
        "minutes_per_piece": 9,
        "wait_minutes": 14 * HOUR,
    },
    {
        "name": "Pressed and hemmed",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 8,
    },
]


@dataclass(frozen=True)
class Drop:
    slug: str
    maker: str
    title: str
    thing: str
    tagline: str
    story: str
    materials: str
    artwork: str
    palette: str
    route: list = field(repr=False)
    variants: list = field(repr=False)
    tiers: list = field(default_factory=list)
    edition_size: int = 50
    minimum: int = 20
    lead_days: int = 28
    per_customer: int = 2
    pickup: tuple[str, ...] = ("oosterkade",)


DROPS = {
    drop.slug: drop
    for drop in [
        Drop(
            slug="low-tide",
            maker="kiezel",
            title="Low Tide",
            thing="carafe",
            tagline="A one-litre carafe that wears its glaze like a waterline.",
            story="Twice a day the harbour leaves a line on its walls: green below, grey where the water was an hour ago, dark "
            "where it has not been for weeks. Kiezel walks past it on the way to the wheel, and Low Tide is that wall, "
            "thrown in a stoneware dug forty kilometres up the river.\n\nThree glazes are poured one over the other while "
            "each is still damp. Where they meet they run, and no two shoulders run alike. The foot stays bare so that you "
            "can feel the clay, and the lip is turned thin enough to pour without a drip.",
            materials="Holds: 1.0 litre, to the shoulder\nClay: river stoneware, cone 6\n"
            "Use: food safe, dishwasher safe, not for the oven\nMarked: stamped with its number, and a code to its own page",
            artwork="vessel",
            palette="tide",
            route=VESSEL_ROUTE,
            variants=[
                ("Foam", 4800, "24 × 19 cm", 1150, "tide"),
                ("Ember", 4800, "24 × 19 cm", 1150, "rust"),
                ("Slate", 4800, "24 × 19 cm", 1150, "slate"),
            ],
            tiers=[(1, 10, -600), (31, 50, 600)],
            pickup=("oosterkade", "marvila"),
        ),
        Drop(
            slug="five-oclock",
            maker="grofgoed",
            title="Five O’Clock",
            thing="set of two cups",
            tagline="Two cups with a coarse body, pinched once where a thumb wants to be.",
            story="The clay still has its grog, so the cup is warm a little later and stays so a little longer. Each is pinched "
            "once after throwing; no two pairs fit any hand but yours.",
            materials="Holds: 0.2 litre each\nClay: grogged stoneware, cone 6\nUse: food safe, dishwasher safe",
            artwork="cups",
            palette="harvest",
            route=VESSEL_ROUTE,
            variants=[("Mixed", 3600, "9 × 8 cm", 640, "harvest")],
            tiers=[(1, 10, -400)],
            edition_size=40,
            minimum=15,
        ),
        Drop(
            slug="orchard-floor",
            maker="lus",
            title="Orchard Floor",
            thing="tufted rug",
            tagline="Six fields of windfall leaves, tufted in wool that two mills had left over.",
            story="Under the trees in October everything lies as it fell. Fenna Visser drew it standing up, and tufts it loop by "
            "loop with ends of lines: when the blue is gone, the edition is over.",
            materials="Pile: wool, 12 mm, cut\nBacking: cotton and latex\nCare: brush, never wash",
            artwork="tufted",
            palette="orchard",
            route=RUG_ROUTE,
            variants=[("120 × 165", 31000, "120 × 165 cm", 5200, "orchard")],
            edition_size=20,
            minimum=8,
            lead_days=35,
            per_customer=1,
        ),
        Drop(
            slug="four-dips",
            maker="blauwhuis",
            title="Four Dips",
            thing="indigo wall cloth",
            tagline="Linen, bound and dipped four times, with the night kept out of every ring.",
            story="One vat, kept alive for six years. Four dips give the sky at nine in the evening; the rings are where the "
            "thread was. Each cloth is opened only once, and nobody knows before.",
            materials="Cloth: Portuguese linen, 210 g\nDye: natural indigo\nCare: cold, alone, the first three times",
            artwork="indigo",
            palette="indigo",
            route=CLOTH_ROUTE,
            variants=[("90 × 150", 8400, "90 × 150 cm", 420, "indigo")],
            edition_size=40,
            minimum=15,
            pickup=("marvila",),
        ),
        Drop(
            slug="harbour-check",
            maker="ourela",
            title="Harbour Check",
            thing="twill throw",
            tagline="A check with three colours of the quay and an edge that took a morning.",
            story="The cloth comes from a mill that still answers the telephone. It is cut, dyed in the piece and hemmed by hand "
            "at Marvila; the fringe is twisted by whoever is early.",
            materials="Cloth: merino twill, 320 g\nSize: 130 × 180 cm\nCare: air it, wash it by hand",
            artwork="woven",
            palette="harbour",
            route=CLOTH_ROUTE,
            variants=[
                ("Quay", 11800, "130 × 180 cm", 900, "harbour"),
                ("Dune", 11800, "130 × 180 cm", 900, "dune"),
            ],
            tiers=[(1, 10, -1200)],
            pickup=("marvila", "oosterkade"),
        ),
        Drop(
            slug="second-harvest",
            maker="no-cego",
            title="Second Harvest",
            thing="tufted kilim",
            tagline="A field pattern after the rain, in eleven colours and one mistake.",
            story="Tomás Reis draws the mistake first and builds the field around it.",
            materials="Pile: wool, 8 mm, loop\nBacking: cotton and latex\nCare: brush, never wash",
            artwork="kilim",
            palette="harvest",
            route=RUG_ROUTE,
            variants=[("80 × 120", 24000, "80 × 120 cm", 3100, "harvest")],
            edition_size=20,
            minimum=8,
            lead_days=35,
            pickup=("marvila",),
        ),
        Drop(
            slug="salt-line",
            maker="kiezel",
            title="Salt Line",
            thing="vase",
            tagline="A vase with the white edge that the sea leaves on a jetty.",
            story="The glaze is thrown with a spoon of ash, and dries white where it is thin.",
            materials="Clay: river stoneware, cone 6\nHolds: water, and up to nine stems",
            artwork="vessel",
            palette="slate",
            route=VESSEL_ROUTE,
            variants=[("Ash", 5200, "21 × 14 cm", 900, "slate")],
            minimum=15,
            edition_size=40,
        ),
        Drop(
            slug="grain",
            maker="grofgoed",
            title="Grain",
            thing="breakfast bowl",
            tagline="A bowl that sounds like a bowl when you put it down.",
            story="The outside is left as the wheel left it. The inside is glazed twice, because of the spoon.",
            materials="Holds: 0.5 litre\nClay: grogged stoneware, cone 6\nUse: food safe, dishwasher safe",
            artwork="cups",
            palette="dune",
            route=VESSEL_ROUTE,
            variants=[
                ("Oat", 3200, "15 × 7 cm", 520, "dune"),
                ("Rye", 3200, "15 × 7 cm", 520, "rust"),
            ],
            tiers=[(1, 10, -400)],
        ),
        Drop(
            slug="reed",
            maker="kiezel",
            title="Reed",
            thing="vase",
            tagline="A narrow vase for one branch, in celadon or iron.",
            story="Reeds do not bend where you expect it. Neither does this neck.",
            materials="Clay: river stoneware, cone 6\nHolds: one branch",
            artwork="vessel",
            palette="reed",
            route=VESSEL_ROUTE,
            variants=[
                ("Celadon", 4400, "26 × 11 cm", 780, "reed"),
                ("Iron", 4400, "26 × 11 cm", 780, "rust"),
            ],
            minimum=15,
            edition_size=30,
        ),
        Drop(
            slug="three-dips",
            maker="blauwhuis",
            title="Three Dips",
            thing="indigo table cloth",
            tagline="Linen for six, three dips deep.",
            story="The first edition out of the vat at Marvila.",
            materials="Cloth: Portuguese linen, 210 g\nDye: natural indigo",
            artwork="indigo",
            palette="indigo",
            route=CLOTH_ROUTE,
            variants=[("140 × 220", 9600, "140 × 220 cm", 700, "indigo")],
            edition_size=24,
            minimum=10,
            lead_days=21,
            pickup=("marvila",),
        ),
        Drop(
            slug="orchard-wall",
            maker="lus",
            title="Orchard Wall",
            thing="tufted panel",
            tagline="The orchard again, upright, for a wall that echoes.",
            story="A panel that takes the sound out of a stairwell.",
            materials="Pile: wool, 10 mm, loop",
            artwork="tufted",
            palette="dune",
            route=RUG_ROUTE,
            variants=[("60 × 90", 14000, "60 × 90 cm", 1700, "dune")],
            edition_size=20,
            minimum=12,
        ),
        Drop(
            slug="loose-thread",
            maker="no-cego",
            title="Loose Thread",
            thing="tufted runner",
            tagline="A runner that begins as a line and will not stop.",
            story="",
            materials="Pile: wool, 8 mm, loop",
            artwork="kilim",
            palette="indigo",
            route=RUG_ROUTE[:1],
            variants=[("60 × 200", 26000, "60 × 200 cm", 3600, "indigo")],
            edition_size=15,
            minimum=6,
            pickup=("marvila",),
        ),
    ]
}


def draft(slug: str, *, opens_at: datetime, closes_at: datetime) -> Capsule:
    """Write a drop as its maker would: the capsule, its variants and tiers, and its route."""
    drop = DROPS[slug]
    maker = Maker.objects.select_related("home").get(slug=drop.maker)
    capsule = Capsule.objects.create(
        maker=maker,
        made_at=maker.home,
        opens_at=opens_at,
        closes_at=closes_at,
        repair_policy=REPAIR,
        returns_policy=RETURNS,
        **{
            name: getattr(drop, name)
            for name in [
                "slug",
                "title",
                "thing",
                "tagline",
                "story",
                "materials",
                "artwork",
                "palette",
                "edition_size",
                "minimum",
                "lead_days",
                "per_customer",
            ]
        },
    )
    capsule.pickup_nodes.set(Node.objects.filter(slug__in=drop.pickup))
    write_variants(capsule, drop)
    write_route(capsule, drop.route)
    return capsule


def write_variants(capsule: Capsule, drop: Drop) -> None:
    for rank, (name, price_minor, size, mass_g, palette) in enumerate(drop.variants, 1):
        Variant.objects.create(
            capsule=capsule,
            rank=rank,
            name=name,
            sku=f"{drop.slug}-{rank}".upper(),
            price_minor=price_minor,
            size=size,
            mass_g=mass_g,
            palette=palette,
        )
    for first, last, amount_minor in drop.tiers:
        Tier.objects.create(
            capsule=capsule, first=first, last=last, amount_minor=amount_minor
        )


def write_route(capsule: Capsule, route: list[dict]) -> None:
    kinds = {kind.slug: kind for kind in StationKind.objects.all()}
    programs = {
        "bisque": "Bisque, cone 04, slow",
        "glaze": "Glaze, cone 6, drop and hold",
    }
    for rank, stop in enumerate(route, 1):
        fields = stop | {"kind": kinds[stop["kind"]]}
        if "program" in stop:
            fields["program"] = Program.objects.get(name=programs[stop["program"]])
        Operation.objects.create(capsule=capsule, rank=rank, **fields)
