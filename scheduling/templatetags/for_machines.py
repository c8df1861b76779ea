"""What a capsule's page tells programs: {% for_machines show %}, in its head."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from coop.links import whole, whole_page
from scheduling.pages.elsewhere.structured import open_graph, product
from scheduling.pages.showcase import Phase, Showcase

register = template.Library()

AS_DATA = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""Inside <script> nothing may look like markup; everything but ASCII is escaped by `json` itself."""


@register.inclusion_tag("includes/for_machines.html")
def for_machines(show: Showcase) -> dict:
    """Nothing of a draft: it has no public page to speak of."""
    address = whole(show.capsule.get_absolute_url())
    if show.phase == Phase.PREVIEW:
        return {}
    return {
        "canonical": address,
        "oembed": whole_page("oembed", url=address),
        "title": show.capsule.title,
        "tags": open_graph(show),
        "data": as_data(product(show)) if show.variants else "",
    }


def as_data(content: dict) -> SafeString:
    return mark_safe(json.dumps(content).translate(AS_DATA))
