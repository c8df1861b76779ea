from django.urls import path

from .views import art, office, shop, studio, typed, waiting

urlpatterns = [
    path("", shop.shop, name="shop"),
    path("makers/", shop.makers, name="makers"),
    path("makers/<slug:slug>/", shop.maker, name="maker"),
    path("policies/", shop.policies, name="policies"),
    path("art/<slug:slug>.svg", art.artwork, name="artwork"),
    path("c/<slug:slug>/waiting/", waiting.waiting_join, name="waiting-join"),
    path("w/<str:secret>/", waiting.waiting_leave, name="waiting-leave"),
    path("studio/capsules/", studio.capsules, name="studio-capsules"),
    path("studio/drawings/<slug:kind>/<slug:palette>.svg", art.drawing, name="drawing"),
    path("studio/typed/<slug:form>/", typed.typed_keep, name="typed-keep-new"),
    path("studio/typed/<slug:form>/<slug:slug>/", typed.typed_keep, name="typed-keep"),
    path("studio/throw-away/<int:pk>/", typed.typed_forget, name="typed-forget"),
    path("office/capsules/", office.capsules, name="office-capsules"),
    path("office/capsules/<slug:slug>/closing/", office.capsule_closing, name="capsule-closing"),
    path("office/capsules/<slug:slug>/orders/", office.capsule_orders, name="capsule-orders"),
    path("office/orders/<int:pk>/cancel/", office.order_cancel_by_admin, name="order-cancel-by-admin"),
]
