from django.urls import path

from scheduling.views import capsule_page, members, stations

urlpatterns = [
    path("c/<slug:slug>/", capsule_page.capsule, name="capsule"),
    path("office/stations/", stations.stations, name="stations"),
    path("office/stations/<slug:what>/new/", stations.equipment, name="equipment-new"),
    path("office/stations/<slug:what>/<int:pk>/", stations.equipment, name="equipment-edit"),
    path("office/members/", members.members, name="members"),
    path("office/members/makers/new/", members.maker_new, name="maker-new"),
    path("office/members/makers/<slug:slug>/", members.maker_edit, name="maker-edit"),
    path("office/members/staff/new/", members.staff_new, name="staff-new"),
]
