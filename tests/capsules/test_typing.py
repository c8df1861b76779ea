"""What is typed into the editor and not saved is kept, whatever happens to the window."""

from functools import partial
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from capsules.actions.typing import keep
from capsules.models import Capsule, Typed
from coop.lifecycle import broke
from tests import make
from tests.visitor import FormReader

from .racing import race
from .test_editor import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    user = make.maker_user()
    client.force_login(user)
    return user


@pytest.fixture
def draft(mia):
    return make.capsule("Low Tide", status="draft", maker=mia.maker, story="Saved words.")


def kept(user, capsule=None):
    return [(row.data.get("story"), row.mark) for row in Typed.objects.of(user, "capsule", capsule)]


def autosave(client, draft, **words):
    return client.post(reverse("typed-keep", args=["capsule", draft.slug]), words)


def edit(client, draft, data=None, query=""):
    address = reverse("capsule-edit", args=[draft.slug]) + query
    return client.get(address) if data is None else client.post(address, data)


def fields_of(answer, **fields):
    """What the editor's form would send if nothing but `fields` were typed."""
    reader = FormReader()
    reader.feed(answer.content.decode())
    sent = next(form.sent for form in reader.forms if "seen" in dict(form.sent))
    data = {}
    for name, value in sent:
        data.setdefault(name, []).append(value)
    return data | fields


def test_what_is_typed_is_kept_without_being_checked_and_shown_again_after_a_reload(client, mia, draft):
    told = autosave(client, draft, title="", story="Half a sent").json()

    shown = edit(client, draft)

    assert (told["mark"], kept(mia, draft)) == (1, [("Half a sent", 1)])
    assert "Half a sent" in shown.content.decode()
    assert shown.context["editor"].errors == []
    assert Capsule.objects.get().story == "Saved words."


def test_the_same_window_writes_into_the_same_row(client, mia, draft):
    first = autosave(client, draft, story="One").json()

    second = autosave(client, draft, story="Two", typed=first["typed"], mark=first["mark"]).json()

    assert (second["typed"], second["mark"], kept(mia, draft)) == (first["typed"], 2, [("Two", 2)])


def test_two_windows_are_told_of_each_other_and_both_keep_their_words(client, mia, draft):
    first = autosave(client, draft, story="One").json()
    known = {name: first[name] for name in ("typed", "mark")}
    autosave(client, draft, story="The first window", **known)

    other = autosave(client, draft, story="The second window", **known)
    page = edit(client, draft)

    assert other.status_code == 409
    assert other.json()["other"] == first["typed"] != other.json()["typed"]
    assert sorted(kept(mia, draft)) == [("The first window", 2), ("The second window", 1)]
    assert "The second window" in page.content.decode()
    assert f'href="?typed={first["typed"]}"' in page.content.decode()
    assert "The first window" in edit(client, draft, query=f"?typed={first['typed']}").content.decode()


def test_words_that_are_sent_again_are_kept_once(client, mia, draft):
    told = [autosave(client, draft, story="One").json() for _ in range(2)]

    assert told[0]["typed"] == told[1]["typed"]
    assert kept(mia, draft) == [("One", 1)]


def test_what_is_saved_can_be_looked_at_and_what_is_typed_thrown_away(client, mia, draft):
    row = autosave(client, draft, story="Typed words.").json()["typed"]

    assert "Saved words." in edit(client, draft, query="?typed=none").content.decode()
    assert client.post(reverse("typed-forget", args=[row])).status_code == 302
    assert kept(mia, draft) == []


def test_a_saved_form_is_no_longer_kept(client, mia, draft):
    page = edit(client, draft)
    told = autosave(client, draft, story="Typed words.").json()

    answer = edit(client, draft, fields_of(page, story="Typed words.", typed=told["typed"], mark=told["mark"]))

    assert answer.status_code == 302
    assert (Capsule.objects.get().story, kept(mia, draft)) == ("Typed words.", [])


def test_a_refused_form_is_kept_too(client, mia, draft):
    answer = edit(client, draft, fields_of(edit(client, draft), story="Long words.", title=""))

    assert answer.status_code == 422
    assert kept(mia, draft) == [("Long words.", 1)]
    assert f'name="typed" value="{Typed.objects.get().pk}"' in answer.content.decode()


