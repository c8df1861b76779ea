from django.urls import path

from .views import art, office, pictures, reminders, shop, studio, waiting

urlpatterns = [
    path("", shop.shop, name="shop"),
    path("makers/", shop.makers, name="makers"),
    path("makers/<slug:slug>/", shop.maker, name="maker"),
    path("policies/", shop.policies, name="policies"),
    path("art/<slug:slug>.svg", art.artwork, name="artwork"),
    path("pictures/<str:key>/<int:width>.webp", pictures.picture, name="picture"),
    path("c/<slug:slug>/tell-me/", reminders.reminder_join, name="reminder-join"),
    path("r/<str:secret>/", reminders.reminder, name="reminder"),
    path("c/<slug:slug>/waiting/", waiting.waiting_join, name="waiting-join"),
    path("w/<str:secret>/", waiting.waiting_leave, name="waiting-leave"),
    path("studio/capsules/", studio.capsules, name="studio-capsules"),
    path("studio/capsules/new/", studio.capsule_new, name="capsule-new"),
    path("studio/capsules/<slug:slug>/", studio.capsule_edit, name="capsule-edit"),
    path("studio/capsules/<slug:slug>/pictures/", pictures.pictures, name="capsule-pictures"),
    path("studio/pictures/<int:pk>/", pictures.picture_act, name="picture-act"),
    path("office/capsules/", office.capsules, name="office-capsules"),
    path("office/capsules/<slug:slug>/closing/", office.capsule_closing, name="capsule-closing"),
    path("office/capsules/<slug:slug>/orders/", office.capsule_orders, name="capsule-orders"),
    path("office/orders/<int:pk>/cancel/", office.order_cancel_by_admin, name="order-cancel-by-admin"),
]
