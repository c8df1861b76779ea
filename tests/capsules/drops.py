"""Drops beside the one that a test is about: one that was made, and one to come."""

from datetime import timedelta

from django.utils import timezone

from capsules.actions.preordering import mark_ready
from capsules.actions.running import approve
from capsules.models import Preorder, Run
from tests import make

from .ordering import order
from .test_closing import closed_with


def made(title="Second Harvest", *, due_in_days=1):
    capsule = make.capsule(title, minimum=1, lead_days=0)
    order(capsule)
    run = approve(closed_with(capsule), by=make.admin())
    Run.objects.filter(pk=run.pk).update(due_at=timezone.now() + timedelta(days=due_in_days))
    mark_ready(Preorder.objects.get(capsule=capsule), by=make.user())
    return capsule


def upcoming(title, **fields):
    return make.capsule(title, opens_at=timezone.now() + timedelta(days=3), **fields)
