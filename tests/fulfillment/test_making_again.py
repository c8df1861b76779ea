"""Pieces that were scrapped are made again, for whoever waits for one: the same numbers, another round of the route."""

import pytest

from capsules.models import Run
from coop.models import Entry
from fulfillment.actions.inspecting import inspect, make_again, make_pieces
from scheduling.actions.making import finish, start
from scheduling.actions.remaking import send_back
from scheduling.models import NodePlan
from scheduling.refusals import NotYet
from tests import make
from tests.fulfillment import line
from tests.scheduling.planned import plan_run

pytestmark = pytest.mark.django_db


def scrapped(*numbers, of):
    """A made run of pieces 1 to `of`, all inspected, of which these were scrapped."""
    node, dina = make.node(), make.user()
    run, _ = line.made_run(*([number] for number in range(1, of + 1)), made_at=node)
    kind = make.kind("wheel", needs_qualification=False)
    make.station(of=kind, at=node)
    make.operation(run.capsule, on=kind, name="Thrown")
    make.step(run, operation=run.capsule.operations.get(), status="done", pieces=of)
    for piece in line.pieces_of(run):
        bad = piece.number in numbers
        inspect(piece, result="scrapped" if bad else "passed", reason="cracked" if bad else "", by=dina)
    return run


def test_row_21_two_of_four_are_scrapped_and_made_again_under_their_numbers():
    run, dina = scrapped(2, 3, of=4), make.user()

    assert make_again(run, by=dina) == 2

    run.refresh_from_db()
    assert (run.status, run.made_at) == ("started", None)
    order = NodePlan.objects.live().get()
    assert order.reason == "2 pieces of Low Tide must be made again: cracked."
    plan_run(run)
    step = run.steps.last()
    assert (step.rank, step.pieces, step.status) == (2, 2, "planned")
    start(step, by=dina)
    finish(step, by=dina)

    run.refresh_from_db()
    assert run.status == Run.Status.MADE
    fresh = run.made_pieces.to_inspect().order_by("number")
    assert [piece.number for piece in fresh] == [2, 3]
    for piece in fresh:
        inspect(piece, result="passed", by=dina)
    served = run.made_pieces.passed().order_by("claim__position")
    assert [(piece.claim.position, piece.number) for piece in served] == [(1, 1), (2, 4), (3, 2), (4, 3)]


def test_what_nobody_waits_for_is_not_made_again():
    run = scrapped(2, of=2)
    run.capsule.claims.filter(piece=None).update(cancelled_at=make.now())

    assert make_again(run, by=make.user()) == 0

    run.refresh_from_db()
    assert run.status == Run.Status.MADE


def test_asked_twice_it_is_made_again_once():
    run, dina = scrapped(1, of=2), make.user()
    make_again(run, by=dina)

    with pytest.raises(NotYet):
        make_again(run, by=dina)

    assert run.steps.count() == 2
    assert Entry.objects.filter(verb="sent back to be made again").count() == 1


def test_a_run_that_is_not_made_yet_sends_nothing_back():
    with pytest.raises(NotYet):
        send_back(make.run(status="started"), pieces=1, reason="cracked", by=make.user())


def test_the_pieces_of_a_run_are_made_once():
    run = scrapped(of=2)

    assert [piece.number for piece in make_pieces(run)] == [1, 2]
    assert run.made_pieces.count() == 2


def test_the_inspections_page_offers_to_make_them_again(client):
    run = scrapped(2, of=2)
    node = run.capsule.made_at
    client.force_login(make.desk_user(node))
    page = f"/floor/{node.slug}/inspections/"
    assert "Make 1 piece again" in client.get(page).content.decode()

    answer = client.post(f"{page}runs/{run.pk}/again/")

    assert answer.url == page
    assert "1 piece of Low Tide will be made again." in client.get(page).content.decode()
    again = client.post(f"{page}runs/{run.pk}/again/")
    assert again.status_code == 409
