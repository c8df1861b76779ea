from django.db import connection, transaction

from coop.models import User
from coop.refusals import Refusal

from .journal import record

FOUNDING_LOCK = 20_260
"""Any number that no other advisory lock of the project uses."""


class AlreadyFounded(Refusal):
    def __init__(self):
        super().__init__("This co-op already has an admin. Log in, or ask them to add you.")


def is_founded() -> bool:
    return User.objects.filter(is_admin=True).exists()


@transaction.atomic
def found(*, name: str, email: str, password: str) -> User:
    """Make the first admin of an empty co-op; nobody can do it twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOUNDING_LOCK])
    if is_founded():
        raise AlreadyFounded
    admin = User.objects.create_user(email, password, name=name, is_admin=True)
    record(admin, "founded the co-op", admin)
    return admin
