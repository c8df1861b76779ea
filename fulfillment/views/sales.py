from django.shortcuts import render
from django.utils import timezone

from coop.access import admin_only
from fulfillment.pages.sales_insights import sales_page


@admin_only
def sales(request):
    """How the latest drops sold."""
    return render(request, "office/sales.html", sales_page(timezone.now()))
