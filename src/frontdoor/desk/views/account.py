"""One's own account."""

from django.http import HttpRequest, HttpResponse

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.design.types import Row
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of
from frontdoor.organisation import queries as organisation


@open_to(STAFF)
@methods("GET")
def me(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, role, teams; and where to change the password."""
    user, names = user_of(request), organisation.team_names()
    teams = ", ".join(sorted(names[team_id] for team_id in viewer_of(request).team_ids))
    rows = [
        Row("Name", user.name),
        Row("E-mail", user.email),
        Row("Role", user.role_name),
        Row("Teams", teams or "None"),
    ]
    return page(request, "me", {"rows": rows}, section="me")
