import pytest

from tests import make
from tests.fulfillment import line
from tests.fulfillment.test_desk_page import queries_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    return make.node()


@pytest.fixture
def floor(client, node):
    client.force_login(make.desk_user(node))
    return client


def inspect(floor, node, piece, **said):
    return floor.post(f"/floor/{node.slug}/inspections/{piece.pk}/", said)


def test_one_tap_passes_a_piece(floor, node):
    run, _ = line.made_run([1], [2], made_at=node)
    piece = line.pieces_of(run)[0]

    response = inspect(floor, node, piece, result="passed")

    assert response.url == f"/floor/{node.slug}/inspections/"
    assert [piece.status for piece in line.pieces_of(run)] == ["passed", "to inspect"]


def test_a_missing_reason_is_a_422_that_keeps_the_choice(floor, node):
    run, _ = line.made_run([1], made_at=node)

    response = inspect(floor, node, line.pieces_of(run)[0], result="scrapped")

    assert response.status_code == 422
    assert 'value="scrapped" checked' in response.content.decode()
    assert "Say what is wrong with No. 1 of 50" in words(response)


def test_a_piece_that_somebody_else_inspected_is_a_409(floor, node):
    run, _ = line.made_run([1], made_at=node)
    piece = line.pieces_of(run)[0]
    inspect(floor, node, piece, result="passed")

    response = inspect(floor, node, piece, result="scrapped", reason="cracked")

    assert response.status_code == 409
    assert "was inspected already: passed" in words(response)


def test_what_was_set_aside_is_listed_with_its_reason(floor, node):
    run, _ = line.made_run([1], [2], [3], made_at=node)
    for piece in line.pieces_of(run)[:2]:
        inspect(floor, node, piece, result="scrapped", reason="cracked foot")

    page = words(floor.get(f"/floor/{node.slug}/inspections/"))

    assert "Low Tide No. 1 and No. 2 scrapped cracked foot" in page


def test_all_the_rest_passes_at_once(floor, node):
    run, _ = line.made_run([1], [2], [3], made_at=node)

    floor.post(f"/floor/{node.slug}/inspections/runs/{run.pk}/pass/")

    assert [piece.status for piece in line.pieces_of(run)] == ["passed"] * 3
    assert "Nothing to inspect." in words(floor.get(f"/floor/{node.slug}/inspections/"))


def test_pieces_of_another_node_are_a_404(floor, node):
    run, _ = line.made_run([1])

    assert inspect(floor, node, line.pieces_of(run)[0], result="passed").status_code == 404
    assert floor.post(f"/floor/{node.slug}/inspections/runs/{run.pk}/pass/").status_code == 404


def test_the_page_asks_as_often_for_three_runs_as_for_one(floor, node):
    address = f"/floor/{node.slug}/inspections/"
    line.made_run([1], made_at=node)
    asked = queries_of(floor, address)

    line.made_run([1], [2], made_at=node)
    line.made_run([1], made_at=node)
    assert queries_of(floor, address) == asked
