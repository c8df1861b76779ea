from django.urls import path, register_converter

from scheduling.views import approvals, board, capsule_page, floor, members, route, runs, stations, studio
from scheduling.views.days import LocalDay

register_converter(LocalDay, "day")

urlpatterns = [
    path("studio/capsules/<slug:slug>/route/", route.route_edit, name="route-edit"),
    path("studio/capsules/<slug:slug>/submit/", route.capsule_submit, name="capsule-submit"),
    path("studio/", studio.studio, name="studio"),
    path("studio/runs/<int:pk>/", runs.studio_run, name="studio-run"),
    path("office/approvals/", approvals.approvals, name="approvals"),
    path("office/runs/<int:pk>/", runs.office_run, name="office-run"),
    path("office/runs/<int:pk>/approve/", approvals.run_approve, name="run-approve"),
    path("office/runs/<int:pk>/withdraw/", approvals.run_withdraw, name="run-withdraw"),
    path("office/runs/<int:pk>/plan-again/", runs.run_plan_again, name="run-plan-again"),
    path("office/capsules/<slug:slug>/list/", approvals.capsule_list, name="capsule-list"),
    path("office/capsules/<slug:slug>/send-back/", approvals.capsule_send_back, name="capsule-send-back"),
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
