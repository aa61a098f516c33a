"""The addresses of the desks."""

from django.urls import path

from opennrm.web import case_page, deciding, letters, lists, signing_in, steps

urlpatterns = [
    path("", signing_in.start, name="start"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("work-list", lists.work_list, name="work-list"),
    path("referrals", lists.own_referrals, name="own-referrals"),
    path("cases/<str:reference>", case_page.show, name="case"),
    path(
        "cases/<str:reference>/reasonable-grounds",
        deciding.reasonable_grounds,
        name="decide-reasonable-grounds",
    ),
    path("cases/<str:reference>/steps/<slug:step>", steps.show, name="step"),
    path(
        "cases/<str:reference>/letters/<uuid:letter_id>", letters.decide, name="letter"
    ),
]