def test_who_saves_over_another_windows_saving_is_shown_both_first(client, mia, draft):
    page = edit(client, draft)
    edit(client, draft, fields_of(page, story="The other window."))

    refused = edit(client, draft, fields_of(page, story="Mine."))
    agreed = edit(client, draft, fields_of(page, story="Mine.", seen=refused.context["seen"]))

    assert refused.status_code == 409
    assert refused.context["differences"] == [("Story", "The other window.", "Mine.")]
    assert kept(mia, draft) == [("Mine.", 1)]
    assert (agreed.status_code, Capsule.objects.get().story) == (302, "Mine.")


def test_words_typed_over_an_older_saving_say_so_when_they_come_back(client, mia, draft):
    page = edit(client, draft)
    autosave(client, draft, **fields_of(page, story="Mine."))
    edit(client, draft, fields_of(page, story="The other window."))

    assert edit(client, draft).context["differences"] == [("Story", "The other window.", "Mine.")]


def test_what_is_sent_after_the_log_in_has_ended_is_there_after_the_next(client, mia, draft):
    data = fields_of(edit(client, draft), story="Sent too late.")
    client.logout()

    sent = edit(client, draft, data)
    client.force_login(mia)
    page = edit(client, draft)

    assert sent["Location"].startswith("/accounts/login/")
    assert "Sent too late." in page.content.decode()
    assert "What you sent without being logged in is here" in page.content.decode()
    assert Capsule.objects.get().story == "Saved words."


def test_nobody_else_reads_what_was_sent_without_a_log_in(client, mia, draft):
    client.logout()
    edit(client, draft, {"story": "Sent too late."})
    client.force_login(make.maker_user())

    assert edit(client, draft).status_code == 404
    assert not Typed.objects.exists()


def test_a_new_capsule_that_was_begun_is_offered_again(client, mia):
    begun = reverse("typed-keep-new", args=["capsule"])
    row = client.post(begun, {"title": "Ebb", "story": "Begun.", "from": "vessel"}).json()["typed"]

    listed, choice = client.get(reverse("studio-capsules")), client.get(reverse("capsule-new"))
    page = client.get(reverse("capsule-new"), {"typed": row})

    assert all("Go on with Ebb" in answer.content.decode() for answer in (listed, choice))
    assert "Begun." in page.content.decode()
    assert page.context["beginning"].slug == "vessel"


def test_saving_a_new_capsule_ends_its_being_begun(client, mia):
    told = client.post(reverse("typed-keep-new", args=["capsule"]), {"title": "Ebb"}).json()

    client.post(reverse("capsule-new"), typed(mia.maker, typed=told["typed"], mark=told["mark"]))

    assert (Capsule.objects.count(), Typed.objects.count()) == (1, 0)


def test_words_that_are_too_long_or_of_no_form_are_not_kept(client, mia, draft):
    too_long = autosave(client, draft, story="x" * 200_001)
    unknown = client.post(reverse("typed-keep", args=["poem", draft.slug]), {"story": "x"})

    assert [answer.status_code for answer in (too_long, unknown)] == [422, 422]
    assert not Typed.objects.exists()


def test_the_database_keeps_no_book(mia):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        keep(mia, form="capsule", capsule=None, words="x" * 200_001)

    assert broke(refused.value, "typed_words_are_no_book")


def test_another_persons_words_are_nobody_elses(client, mia, draft):
    foreign = keep(make.maker_user(), form="capsule", capsule=draft, words=urlencode({"story": "Foreign"})).row

    assert "Foreign" not in edit(client, draft, query=f"?typed={foreign.pk}").content.decode()
    assert client.post(reverse("typed-forget", args=[foreign.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_words_that_two_windows_bring_at_once_are_kept_once():
    user = make.maker_user()

    for number in range(5):
        race([partial(keep, user, form="capsule", capsule=None, words=f"title=Ebb+{number}")] * 4)

    assert sorted(row.title for row in Typed.objects.all()) == [f"Ebb {number}" for number in range(5)]
