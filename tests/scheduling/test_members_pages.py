"""Who belongs to the co-op, what they may do, and until when: the office's pages, and a maker's own."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from coop.actions.members import LastAdmin, change_person
from coop.models import Entry, User
from scheduling.models import Qualification
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    ada = make.admin()
    client.force_login(ada)
    return ada


def typed(maker, **fields):
    home = maker.home_id
    said = {"name": maker.name, "craft": maker.craft, "home": home, "story": maker.story, "status": maker.status}
    return said | fields


def person(user, **fields):
    said = {"name": user.name, "email": user.email, "desk": user.desk_id or "", "is_active": "on"}
    return said | ({"is_admin": "on"} if user.is_admin else {}) | fields


def permits(maker):
    return dict(Qualification.objects.filter(maker=maker).values_list("kind", "valid_until"))


def test_a_qualification_is_given_until_a_day_prolonged_and_taken_back(client, ada):
    kiel, (wheel, kiln) = make.maker("Kiezel"), (make.kind("wheel"), make.kiln_kind("kiln"))
    page = reverse("maker-edit", args=[kiel.slug])
    ticked = {f"kind_{wheel.pk}": "on", f"kind_{kiln.pk}": "on", f"until_{kiln.pk}": "2027-06-30"}

    client.post(page, typed(kiel, **ticked))
    assert permits(kiel) == {wheel.pk: None, kiln.pk: date(2027, 6, 30)}
    assert "until 30 Jun 2027" in client.get(reverse("members")).text

    client.post(page, typed(kiel, **ticked | {f"until_{kiln.pk}": "2028-06-30"}))
    assert permits(kiel)[kiln.pk] == date(2028, 6, 30)
    assert 'value="2028-06-30"' in client.get(page).text

    client.post(page, typed(kiel))
    assert permits(kiel) == {}
    assert [entry.details["kinds"] for entry in Entry.objects.filter(verb="qualified")] == [
        {},
        {kiln.slug: "2028-06-30", wheel.slug: ""},
        {kiln.slug: "2027-06-30", wheel.slug: ""},
    ]


def test_a_last_day_without_its_tick_is_asked_about_and_kept(client, ada):
    kiel, wheel = make.maker("Kiezel"), make.kind("wheel")

    answer = client.post(
        reverse("maker-edit", args=[kiel.slug]), typed(kiel, craft="tiles", **{f"until_{wheel.pk}": "2027-06-30"})
    )

    assert answer.status_code == 422
    assert "Tick wheel too, or leave its last day empty." in answer.text
    assert 'value="2027-06-30"' in answer.text
    assert 'value="tiles"' in answer.text
    kiel.refresh_from_db()
    assert (kiel.craft, permits(kiel)) == ("stoneware", {})


def test_a_studio_is_renamed_and_paused_and_what_stays_is_not_journalled(client, ada):
    kiel = make.maker("Kiezel")

    client.post(reverse("maker-edit", args=[kiel.slug]), typed(kiel, name="Kiezel & Zoon", status="paused"))

    kiel.refresh_from_db()
    assert (kiel.name, kiel.status) == ("Kiezel & Zoon", "paused")
    assert list(Entry.objects.order_by("id").values_list("verb", "details")) == [
        ("changed", {"what": ["name"]}),
        ("set to paused", {}),
    ]


def test_a_maker_writes_what_customers_read(client):
    mia = make.maker_user(make.maker("Kiezel"))
    client.force_login(mia)

    client.post(
        reverse("studio-profile"), {"craft": "salt-glazed jugs", "story": "Clay from the Maas.\n\nFired by night."}
    )

    shown = client.get(reverse("maker", args=[mia.maker.slug])).text
    assert "Salt-glazed jugs" in shown
    assert "<p>Clay from the Maas.</p>" in shown


def test_a_second_person_logs_in_for_a_studio(client, ada):
    kiel = make.maker("Kiezel")
    page = reverse("person-new", args=[kiel.slug])

    client.post(page, {"name": "Jo", "email": "Jo@Example.org"})
    again = client.post(page, {"name": "Jo", "email": "jo@example.org"})

    assert User.objects.get(name="Jo").maker == kiel
    assert again.status_code == 422
    assert "Somebody already logs in with this mail address." in again.text


def test_who_leaves_the_desk_is_out_at_once(client, ada, django_user_model):
    dina = make.desk_user(make.node())
    at_the_desk = client.__class__()
    at_the_desk.force_login(dina)
    said = person(dina)
    del said["is_active"]

    client.post(reverse("person-edit", args=[dina.pk]), said)

    assert at_the_desk.get(reverse("desk", args=[dina.desk.slug])).status_code == 302
    assert "may not log in" in client.get(reverse("members")).text


def test_a_new_address_leaves_no_door_open_for_the_old_one(client, ada):
    mia = make.maker_user(email="typo@example.org")
    EmailAddress.objects.create(user=mia, email="typo@example.org", verified=True, primary=True)

    client.post(reverse("person-edit", args=[mia.pk]), person(mia, email="Mia@Example.org"))

    mia.refresh_from_db()
    assert (mia.email, EmailAddress.objects.count()) == ("mia@example.org", 0)
    assert Entry.objects.get(verb="changed").details == {"what": ["email"]}


def test_the_last_admin_stays_one(client, ada):
    refused = client.post(reverse("person-edit", args=[ada.pk]), person(ada, is_admin="", desk=make.node().pk))
    assert refused.status_code == 422
    assert "Ada is the only admin who may log in. Make somebody else one first." in refused.text

    other = make.admin(is_active=False)
    with pytest.raises(LastAdmin):
        change_person(ada, name="Ada", email=ada.email, desk=None, is_admin=True, is_active=False, by=ada)
    User.objects.filter(pk=other.pk).update(is_active=True)
    change_person(ada, name="Ada", email=ada.email, desk=None, is_admin=True, is_active=False, by=other)
    ada.refresh_from_db()
    assert not ada.is_active


def test_who_has_neither_studio_nor_desk_nor_office_is_asked_about(client, ada):
    dina = make.desk_user(make.node())

    answer = client.post(reverse("person-edit", args=[dina.pk]), person(dina, desk=""))

    assert answer.status_code == 422
    assert "Choose the node that they staff, or make them an admin." in answer.text
