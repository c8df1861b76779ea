"""Photographs on a capsule's page: put up, described, arranged, taken away, served."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from capsules.actions import picturing
from capsules.models import Picture
from capsules.photographs import Size
from capsules.refusals import PageFull
from capsules.tasks import sweep_pictures
from capsules.widths import widths_of
from tests import make

from .photos import photo

pytestmark = pytest.mark.django_db

WORDS = "The carafe from the side"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def maker():
    return make.maker_user()


@pytest.fixture
def capsule(maker):
    return make.capsule(maker=maker.maker)


def put_up(capsule, alt=WORDS, width=480):
    sizes = [Size(each, 480, b"webp") for each in widths_of(width)]
    return picturing.add(capsule, sizes=sizes, alt=alt, by=make.admin())


def shown(capsule):
    return list(capsule.pictures.on_show().values_list("alt", "place"))


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.webp"))


def page_of(capsule):
    return reverse("capsule-pictures", args=[capsule.slug])


def test_a_maker_puts_up_a_photograph_and_it_is_on_the_page_in_its_sizes(client, maker, capsule, storage):
    client.force_login(maker)

    answer = client.post(page_of(capsule), {"file": photo(900, 600), "alt": f" {WORDS} "})

    picture = Picture.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(capsule))
    assert (picture.alt, picture.place, picture.width, picture.height) == (WORDS, 1, 900, 600)
    assert files(storage) == [f"pictures/{picture.key}/{width}.webp" for width in (400, 640, 900)]
    page = client.get(capsule.get_absolute_url()).content.decode()
    assert f'srcset="{picture.url_of(400)} 400w, {picture.url_of(640)} 640w, {picture.url_of(900)} 900w"' in page
    assert f'width="900" height="600" alt="{WORDS}" fetchpriority="high"' in page


def test_a_photograph_stands_for_its_drop_in_the_window_and_on_the_makers_page(client, capsule):
    picture, drawing = put_up(capsule), reverse("artwork", args=[capsule.slug])
    other = make.capsule("High Tide", maker=capsule.maker, status="closed")
    on_the_other = put_up(other)

    for address in ("/", "/makers/", f"/makers/{capsule.maker.slug}/"):
        page = client.get(address).content.decode()
        assert picture.url in page or on_the_other.url in page
        assert f'"{drawing}"' not in page


def test_without_words_for_those_who_cannot_see_it_no_photograph_is_put_up(client, maker, capsule):
    client.force_login(maker)

    answer = client.post(page_of(capsule), {"file": photo(), "alt": " "})

    assert answer.status_code == 422
    assert "Say in a few words what the picture shows." in answer.content.decode()
    assert not Picture.objects.exists()


def test_a_file_that_is_no_photograph_is_refused_and_its_words_are_kept(client, maker, capsule, storage):
    client.force_login(maker)
    torn = photo(600, 600)
    torn.truncate(700)

    answer = client.post(page_of(capsule), {"file": torn, "alt": WORDS})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is no picture that we can read" in page
    assert f'value="{WORDS}"' in page
    assert (files(storage), Picture.objects.count()) == ([], 0)


def test_a_file_beyond_every_measure_is_dropped_while_it_arrives(client, maker, capsule, monkeypatch):
    client.force_login(maker)
    monkeypatch.setattr("coop.uploads.MOST_BYTES", 1000)

    answer = client.post(page_of(capsule), {"alt": WORDS, "file": photo()})

    assert answer.status_code == 422
    assert "Choose a picture of up to 15 MB." in answer.content.decode()


def test_the_page_shows_twelve_and_the_thirteenth_is_told_so(client, maker, capsule):
    for number in range(12):
        put_up(capsule, f"No. {number}")
    client.force_login(maker)

    answer = client.post(page_of(capsule), {"file": photo(480, 480), "alt": WORDS})

    assert answer.status_code == 409
    assert "The page shows 12 pictures at most" in answer.content.decode()
    assert len(shown(capsule)) == 12
    with pytest.raises(PageFull):
        put_up(capsule)


def test_photographs_are_moved_and_stay_numbered_without_a_gap(client, maker, capsule):
    first, second, third = (put_up(capsule, name) for name in ("first", "second", "third"))
    client.force_login(maker)

    client.post(reverse("picture-act", args=[third.pk]), {"do": "earlier"})
    assert shown(capsule) == [("first", 1), ("third", 2), ("second", 3)]
    client.post(reverse("picture-act", args=[first.pk]), {"do": "earlier"})
    client.post(reverse("picture-act", args=[second.pk]), {"do": "later"})
    assert shown(capsule) == [("first", 1), ("third", 2), ("second", 3)]
    client.post(reverse("picture-act", args=[first.pk]), {"do": "remove"})
    assert shown(capsule) == [("third", 1), ("second", 2)]


def test_words_are_changed_and_never_emptied(client, maker, capsule):
    picture = put_up(capsule)
    client.force_login(maker)
    act = reverse("picture-act", args=[picture.pk])

    assert client.post(act, {"do": "describe", "alt": "The foot"}).status_code == 302
    refused = client.post(act, {"do": "describe", "alt": ""})

    assert refused.status_code == 422
    assert "Say in a few words" in refused.content.decode()
    assert shown(capsule) == [("The foot", 1)]


def test_what_is_taken_away_is_gone_at_once_and_its_files_at_the_next_sweep(client, capsule, storage):
    picture, stays = put_up(capsule), put_up(capsule)

    picturing.remove(picture, by=make.admin())
    picturing.remove(picture, by=make.admin())

    assert client.get(picture.url).status_code == 404
    sweep_pictures()
    assert files(storage) == [stays.file_of(400), stays.file_of(480)]
    assert list(Picture.objects.all()) == [stays]


def test_a_sweep_that_died_between_files_and_row_is_done_again(capsule, storage):
    picture = put_up(capsule)
    picturing.remove(picture, by=make.admin())
    default_storage.delete(picture.file_of(480))

    sweep_pictures()

    assert not Picture.objects.exists()


def test_what_somebody_began_and_never_finished_is_cleared_away_after_an_hour(capsule, storage):
    begun, under_way = (Picture.objects.create(capsule=capsule, alt=WORDS, width=480, height=480) for _ in range(2))
    Picture.objects.filter(pk=begun.pk).update(added_at=timezone.now() - timedelta(minutes=61))
    (storage / "pictures" / begun.key).mkdir(parents=True)
    (storage / begun.file_of(480)).write_bytes(b"webp")

    sweep_pictures()

    assert list(Picture.objects.all()) == [under_way]
    assert files(storage) == []


def test_a_picture_is_served_as_what_it_is_for_as_long_as_anybody_likes(client, capsule):
    picture = put_up(capsule)

    answer = client.get(picture.url)
    again = client.get(picture.url, headers={"If-None-Match": answer["ETag"]})

    assert b"".join(answer.streaming_content) == b"webp"
    assert {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
        "Content-Type": "image/webp",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    assert "Cookie" not in answer.get("Vary", "")
    assert (again.status_code, again.content) == (304, b"")


def test_a_drafts_pictures_are_seen_by_its_maker_and_by_admins_only(client):
    draft = make.capsule(status="draft")
    picture = put_up(draft)
    answers = {}
    for who in (None, make.maker_user(), make.maker_user(draft.maker), make.admin()):
        client.logout()
        if who:
            client.force_login(who)
        answer = client.get(picture.url)
        answers[who and (who.is_admin or who.maker == draft.maker)] = (answer.status_code, answer.get("Cache-Control"))

    assert answers == {None: (404, None), False: (404, None), True: (200, "private, no-cache")}


def test_only_the_widths_that_there_are_can_be_asked_for(client, capsule, storage):
    picture = put_up(capsule)

    answers = {width: client.get(picture.url_of(width)).status_code for width in (400, 480, 640)}
    assert answers == {400: 200, 480: 200, 640: 404}
    assert client.get(reverse("picture", args=["guessed", 480])).status_code == 404
    (storage / picture.file_of(480)).unlink()
    assert client.get(picture.url).status_code == 404
