"""Is this installation ready to serve?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.portal.views.methods import methods


@open_to(Audience.ANYONE)
@methods("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not. Says nothing else to strangers."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
