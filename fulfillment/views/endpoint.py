"""Where signed messages go: one page for a node's system, in the office, and one for a maker's shop, in the studio."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import admin_only, maker_only
from coop.lifecycle import IllegalMove, StaleRow
from coop.models import Node
from fulfillment.actions import endpoints, noticing
from fulfillment.forms.endpoints import EndpointForm
from fulfillment.models import Endpoint, Notice

SHOWN = 20
SECRET_TO_SHOW = "endpoint_secret"


@admin_only
def endpoint(request, slug):
    node = get_object_or_404(Node, slug=slug)
    return page(request, node, template="office/endpoint.html", here=("endpoint", slug), node=node)


@admin_only
@require_POST
def endpoint_rotate(request, slug):
    return rotate(request, get_object_or_404(Endpoint, node__slug=slug), here=("endpoint", slug))


@admin_only
@require_POST
def endpoint_switch(request, slug):
    return switch(request, get_object_or_404(Endpoint, node__slug=slug), here=("endpoint", slug))


@admin_only
@require_POST
def notice_retry(request, pk):
    notice = get_object_or_404(Notice.objects.select_related("endpoint__node"), pk=pk)
    node = notice.endpoint and notice.endpoint.node
    return retry(request, notice, here=("endpoint", node.slug) if node else ("office",))


@maker_only
def shop_endpoint(request):
    maker = request.user.maker
    return page(request, maker, template="studio/shop_endpoint.html", here=("shop-endpoint",), node=maker.home)


@maker_only
@require_POST
def shop_endpoint_rotate(request):
    return rotate(request, get_object_or_404(Endpoint.objects.of(request.user.maker)), here=("shop-endpoint",))


@maker_only
@require_POST
def shop_endpoint_switch(request):
    return switch(request, get_object_or_404(Endpoint.objects.of(request.user.maker)), here=("shop-endpoint",))


@maker_only
@require_POST
def shop_notice_retry(request, pk):
    notice = get_object_or_404(Notice, pk=pk, endpoint__maker=request.user.maker)
    return retry(request, notice, here=("shop-endpoint",))


def page(request, owner, *, template, here, node):
    """`owner` is the node or the maker; times are shown in the zone of `node`."""
    known = Endpoint.objects.of(owner).first()
    form = EndpointForm(request.POST or None, initial={"url": known.url if known else ""})
    if request.method == "POST" and form.is_valid():
        connected = endpoints.connect(owner, url=form.cleaned_data["url"], by=request.user)
        if known is None:
            request.session[SECRET_TO_SHOW] = connected.secret
        messages.success(request, "Saved. Messages go to this address from now on.")
        return redirect(*here)
    deliveries = Notice.objects.filter(channel=Notice.Channel.MESSAGE, endpoint=known).select_related("preorder")
    context = {
        "node": node,
        "endpoint": known,
        "form": form,
        "secret": request.session.pop(SECRET_TO_SHOW, ""),
        "deliveries": deliveries.order_by("-id")[:SHOWN] if known else [],
    }
    return render(request, template, context, status=422 if form.errors else 200)


def rotate(request, known, *, here):
    rotated = endpoints.rotate_secret(known, by=request.user)
    request.session[SECRET_TO_SHOW] = rotated.secret
    messages.success(request, "There is a new secret. The old one signs as well for 24 hours.")
    return redirect(*here)


def switch(request, known, *, here):
    if known.switched_off_at:
        endpoints.switch_on(known, by=request.user)
        messages.success(request, "Switched on.")
    else:
        endpoints.switch_off(known, reason=f"Switched off by {request.user}.", by=request.user)
        messages.success(request, "Switched off: nothing is sent there.")
    return redirect(*here)


def retry(request, notice, *, here):
    try:
        noticing.retry(notice, by=request.user)
        messages.success(request, "It will be sent again now.")
    except (IllegalMove, StaleRow):
        messages.info(request, "Nothing to do: it no longer counts as given up.")
    return redirect(*here)
