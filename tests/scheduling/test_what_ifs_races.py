"""Two admins take the same answer at the same instant: it is done once."""

from collections import Counter

import pytest

from scheduling.actions.accepting import accept
from scheduling.actions.answering import answer
from scheduling.actions.what_ifs import AlreadyDecided, ask_for_outage
from scheduling.models import Booking, NodePlan
from tests import make
from tests.scheduling.potting import Pottery
from tests.scheduling.storms import at_once
from tests.scheduling.wondering import amsterdam, planned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


def test_an_answer_that_two_take_at_once_is_done_once():
    pottery, admins = Pottery(pieces=6), [make.admin(), make.admin()]
    planned(pottery)
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=admins[0])
    answer(what_if)

    def take(which):
        try:
            return accept(what_if, by=admins[which]).status
        except AlreadyDecided:
            return "too late"

    answers = at_once(2, take)

    assert Counter(answers) == {"accepted": 1, "too late": 1}
    assert Booking.objects.filter(purpose="maintenance").count() == 1
    assert NodePlan.objects.filter(status="written").count() == 1
