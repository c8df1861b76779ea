from django.urls import path

from coop.actions.journal import record  # stands for a view of ours that wears no decorator

urlpatterns = [path("careless/", record)]
