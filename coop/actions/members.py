from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from coop.models import Maker, Node, User
from coop.refusals import Refusal

from .journal import record


class LastAdmin(Refusal):
    """Without them nobody could take anybody in."""


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
def change_maker(maker: Maker, *, by, **profile) -> None:
    """Write what a studio says of itself and where it works; the journal names what is new."""
    changed = sorted(name for name, said in profile.items() if getattr(maker, name) != said)
    if not changed:
        return
    for name in changed:
        setattr(maker, name, profile[name])
    maker.save(update_fields=changed)
    record(by, "changed", maker, what=changed)


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


@transaction.atomic
def add_person(maker: Maker, *, name: str, email: str, by) -> User:
    """One more who may log in for a studio."""
    user = User.objects.create_user(email, name=name, maker=maker)
    record(by, "added", user, studio=maker.slug)
    return user


@transaction.atomic
def change_person(person: User, *, by, **said) -> None:
    """Write a person's name, address, desk, and whether they are an admin and may log in at all.

    An old address opens nothing any more. Raises LastAdmin where nobody would be left to run the co-op.
    """
    admins = User.objects.filter(is_admin=True, is_active=True).order_by("pk").select_for_update(no_key=True)
    stays_admin = said["is_admin"] and said["is_active"]
    if list(admins.values_list("pk", flat=True)) == [person.pk] and not stays_admin:
        raise LastAdmin(f"{person} is the only admin who may log in. Make somebody else one first.")
    person = User.objects.select_for_update(no_key=True, of=["self"]).get(pk=person.pk)
    said["email"] = said["email"].lower()
    changed = sorted(name for name, value in said.items() if getattr(person, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(person, name, said[name])
    person.save(update_fields=changed)
    if "email" in changed:
        EmailAddress.objects.filter(user=person).delete()
    record(by, "changed", person, what=changed)
