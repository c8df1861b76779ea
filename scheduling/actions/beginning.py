"""Writing a new capsule with the route and the costs that it begins with."""

from django.db import transaction

from capsules.actions.costing import save_costs
from capsules.actions.editing import save_draft
from capsules.models import Capsule
from capsules.sheets import Sheet
from scheduling.models import Operation

from .routing import save_route


@transaction.atomic
def begin(capsule, *, stops: list[Operation], sheet: Sheet | None, by, **draft) -> Capsule:
    """Save a draft for the first time; `draft` is what `save_draft` takes."""
    saved = save_draft(capsule, by=by, **draft)
    if stops:
        save_route(saved, stops=stops, by=by)
    if sheet:
        save_costs(saved, sheet, by=by)
    return saved
