import pytest
from django.db import IntegrityError, transaction

from coop.actions.journal import WORKER, record
from coop.lifecycle import broke
from coop.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


def test_a_line_says_who_did_what_to_which_row():
    admin, node = make.admin(), make.node("Kanalstraße")

    entry = record(admin, "added", node, zone=node.time_zone)

    assert (entry.by, entry.who, entry.verb, entry.kind, entry.row, entry.title, entry.details) == (
        admin,
        "Ada",
        "added",
        "coop.node",
        node.pk,
        "Kanalstraße",
        {"zone": "Europe/Amsterdam"},
    )


def test_what_no_person_did_is_signed_by_the_worker():
    entry = record(WORKER, "planned", make.node())

    assert (entry.by, entry.who) == (None, "worker")


@pytest.mark.parametrize(
    "rewrite", [lambda lines: lines.update(verb="forged"), lambda lines: lines._raw_delete(lines.db)]
)
def test_nobody_rewrites_the_journal(rewrite):
    entry = record(WORKER, "planned", make.node())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rewrite(Entry.objects.filter(pk=entry.pk))

    assert broke(refused.value, "journal_is_append_only")
