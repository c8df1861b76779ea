import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.lifecycle import IllegalMove, StaleRow, broke
from coop.models import Maker
from tests import make

pytestmark = pytest.mark.django_db


def test_a_row_moves_along_its_table_and_is_stamped_in_the_same_update():
    maker = make.maker(status="applied", joined_at=None)
    now = timezone.now()

    maker.become(Maker.Status.ACTIVE, joined_at=now)

    maker.refresh_from_db()
    assert (maker.status, maker.joined_at) == ("active", now)


def test_a_move_that_the_table_lacks_is_refused():
    with pytest.raises(IllegalMove):
        make.maker(status="left", left_at=timezone.now()).become(Maker.Status.ACTIVE)


def test_who_was_slower_is_told_to_look_again():
    maker = make.maker()
    seen_by_another = Maker.objects.get(pk=maker.pk)
    maker.become(Maker.Status.PAUSED)

    with pytest.raises(StaleRow):
        seen_by_another.become(Maker.Status.LEFT, left_at=timezone.now())


def test_the_database_refuses_a_status_without_its_stamp():
    maker = make.maker(status="applied", joined_at=None)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        maker.become(Maker.Status.ACTIVE)

    assert broke(refused.value, "maker_status_has_its_stamp")
