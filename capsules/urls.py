from django.urls import path

from .views import art, codes, office, rates, referrals, samples, shop, studio, waiting

urlpatterns = [
    path("", shop.shop, name="shop"),
    path("makers/", shop.makers, name="makers"),
    path("makers/<slug:slug>/", shop.maker, name="maker"),
    path("policies/", shop.policies, name="policies"),
    path("art/<slug:slug>.svg", art.artwork, name="artwork"),
    path("c/<slug:slug>/waiting/", waiting.waiting_join, name="waiting-join"),
    path("w/<str:secret>/", waiting.waiting_leave, name="waiting-leave"),
    path("s/<slug:code>/", samples.sample, name="sample"),
    path("studio/referrals/", referrals.studio_referrals, name="studio-referrals"),
    path("studio/referrals/<int:pk>/end/", referrals.studio_referral_end, name="studio-referral-end"),
    path("studio/samples/", samples.studio_samples, name="studio-samples"),
    path("studio/samples/<int:pk>/card.pdf", samples.sample_card, name="sample-card"),
    path("studio/samples/<int:pk>/take-back/", samples.sample_take_back, name="sample-take-back"),
    path("studio/capsules/", studio.capsules, name="studio-capsules"),
    path("studio/capsules/new/", studio.capsule_new, name="capsule-new"),
    path("studio/capsules/<slug:slug>/", studio.capsule_edit, name="capsule-edit"),
    path("office/codes/", codes.codes, name="codes"),
    path("office/codes/<int:pk>/end/", codes.code_end, name="code-end"),
    path("office/referrals/", referrals.office_referrals, name="office-referrals"),
    path("office/referrals/<int:pk>/end/", referrals.office_referral_end, name="office-referral-end"),
    path("office/capsules/", office.capsules, name="office-capsules"),
    path("office/capsules/<slug:slug>/closing/", office.capsule_closing, name="capsule-closing"),
    path("office/capsules/<slug:slug>/orders/", office.capsule_orders, name="capsule-orders"),
    path("office/orders/<int:pk>/cancel/", office.order_cancel_by_admin, name="order-cancel-by-admin"),
    path("office/shipping/", rates.rates, name="rates"),
    path("office/shipping/new/", rates.zone_new, name="zone-new"),
    path("office/shipping/<int:pk>/", rates.zone_edit, name="zone-edit"),
    path("office/shipping/<int:pk>/remove/", rates.zone_remove, name="zone-remove"),
]
