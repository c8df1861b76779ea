"""Rows with dull defaults. A test names only what it is about."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone
from psycopg.types.range import Range

from capsules.models import Capsule, PriceCode, Referral, Run, Sample, Tier, Variant
from coop.models import Maker, Node, StaffedHours, User
from scheduling.models import Booking, Firing, LoadShare, Operation, Program, Qualification, Station, StationKind, Step

numbers = count(1)


def now():
    return timezone.now()


def node(name="Oosterkade", *, hours=None, **fields):
    """A node in Rotterdam, staffed on `hours` [(weekday, opening hour, closing hour)], by default daily 9–18."""
    number = next(numbers)
    defaults = {
        "slug": f"node-{number}",
        "street": f"Kade {number}",
        "city": "Rotterdam",
        "postcode": "3011 AA",
        "country": "NL",
        "time_zone": "Europe/Amsterdam",
    }
    made = Node.objects.create(name=name, **defaults | fields)
    for weekday, opens, closes in hours if hours is not None else [(day, 9, 18) for day in range(7)]:
        StaffedHours.objects.create(
            node=made, weekday=weekday, opens_minute=round(opens * 60), closes_minute=round(closes * 60)
        )
    return made


def maker(name="Kiezel", *, home=None, **fields):
    number = next(numbers)
    defaults = {"slug": f"maker-{number}", "craft": "stoneware", "status": "active", "joined_at": timezone.now()}
    return Maker.objects.create(name=name, home=home or node(), **defaults | fields)


def user(name="Ida", **fields):
    number = next(numbers)
    return User.objects.create_user(**{"email": f"person{number}@example.org", "name": name} | fields)


def admin(**fields):
    return user("Ada", is_admin=True, **fields)


def maker_user(maker_row=None, **fields):
    return user("Mia", maker=maker_row or maker(), **fields)


def desk_user(at, **fields):
    return user("Dina", desk=at, **fields)


def capsule(title="Low Tide", *, status="listed", prices=(4800,), tiers=(), **fields):
    """A capsule, open now unless told otherwise. `tiers` are (first, last, {"amount_minor": …})."""
    number = next(numbers)
    now = timezone.now()
    by = fields.pop("maker", None) or maker()
    pickup = fields.pop("pickup_nodes", None)
    stamps = {"submitted": ["submitted_at"], "listed": ["submitted_at", "listed_at"]}
    stamps["closed"] = [*stamps["listed"], "closed_at"]
    defaults = {
        "slug": f"capsule-{number}",
        "tagline": "A carafe.",
        "thing": "carafe",
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=7),
        "made_at": by.home,
        "status": status,
        **dict.fromkeys(stamps.get(status, []), now),
    }
    made = Capsule.objects.create(maker=by, title=title, **defaults | fields)
    made.pickup_nodes.set(pickup or [by.home])
    for rank, price in enumerate(prices, 1):
        variant(made, f"Glaze {rank}", price_minor=price, rank=rank)
    for first, last, change in tiers:
        Tier.objects.create(capsule=made, first=first, last=last, **change)
    return made


def variant(of, name="Foam", *, price_minor=4800, **fields):
    return Variant.objects.create(
        capsule=of, name=name, price_minor=price_minor, **{"sku": f"SKU-{next(numbers)}"} | fields
    )


def price_code(code=None, **fields):
    """Takes 10 % off at all capsules unless `fields` say more; of another kind, they say all of it."""
    defaults = {} if "kind" in fields else {"kind": "percent", "percent": 10}
    return PriceCode.objects.create(code=code or f"CODE{next(numbers)}", **defaults | fields)


def referral(code=None, **fields):
    """A link of the co-op's unless a `maker` is named."""
    code = code or f"link-{next(numbers)}"
    return Referral.objects.create(**{"code": code, "name": code.title(), "kind": "influencer"} | fields)


def sample(of=None, **fields):
    """Of a capsule, on a shelf since today, or of a material where none is given."""
    fields = {
        "shop": "Boekhandel Kade",
        "street": "Kade 3",
        "city": "Rotterdam",
        "from_on": timezone.now().date(),
    } | fields
    link = fields.pop("referral", None) or referral(kind="sample", maker=of.maker if of else fields.pop("maker", None))
    return Sample.objects.create(referral=link, capsule=of, **fields)


