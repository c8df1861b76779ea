"""What makers are told about firings: who opens one, who joins, who leaves."""

import pytest
import vobject

from fulfillment.letters import letter_of
from fulfillment.models import Notice
from fulfillment.outcomes import Failed
from scheduling.actions.firing import leave_firing
from tests import make
from tests.scheduling.conftest import march
from tests.scheduling.kilnroom import at, joined, kiln_for_all, nine_and_thirteen, opened

__all__ = ["march"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def firing():
    kiln = kiln_for_all(name="Big kiln", at=make.node("Oosterkade"), hour_minor=100, capacity_l=100)
    mia = make.maker_user(make.maker("Mia"), email="mia@example.org")
    return opened(kiln, program=nine_and_thirteen(kiln, name="Bisque 04"), start=at(10), by=mia)


@pytest.fixture
def ben():
    return make.maker_user(make.maker("Ben"), email="ben@example.org")


def told():
    return list(Notice.objects.order_by("id").values_list("kind", "to"))


def letter(kind):
    return letter_of(Notice.objects.get(kind=kind).with_what_it_is_about())


def event_in(message):
    [(content, kind)] = [part for part in message.alternatives if part[1].startswith("text/calendar")]
    return kind, vobject.readOne(content).vevent


def test_who_opens_a_firing_has_it_confirmed_with_its_invitation(firing):
    message = letter("firing_opened")

    assert told() == [("firing_opened", "mia@example.org")]
    assert message.subject == "Opened: Bisque 04, Tue 2 March, 10:00"
    assert "In it: 10 pieces, 40 l, €23.00, less as others join." in message.body
    kind, event = event_in(message)
    assert kind == "text/calendar; method=REQUEST"
    assert event.dtstart.value == at(10)


def test_who_joins_and_whose_firing_it_is_are_both_told(firing, ben):
    share = joined(firing, 10, by=ben)

    assert told()[1:] == [("firing_joined", "ben@example.org"), ("firing_company", "mia@example.org")]
    to_ben, to_mia = letter("firing_joined"), letter("firing_company")
    assert "In it: 4 pieces, 10 l, €4.60 as it is now" in to_ben.body
    assert event_in(to_ben)[1].uid.value == f"{firing.booking.uid}-share-{share.pk}@testserver"
    assert to_mia.subject == "Company for your firing: Bisque 04, Tue 2 March, 10:00"
    assert "Ben joins your firing in Big kiln at Oosterkade" in to_mia.body
    assert "50 l are left." in to_mia.body
    assert [kind for _, kind in to_mia.alternatives] == ["text/html"]


def test_who_leaves_and_whose_firing_it_is_are_both_told_and_calendars_take_it_out(firing, ben):
    share = joined(firing, 10, by=ben)

    leave_firing(share, by=ben)

    assert told()[3:] == [("firing_left", "ben@example.org"), ("firing_company_left", "mia@example.org")]
    assert "It costs nothing." in letter("firing_left").body
    assert event_in(letter("firing_left"))[0] == "text/calendar; method=CANCEL"
    assert "Ben took 4 pieces, 10 l out of the firing that you opened" in letter("firing_company_left").body
    with pytest.raises(Failed, match="out of the firing"):
        letter("firing_joined")


def test_the_last_one_to_leave_an_own_firing_is_told_once_and_that_the_kiln_is_free(firing):
    mia = firing.opened_by.people.get()

    leave_firing(firing.shares.get(), by=mia)

    assert told()[1:] == [("firing_left", "mia@example.org")]
    assert "Nobody else was in it, so the kiln is free again." in letter("firing_left").body
