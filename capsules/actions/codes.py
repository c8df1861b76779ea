"""Price-off codes: giving them out, looking one up, and using it once for an order."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from capsules.models import Capsule, Preorder, PriceCode
from capsules.models.codes import written
from capsules.refusals import CodeElsewhere, CodeExpired, CodeNotYet, CodeTaken, CodeUnknown, CodeUsedUp
from coop.actions.journal import record
from coop.lifecycle import broke

ONCE_MORE = "code_is_used_no_more_than_it_may"


def find_code(typed: str, capsule: Capsule, *, now: datetime) -> PriceCode | None:
    """The code that was typed, if it takes something off a piece of `capsule` now; None where none was typed.

    Raises CodeUnknown, CodeElsewhere, CodeNotYet, CodeExpired or CodeUsedUp. Promises nothing: who orders first has it.
    """
    if not written(typed):
        return None
    code = PriceCode.objects.select_related("capsule").that_is(typed).first()
    check(code, typed, capsule, now)
    return code


def use_code(typed: str, capsule: Capsule) -> PriceCode | None:
    """Count one use of the code for an order that the caller writes in this transaction; refuses as `find_code` does.

    The code's row is locked after the capsule's. A code may hold for several capsules, so that the capsule's lock does
    not keep two of its users apart; the constraint on `used` is the last word.
    """
    if not written(typed):
        return None
    code = PriceCode.objects.select_for_update(no_key=True, of=["self"]).that_is(typed).first()
    check(code, typed, capsule, capsule.now)
    try:
        with transaction.atomic():
            PriceCode.objects.filter(pk=code.pk).update(used=F("used") + 1)
    except IntegrityError as error:
        if broke(error, ONCE_MORE):
            raise CodeUsedUp(code) from error
        raise
    return code


def check(code: PriceCode | None, typed: str, capsule: Capsule, now: datetime) -> None:
    if code is None:
        raise CodeUnknown(typed.strip())
    if code.capsule_id not in (None, capsule.pk) or code.currency != capsule.currency:
        raise CodeElsewhere(code)
    if code.ended_at or (code.valid_until and code.valid_until <= now):
        raise CodeExpired(code, capsule)
    if code.valid_from and now < code.valid_from:
        raise CodeNotYet(code, capsule)
    if code.is_used_up:
        raise CodeUsedUp(code)


def give_back(preorders: Iterable[int]) -> None:
    """Orders that ended used no code. The caller ended them in this transaction, each once.

    Codes are taken in one order, so that two who give back never wait for each other.
    """
    ended = Preorder.objects.filter(pk__in=preorders, price_code__isnull=False).order_by("price_code")
    for code, uses in ended.values_list("price_code").annotate(uses=Count("pk")):
        PriceCode.objects.filter(pk=code).update(used=F("used") - uses)


@transaction.atomic
def make_code(*, by, **fields) -> PriceCode:
    """Give out a code. Raises CodeTaken where another has these letters."""
    code = PriceCode(**fields | {"code": written(fields["code"])})
    try:
        with transaction.atomic():
            code.save()
    except IntegrityError as error:
        if broke(error, "price_code_is_given_once"):
            raise CodeTaken(code.code) from error
        raise
    record(by, "gave out", code, takes=code.words)
    return code


@transaction.atomic
def end_code(code: PriceCode, *, by) -> None:
    """From now on it takes nothing off; orders keep what it took off. Ended twice, it is ended once."""
    if PriceCode.objects.filter(pk=code.pk, ended_at=None).update(ended_at=Now()):
        record(by, "ended", code)
