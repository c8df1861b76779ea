import pytest
from django.db import IntegrityError, transaction

from coop.actions.journal import WORKER, forget_details, record
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
    "rewrite",
    [
        lambda lines: lines.update(verb="forged"),
        lambda lines: lines.update(details={"reason": "another"}),
        lambda lines: lines.update(details={"reason": "the belt", "more": 1}),
        lambda lines: lines.update(details={}, who="nobody"),
        lambda lines: lines._raw_delete(lines.db),
    ],
)
def test_nobody_rewrites_the_journal(rewrite):
    entry = record(WORKER, "planned", make.node(), reason="the belt")

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rewrite(Entry.objects.filter(pk=entry.pk))

    assert broke(refused.value, "journal_is_append_only")


def test_a_line_may_lose_a_detail_and_nothing_else():
    node, other = make.node(), make.node()
    entries = [record(WORKER, "closed", each, reason="Ida is ill", days=2) for each in (node, other)]
    record(WORKER, "planned", node)

    forget_details(node, "reason")

    assert [Entry.objects.get(pk=entry.pk).details for entry in entries] == [{"days": 2}, entries[1].details]
