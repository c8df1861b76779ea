"""How an open board hears of others' changes, and of the office's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from coop.actions.nodes import add_hours, close_node, save_node
from scheduling.models import Booking, LoadShare
from tests import make

from .test_board import TUESDAY, as_maker, at, open_wheel, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def table_of(node, day=TUESDAY, view="day"):
    return reverse("board-table", args=[node.slug, day]) + f"?view={view}"


def test_an_open_page_is_told_304_until_something_changes(client):
    wheel = open_wheel()
    as_maker(client)
    page = client.get(page_of(wheel.node))
    mark = page.context["mark"]

    def look():
        return client.get(table_of(wheel.node), headers={"If-None-Match": mark}).status_code

    assert look() == 304
    booking = make.booking(wheel, during=Range(at(10), at(12)))
    assert look() == 200
    mark = client.get(table_of(wheel.node))["ETag"]
    assert look() == 304
    Booking.objects.filter(pk=booking.pk).update(title="Mugs")
    assert look() == 200


def test_the_mark_sees_a_release_a_share_and_a_late_commit_of_an_older_change(client):
    wheel, kiln = open_wheel(), None
    as_maker(client)
    kiln = make.kiln(at=wheel.node)
    firing = make.firing(kiln, start=at(10))
    one = make.booking(wheel, during=Range(at(10), at(12)))
    marks = [client.get(table_of(wheel.node))["ETag"]]

    share = make.share(firing)
    marks.append(client.get(table_of(wheel.node))["ETag"])
    LoadShare.objects.filter(pk=share.pk).update(released_at=make.now())
    marks.append(client.get(table_of(wheel.node))["ETag"])
    two = make.booking(wheel, during=Range(at(13), at(14)))
    Booking.objects.filter(pk=one.pk).update(released_at=make.now())
    marks.append(client.get(table_of(wheel.node))["ETag"])
    Booking.objects.filter(pk=two.pk).update(released_at=make.now())
    marks.append(client.get(table_of(wheel.node))["ETag"])

    assert len(set(marks)) == len(marks)


def rename(wheel):
    wheel.name = "Wheel 9"
    wheel.save()


def retire(wheel):
    wheel.retired_at = make.now()
    wheel.save()


def rule(wheel):
    wheel.kind.cancel_hours = 4
    wheel.kind.save()


def staff(wheel):
    save_node(wheel.node, week={1: [(9 * 60, 12 * 60)]}, by=make.admin())


def shut(wheel):
    close_node(wheel.node, first=TUESDAY, last=TUESDAY, reason="King's Day", by=make.admin())


def stay_longer(wheel):
    add_hours(wheel.node, day=TUESDAY, opens_minute=20 * 60, closes_minute=22 * 60, by=make.admin())


@pytest.mark.parametrize("edit", [rename, retire, rule, staff, shut, stay_longer])
def test_the_mark_sees_what_the_office_edits(client, edit):
    wheel = open_wheel()
    as_maker(client)
    mark = client.get(table_of(wheel.node))["ETag"]

    edit(wheel)

    assert client.get(table_of(wheel.node), headers={"If-None-Match": mark}).status_code == 200


def test_nothing_changed_is_said_with_four_queries(client):
    wheel = open_wheel()
    as_maker(client)
    mark = client.get(table_of(wheel.node))["ETag"]

    with CaptureQueriesContext(connection) as asked:
        assert client.get(table_of(wheel.node), headers={"If-None-Match": mark}).status_code == 304

    assert len(asked) == 4
