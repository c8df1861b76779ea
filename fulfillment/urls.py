"""Addresses of the pages that show pieces, stock and notices."""

from django.urls import path

from .views import desk, endpoint, inspections, office, order, piece, retrospectives

urlpatterns = [
    path("office/", office.office, name="office"),
    path("o/<str:secret>/", order.order, name="order"),
    path("o/<str:secret>/cancel/", order.order_cancel, name="order-cancel"),
    path("find-order/", order.find_order, name="find-order"),
    path("p/<str:mark>/", piece.piece, name="piece"),
    path("studio/retrospectives/", retrospectives.retrospectives, name="retrospectives"),
    path("studio/retrospectives/<slug:slug>/", retrospectives.retrospective, name="retrospective"),
    path("desk/<slug:slug>/", desk.desk, name="desk"),
    path("desk/<slug:slug>/pickup/", desk.desk_pickup, name="desk-pickup"),
    path("desk/<slug:slug>/pickup/hand-over/", desk.desk_hand_over, name="desk-hand-over"),
    path("desk/<slug:slug>/receive/", desk.desk_receive, name="desk-receive"),
    path("floor/<slug:slug>/inspections/", inspections.inspections, name="inspections"),
    path("floor/<slug:slug>/inspections/<int:pk>/", inspections.piece_inspect, name="piece-inspect"),
    path("floor/<slug:slug>/inspections/runs/<int:pk>/pass/", inspections.run_pass_the_rest, name="run-pass-the-rest"),
    path("floor/<slug:slug>/inspections/runs/<int:pk>/again/", inspections.run_make_again, name="run-make-again"),
    path("office/nodes/<slug:slug>/endpoint/", endpoint.endpoint, name="endpoint"),
    path("office/nodes/<slug:slug>/endpoint/rotate/", endpoint.endpoint_rotate, name="endpoint-rotate"),
    path("office/nodes/<slug:slug>/endpoint/switch/", endpoint.endpoint_switch, name="endpoint-switch"),
    path("office/notices/<int:pk>/retry/", endpoint.notice_retry, name="notice-retry"),
    path("studio/shop-endpoint/", endpoint.shop_endpoint, name="shop-endpoint"),
    path("studio/shop-endpoint/rotate/", endpoint.shop_endpoint_rotate, name="shop-endpoint-rotate"),
    path("studio/shop-endpoint/switch/", endpoint.shop_endpoint_switch, name="shop-endpoint-switch"),
    path("studio/shop-endpoint/<int:pk>/retry/", endpoint.shop_notice_retry, name="shop-notice-retry"),
]
