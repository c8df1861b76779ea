from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from capsules.models import Capsule
from coop.access import public
from coop.shared_pages import shared
from scheduling.pages.showcase import Showcase

from .capsule_page import visible_to


@public
@shared
def capsule_marks(request, slug):
    """The edition as it stands now, for the page that is open already; in the prices of `?variant=`."""
    capsule = get_object_or_404(visible_to(request.user).prefetch_related(None), slug=slug)
    show = Showcase(capsule, variant=request.GET.get("variant"), quantity="1", now=timezone.now())
    context = {"capsule": capsule, "node": capsule.made_at, "show": show}
    answer = render(request, "shop/edition.html", context)
    if capsule.status in (Capsule.Status.LISTED, Capsule.Status.CLOSED):
        # A proxy may answer the crowd's polls, a second long.
        patch_cache_control(answer, public=True, max_age=int(settings.PAGE_SECONDS))
    else:
        patch_cache_control(answer, private=True, no_cache=True)
    return answer
