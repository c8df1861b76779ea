from django.urls import path, register_converter

from scheduling.views import board, capsule_page, floor, members, stations
from scheduling.views.days import LocalDay

register_converter(LocalDay, "day")

urlpatterns = [
    path("c/<slug:slug>/", capsule_page.capsule, name="capsule"),
    path("office/stations/", stations.stations, name="stations"),
    path("office/stations/<slug:what>/new/", stations.equipment, name="equipment-new"),
    path("office/stations/<slug:what>/<int:pk>/", stations.equipment, name="equipment-edit"),
    path("office/members/", members.members, name="members"),
    path("office/members/makers/new/", members.maker_new, name="maker-new"),
    path("office/members/makers/<slug:slug>/", members.maker_edit, name="maker-edit"),
    path("office/members/staff/new/", members.staff_new, name="staff-new"),
    path("studio/board/", board.board, name="board"),
    path("studio/board/<slug:slug>/<day:day>/", board.board_day, name="board-day"),
    path("studio/board/<slug:slug>/<day:day>/maintenance/", board.maintenance, name="maintenance"),
    path("studio/bookings/", board.bookings, name="bookings"),
    path("studio/bookings/<int:pk>/cancel/", board.booking_cancel, name="booking-cancel"),
    path("floor/<slug:slug>/", floor.floor, name="floor"),
    path("floor/steps/<int:pk>/start/", floor.step_start, name="step-start"),
    path("floor/steps/<int:pk>/finish/", floor.step_finish, name="step-finish"),
    path("floor/steps/<int:pk>/problem/", floor.step_problem, name="step-problem"),
]
