"""Addresses of residents' pages, and of signing in."""

from django.urls import path, re_path

from frontdoor.portal.views import about, files, following, forms, home, look, published, sending, staff

urlpatterns = [
    path("", home.home, name="home"),
    path("services/", home.services, name="services"),
    path("services/<slug:code>/", home.service, name="service"),
    path("search/", home.search, name="search"),
    path("report/", home.services, name="report"),
    path("report/<slug:code>/", forms.start, name="report-start"),
    path("report/<slug:code>/stop/", forms.stop, name="report-stop"),
    path("report/<slug:code>/check/", sending.check, name="report-check"),
    path("report/<slug:code>/nearby/", sending.nearby, name="report-nearby"),
    path("report/<slug:code>/elsewhere/", sending.not_ours, name="report-elsewhere"),
    path("report/<slug:code>/sent/<str:reference>/", sending.sent, name="report-sent"),
    path("report/<slug:code>/photos/<int:file_id>/", sending.photo, name="report-photo"),
    path("report/<slug:code>/<slug:page_code>/", forms.page, name="report-page"),
    path("follow/", following.follow, name="follow"),
    path("follow/<str:reference>/", following.case, name="follow-case"),
    path("follow/<str:reference>/stop/", following.stop_following, name="stop-following"),
    path("reports/", published.reports, name="reports"),
    path("reports/<str:reference>/", published.report, name="report-public"),
    path("media/<str:token>/", files.media, name="media"),
    path("map/layers.json", look.layer, name="map-layer"),
    path("council.css", look.stylesheet, name="council-css"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("cookies/", about.cookies, name="cookies"),
    path("contact/", about.contact, name="contact"),
    # allauth finds these by their names. There are no others of its: no sign-up, no social sign-in.
    path("sign-in/", staff.sign_in, name="account_login"),
    path("sign-out/", staff.sign_out, name="account_logout"),
    path("password/", staff.change_password, name="account_change_password"),
    path("password/reset/", staff.ask_reset, name="account_reset_password"),
    path("password/reset/sent/", staff.reset_asked, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        staff.reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", staff.reset_done, name="account_reset_password_from_key_done"),
]
