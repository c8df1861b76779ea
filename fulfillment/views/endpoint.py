from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import admin_only
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
    known = Endpoint.objects.filter(node=node).first()
    form = EndpointForm(request.POST or None, initial={"url": known.url if known else ""})
    if request.method == "POST" and form.is_valid():
        connected = endpoints.connect(node, url=form.cleaned_data["url"], by=request.user)
        if known is None:
            request.session[SECRET_TO_SHOW] = connected.secret
        messages.success(request, "Saved. Messages go to this address from now on.")
        return redirect("endpoint", slug)
    deliveries = Notice.objects.filter(channel=Notice.Channel.MESSAGE, node=node).select_related("preorder")
    context = {
        "node": node,
        "endpoint": known,
        "form": form,
        "secret": request.session.pop(SECRET_TO_SHOW, ""),
        "deliveries": deliveries.order_by("-id")[:SHOWN],
    }
    return render(request, "office/endpoint.html", context, status=422 if form.errors else 200)


@admin_only
@require_POST
def endpoint_rotate(request, slug):
    rotated = endpoints.rotate_secret(get_object_or_404(Endpoint, node__slug=slug), by=request.user)
    request.session[SECRET_TO_SHOW] = rotated.secret
    messages.success(request, "There is a new secret. The old one signs as well for 24 hours.")
    return redirect("endpoint", slug)


@admin_only
@require_POST
def endpoint_switch(request, slug):
    known = get_object_or_404(Endpoint, node__slug=slug)
    if known.switched_off_at:
        endpoints.switch_on(known, by=request.user)
        messages.success(request, "Switched on.")
    else:
        endpoints.switch_off(known, reason=f"Switched off by {request.user}.", by=request.user)
        messages.success(request, "Switched off: nothing is sent to this node's system.")
    return redirect("endpoint", slug)


@admin_only
@require_POST
def notice_retry(request, pk):
    notice = get_object_or_404(Notice, pk=pk)
    try:
        noticing.retry(notice, by=request.user)
        messages.success(request, "It will be sent again now.")
    except (IllegalMove, StaleRow):
        messages.info(request, "Nothing to do: it no longer counts as given up.")
    if notice.channel == Notice.Channel.MESSAGE:
        return redirect("endpoint", notice.node.slug)
    return redirect("office")
