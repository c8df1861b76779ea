from django.core.paginator import Paginator
from django.shortcuts import render

from coop.access import admin_only
from coop.models import Entry


@admin_only
def journal(request):
    entries = Paginator(Entry.objects.all(), 50).get_page(request.GET.get("page"))
    return render(request, "office/journal.html", {"entries": entries})