def kind(name=None, *, group="form", **fields):
    number = next(numbers)
    return StationKind.objects.create(
        **{"name": name or f"wheel {number}", "slug": f"kind-{number}", "group": group} | fields
    )


def kiln_kind(name=None, **fields):
    return kind(name or f"kiln {next(numbers)}", group="kiln", use="load", **fields)


def station(name=None, *, of=None, at=None, **fields):
    number = next(numbers)
    return Station.objects.create(
        **{
            "name": name or f"Wheel {number}",
            "slug": f"station-{number}",
            "kind": of or kind(),
            "node": at or node(),
        }
        | fields
    )


def kiln(name=None, *, of=None, capacity_l=198, peak_limit_c=1300, **fields):
    return station(name, of=of or kiln_kind(), capacity_l=capacity_l, peak_limit_c=peak_limit_c, **fields)


def program(of, name=None, *, family="bisque", peak_c=1060, fire_minutes=530, cool_minutes=780, **fields):
    return Program.objects.create(
        kind=of,
        name=name or f"bisque {next(numbers)}",
        family=family,
        peak_c=peak_c,
        fire_minutes=fire_minutes,
        cool_minutes=cool_minutes,
        **fields,
    )


def qualify(maker_row, *kinds, until: date | None = None):
    for each in kinds:
        Qualification.objects.create(maker=maker_row, kind=each, valid_until=until)


def operation(of, *, on, rank=1, name="Formed", **fields):
    """A stop of 10 minutes a piece, or a firing where `program` is given."""
    takes = {"litres_per_piece": 2} if "program" in fields else {"minutes_per_piece": 10}
    return Operation.objects.create(capsule=of, kind=on, rank=rank, name=name, **takes | fields)


def run(of=None, *, pieces=10, status="approved", **fields):
    """A run of a closed capsule, approved unless told otherwise, due in four weeks."""
    now = timezone.now()
    stamps = {"proposed": [], "approved": ["approved_at"], "planned": ["approved_at", "planned_at"]}
    stamps["started"] = [*stamps["planned"], "started_at"]
    stamps["made"] = [*stamps["started"], "made_at"]
    defaults = {"proposed_at": now, "due_at": now + timedelta(days=28), **dict.fromkeys(stamps.get(status, []), now)}
    return Run.objects.create(capsule=of or capsule(status="closed"), pieces=pieces, status=status, **defaults | fields)


def booking(of=None, *, during, **fields):
    """A maker's booking straight into its row, past every rule but the database's."""
    fields = {"occupied": during, "purpose": "maker"} | fields
    if fields["purpose"] == "maker" and "maker" not in fields:
        fields["maker"] = maker()
    return Booking.objects.create(station=of or station(), during=during, **fields)


def step(of=None, *, rank=1, pieces=10, status="waiting", **fields):
    """A step of a run, with an operation of its own unless one is given."""
    of = of or run()
    now = timezone.now()
    stamps = {"planned": ["planned_at"], "started": ["planned_at", "started_at"]}
    stamps["done"] = [*stamps["started"], "done_at"]
    does = fields.pop("operation", None) or operation(of.capsule, on=fields.pop("on", None) or kind(), rank=rank)
    return Step.objects.create(
        run=of,
        operation=does,
        rank=rank,
        pieces=pieces,
        status=status,
        **dict.fromkeys(stamps.get(status, []), now) | fields,
    )


def firing(of=None, *, start, capacity_l=100, **fields):
    """A firing of 24 hours in a kiln: half an hour to load, cool an hour before its end."""
    of = of or kiln()
    held = booking(of, during=Range(start, start + timedelta(hours=24)), purpose="firing")
    defaults = {
        "program": fields.get("program") or program(of.kind),
        "capacity_l": capacity_l,
        "fires_at": start + timedelta(minutes=30),
        "opens_at": start + timedelta(hours=23),
    }
    return Firing.objects.create(booking=held, **defaults | fields)


def share(of, *, step=None, pieces=6, litres=24, **fields):
    """Litres in a firing; of a maker who has no run unless `step` is given."""
    return LoadShare.objects.create(
        firing=of, step=step, pieces=pieces, litres=litres, maker=fields.pop("maker", None) or maker(), **fields
    )
