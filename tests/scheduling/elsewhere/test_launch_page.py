import re
from html import unescape

import pytest
import time_machine

from tests import make

from .drops import EVERY_STATE, open_drop
from .oembed_consumer import Frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiezel():
    return make.maker("Kiezel")


@pytest.fixture
def studio(client, kiezel):
    client.force_login(make.maker_user(kiezel))
    return client


def launch(client, capsule, **query):
    return client.get(f"/studio/capsules/{capsule.slug}/launch/", query)


def copied(answer) -> dict[str, str]:
    """What the page offers to copy, by the id that its button names."""
    page = answer.content.decode()
    found = re.findall(r'<(?:textarea|code)[^>]* id="([\w-]+)"[^>]*>(.*?)</(?:textarea|code)>', page, re.DOTALL)
    return {name: unescape(text).strip() for name, text in found}


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
def test_the_press_reads_the_capsules_own_facts(studio, kiezel):
    capsule = open_drop("Low Tide", maker=kiezel, story="Thrown on the river.", materials="Clay: river stoneware")

    texts = copied(launch(studio, capsule))

    link = f"http://testserver/c/{capsule.slug}/"
    assert texts["text-post"].splitlines() == [
        "Low Tide: A carafe.",
        "50 pieces, made once. €42.00.",
        "Preorder until Mon 9 March, 13:00; ready by Sat 11 April.",
        link,
    ]
    assert texts["text-press"].splitlines() == [
        "A carafe.",
        "",
        "Thrown on the river.",
        "",
        "Title: Low Tide",
        "Maker: Kiezel, stoneware",
        "What it is: Carafe, in Glaze 1",
        "Edition: 50 numbered pieces",
        "Price: €42.00–€54.00",
        "Preorders: Sun 1 March, 13:00 to Mon 9 March, 13:00, Rotterdam time (CET)",
        "Ready by: Sat 11 April",
        "Made at: Oosterkade, Rotterdam",
        "Clay: river stoneware",
        "Marked: With its number, and a code to a page of its own",
        "",
        link,
    ]


def test_pictures_card_and_oembed_are_ready_to_take(studio, kiezel):
    capsule = open_drop(maker=kiezel)

    answer = launch(studio, capsule)

    offered = re.findall(r'href="([^"]+\.jpg)" download="([^"]+)"', answer.content.decode())
    assert offered == [
        (f"/c/{capsule.slug}/share/{shape}.jpg", f"{capsule.slug}-{shape}.jpg") for shape in ("wide", "tall", "piece")
    ]
    texts = copied(answer)
    frame = Frame(texts["card-upright"]).attributes
    assert (frame["src"], frame["width"], frame["height"]) == (
        f"http://testserver/c/{capsule.slug}/card/",
        "360",
        "560",
    )
    assert studio.get(texts["oembed"]).json()["type"] == "rich"


def test_each_code_has_its_link_its_card_and_its_qr(studio, kiezel):
    capsule = open_drop(maker=kiezel)

    answer = launch(studio, capsule, codes="MIRA, STUDIO-NOVA MIRA")

    texts, link = copied(answer), f"http://testserver/c/{capsule.slug}"
    assert [texts["link-1"], texts["link-2"]] == [f"{link}/?via=MIRA", f"{link}/?via=STUDIO-NOVA"]
    assert Frame(texts["frame-2"]).attributes["src"] == f"{link}/card/?via=STUDIO-NOVA"
    assert answer.content.decode().count('src="data:image/svg+xml') == 2


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ("MIRA, two words!", "“words!” would not survive in a link"),
        (" , ", "Write at least one code."),
        (",".join(f"C{number}" for number in range(21)), "At most 20 at a time."),
    ],
)
def test_codes_that_no_link_could_carry_are_refused_and_stay_typed(studio, kiezel, codes, says):
    answer = launch(studio, open_drop(maker=kiezel), codes=codes)

    page = unescape(answer.content.decode())
    assert (answer.status_code, says in page, f'value="{codes}"' in page) == (422, True, True)


@pytest.mark.parametrize("state", [*EVERY_STATE, "draft"])
def test_a_kit_is_there_in_every_state_of_a_drop(studio, kiezel, state):
    drop = EVERY_STATE.get(state, lambda **fields: make.capsule(status="draft", prices=(), **fields))

    assert launch(studio, drop(maker=kiezel)).status_code == 200


def test_a_draft_says_that_nobody_else_sees_it_yet(studio, kiezel):
    assert b"Nobody else sees this yet" in launch(studio, make.capsule(status="draft", maker=kiezel)).content
