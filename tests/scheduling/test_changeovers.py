"""Families of colours: what a kind of station is changed over for, from the office's page to the booking."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from coop.lifecycle import broke
from scheduling import planner
from scheduling.actions.opening import open_steps
from scheduling.actions.problem_from_rows import rows_of_node
from scheduling.models import Changeover, Operation
from tests import make
from tests.scheduling.test_rules_pages import KIND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

NINE, LAST_WEEK = datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 2, 25, 8, tzinfo=UTC)
DONE = {"status": "done", "started_at": LAST_WEEK, "done_at": LAST_WEEK}
PLANNED = {"status": "planned", "planned_at": LAST_WEEK}
LINES = "light to dark: 15 min\r\nDark to  light: 1 h\r\n\r\n"


def saved():
    return list(Changeover.objects.values_list("before", "after", "minutes"))


class Glazery:
    """One booth, and capsules that are only glazed, light or dark."""

    def __init__(self):
        self.node = make.node()
        self.kind = make.kind("glazing booth", group="glaze", needs_qualification=False)
        self.kind.changeovers.create(before="dark", after="light", minutes=60)
        self.booth = make.station("Booth", of=self.kind, at=self.node)
        self.maker = make.maker(home=self.node)

    def run(self, family):
        capsule = make.capsule(maker=self.maker, status="closed")
        make.operation(capsule, on=self.kind, name="Glazed", family=family, minutes_per_piece=12)
        return make.run(capsule)

    def worked(self, run, start, **status):
        step = make.step(run, operation=run.capsule.operations.get(), **status)
        make.booking(self.booth, during=Range(start, start + timedelta(hours=2)), purpose="step", step=step)

    def rows(self, **words):
        return rows_of_node(self.node, now=timezone.now(), **words)


@pytest.fixture
def refused():
    def run(constraint, write):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            write()
        assert broke(refusal.value, constraint), refusal.value

    return run


def test_an_admin_writes_a_change_a_line_and_reads_it_again(client):
    client.force_login(make.admin())

    client.post(reverse("equipment-new", args=["kind"]), KIND | {"changeovers": LINES})

    assert saved() == [("dark", "light", 60), ("light", "dark", 15)]
    edit = reverse("equipment-edit", args=["kind", Changeover.objects.first().kind_id])
    page = client.get(edit).content.decode()
    assert "dark to light: 1 h\nlight to dark: 15 min</textarea>" in page

    client.post(edit, KIND | {"changeovers": "light to dark: 20"})
    assert saved() == [("light", "dark", 20)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("light, dark 15", "“light, dark 15” is not readable. Write it as “dark to light: 60 min”."),
        ("dark to dark: 5 min", "“dark to dark: 5 min” leads to the family that it comes from."),
        ("dark to light: soon", "Write a length like “2 h”, “45 min” or “1 h 30 min”."),
        ("a to b: 5\nA to B: 6", "“A to B: 6” says a change a second time."),
        ("a to b: 9 h", "Ensure this value is less than or equal to 480."),
        (f"a to {'b' * 21}: 5", f"“a to {'b' * 21}: 5”: the name of a family has 20 letters at most."),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_and_kept(client, typed, said):
    client.force_login(make.admin())

    answer = client.post(reverse("equipment-new", args=["kind"]), KIND | {"changeovers": typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors["changeovers"] == [said]
    assert f"{typed}</textarea>" in answer.content.decode()
    assert saved() == []


def test_what_shares_a_load_has_no_changeovers(client):
    client.force_login(make.admin())

    answer = client.post(reverse("equipment-new", args=["kind"]), KIND | {"use": "load", "changeovers": LINES})

    assert list(answer.context["form"].errors) == ["changeovers"]


def test_a_maker_chooses_the_family_of_a_stop_and_lets_it_be_shared_out(client):
    glazery, mia = Glazery(), make.maker_user()
    client.force_login(mia)
    draft = make.capsule(status="draft", maker=mia.maker)
    address = reverse("route-edit", args=[draft.slug])
    stop = {"rank": 1, "name": "Glazed", "kind": glazery.kind.pk, "minutes_per_piece": 12}
    typed = {f"stop-0-{name}": value for name, value in stop.items()}
    typed |= {"stop-TOTAL_FORMS": 1, "stop-INITIAL_FORMS": 0, "stop-0-splits": "on"}

    assert "Colour family" in client.get(address).content.decode()
    client.post(address, typed | {"stop-0-family": "dark"})
    stop = Operation.objects.get()
    assert (stop.family, stop.splits) == ("dark", True)
    assert '<option value="dark" selected>' in client.get(address).content.decode()

    refused = client.post(address, typed | {"stop-0-family": "blue"})

    assert refused.context["rows"][0].errors["family"] == ["glazing booth knows dark and light only."]


def test_where_nothing_is_changed_over_no_stop_asks_for_a_family(client):
    mia = make.maker_user()
    client.force_login(mia)

    page = client.get(reverse("route-edit", args=[make.capsule(status="draft", maker=mia.maker).slug]))

    assert "Colour family" not in page.content.decode()


def test_the_planner_is_told_the_changes_and_the_family():
    glazery = Glazery()
    open_steps(glazery.run("light"))

    problem = glazery.rows().problem

    assert problem.stations[0].changeovers == (planner.Changeover("dark", "light", 60),)
    assert [step.family for run in problem.runs for step in run.steps] == ["light"]


def test_what_was_worked_on_last_and_what_is_locked_stands_on_its_station():
    glazery = Glazery()
    glazery.worked(glazery.run("dark"), LAST_WEEK, **DONE)
    glazery.worked(glazery.run("light"), NINE, **PLANNED)
    glazery.worked(glazery.run(""), NINE + timedelta(hours=3), **PLANNED)

    rows = glazery.rows()

    assert [(each.family, rows.moment(each.during.start)) for each in rows.problem.stations[0].standing] == [
        ("dark", LAST_WEEK),
        ("light", NINE),
    ]


def test_the_change_is_held_on_the_station_before_the_work():
    glazery = Glazery()
    glazery.worked(glazery.run("dark"), LAST_WEEK, **DONE)

    open_steps(glazery.run("light"))

    rows = glazery.rows()
    (session,) = planner.plan(rows.problem).sessions
    assert rows.moment(session.occupied.start) == NINE
    assert rows.moment(session.start) == NINE + timedelta(hours=1)


def test_a_kind_changes_over_in_one_time(refused):
    change = Glazery().kind.changeovers.get()
    refused(
        "kind_changes_over_in_one_time",
        lambda: Changeover.objects.create(kind=change.kind, before="dark", after="light", minutes=5),
    )


def test_a_changeover_leads_to_another_family_and_takes_minutes(refused):
    changes = Glazery().kind.changeovers
    named = "changeover_leads_to_another_family"
    refused(named, lambda: changes.create(before="dark", after="dark", minutes=5))
    refused(named, lambda: changes.create(before="", after="dark", minutes=5))
    refused("changeover_takes_minutes", lambda: changes.create(before="light", after="dark", minutes=0))


def test_only_work_has_a_family_or_is_split(refused):
    kilns, capsule = make.kiln_kind(), make.capsule()
    fired = {"on": kilns, "program": make.program(kilns), "litres_per_piece": 4}
    for wrong in ({"family": "dark"}, {"splits": True}):
        refused("only_work_has_a_family_or_is_split", lambda wrong=wrong: make.operation(capsule, **fired, **wrong))
