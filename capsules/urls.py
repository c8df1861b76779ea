from django.urls import path

from .views import art, money, office, paying, shop, studio, waiting

urlpatterns = [
    path("", shop.shop, name="shop"),
    path("makers/", shop.makers, name="makers"),
    path("makers/<slug:slug>/", shop.maker, name="maker"),
    path("policies/", shop.policies, name="policies"),
    path("art/<slug:slug>.svg", art.artwork, name="artwork"),
    path("c/<slug:slug>/waiting/", waiting.waiting_join, name="waiting-join"),
    path("w/<str:secret>/", waiting.waiting_leave, name="waiting-leave"),
    path("o/<str:secret>/pay/", paying.pay, name="pay"),
    path("o/<str:secret>/pay/done/", paying.pay_done, name="pay-done"),
    path("o/<str:secret>/pay/again/", paying.pay_again, name="pay-again"),
    path("o/<str:secret>/pay/desk/", paying.pay_at_desk, name="pay-at-desk"),
    path("webhooks/stripe/", paying.provider_news, name="provider-news"),
    path("studio/capsules/", studio.capsules, name="studio-capsules"),
    path("studio/capsules/new/", studio.capsule_new, name="capsule-new"),
    path("studio/capsules/<slug:slug>/", studio.capsule_edit, name="capsule-edit"),
    path("office/capsules/", office.capsules, name="office-capsules"),
    path("office/capsules/<slug:slug>/closing/", office.capsule_closing, name="capsule-closing"),
    path("office/capsules/<slug:slug>/orders/", office.capsule_orders, name="capsule-orders"),
    path("office/payments/", money.payments, name="payments"),
    path("office/payments/<int:pk>/", money.payment, name="payment"),
    path("office/payments/<int:pk>/look/", money.payment_look, name="payment-look"),
    path("office/refunds/<int:pk>/given/", money.refund_given, name="refund-given"),
    path("office/differences/<int:pk>/settle/", money.difference_settle, name="difference-settle"),
    path("office/orders/<int:pk>/cancel/", office.order_cancel_by_admin, name="order-cancel-by-admin"),
]
