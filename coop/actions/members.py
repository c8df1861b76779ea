from django.db import transaction
from django.utils import timezone

from coop.models import Maker, Node, User

from .journal import record


@transaction.atomic
def add_maker(*, name: str, slug: str, craft: str, home: Node, person: str, email: str, by) -> Maker:
    """Take a studio in, with the first person who may log in for it. They log in by a mailed code."""
    maker = Maker.objects.create(
        name=name, slug=slug, craft=craft, home=home, status=Maker.Status.ACTIVE, joined_at=timezone.now()
    )
    User.objects.create_user(email, name=person, maker=maker)
    record(by, "took in", maker)
    return maker


@transaction.atomic
def change_membership(maker: Maker, *, status: str, by) -> None:
    stamps = {Maker.Status.ACTIVE: "joined_at", Maker.Status.LEFT: "left_at"}
    stamp = stamps.get(Maker.Status(status))
    maker.become(status, **({stamp: timezone.now()} if stamp else {}))
    record(by, f"set to {maker.get_status_display()}", maker)


@transaction.atomic
def add_staff(*, name: str, email: str, desk: Node | None, is_admin: bool, by) -> User:
    """Add somebody who staffs a node's floor and desk, or another admin."""
    user = User.objects.create_user(email, name=name, desk=desk, is_admin=is_admin)
    record(by, "added", user)
    return user
