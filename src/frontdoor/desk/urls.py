"""Addresses of the desk."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from frontdoor.desk.forms.doings import DOINGS
from frontdoor.desk.views import account, cases, customers, doings, home, messages, oversight, queues, search


class RowConverter(IntConverter):
    """The number of a row: no more digits than a database counts to."""

    regex = "[0-9]{1,18}"


register_converter(RowConverter, "row")

urlpatterns = [
    path("", home.home, name="desk-home"),
    path("queues/<str:name>/", queues.queue, name="desk-queue"),
    path("cases/<str:reference>/", cases.case, name="desk-case"),
    path("cases/<str:reference>/reports/", cases.reports, name="desk-case-reports"),
    path("cases/<str:reference>/map/", cases.on_the_map, name="desk-case-map"),
    path("cases/<str:reference>/history/", oversight.history, name="desk-case-history"),
    *(
        path(f"cases/<str:reference>/{name}/", doings.doing, {"name": name}, name=f"desk-case-{name}")
        for name in DOINGS
    ),
    path("search/", search.search, name="desk-search"),
    path("customers/<row:customer_id>/", customers.customer, name="desk-customer"),
    path("messages/", messages.messages, name="desk-messages"),
    path("messages/<row:message_id>/", messages.send_again, name="desk-send-again"),
    path("jobs/", oversight.given_up, name="desk-jobs"),
    path("me/", account.me, name="desk-me"),
]
