"""Files that people sent, given out so that nothing in them can run."""

from django.http import Http404, HttpRequest, HttpResponse

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.queries import User
from frontdoor.accounts.types import Audience
from frontdoor.cases import queries as cases
from frontdoor.contacts import queries as contacts
from frontdoor.contacts.queries import Attachment
from frontdoor.core import files
from frontdoor.portal import visits
from frontdoor.portal.views.methods import methods

# Only what we drew ourselves is shown in the page; everything else is a download
_SHOWN = "image/jpeg"


@open_to(Audience.ANYONE)
@methods("GET")
def media(request: HttpRequest, token: str) -> HttpResponse:
    """A file of a contact, for those who may see it. Missing and forbidden look the same."""
    found = contacts.attachment(token) if len(token) <= 43 else None
    if found is None or not _may_see(request, found):
        raise Http404
    try:
        data, content_type = files.read(found.file_id)
    except LookupError as gone:
        raise Http404 from gone
    return picture(data, content_type)


def picture(data: bytes, content_type: str) -> HttpResponse:
    """The bytes as a picture where we drew it ourselves, else as a download; never as a page that could run."""
    shown = content_type == _SHOWN
    response = HttpResponse(data, content_type=_SHOWN if shown else "application/octet-stream")
    response["Content-Disposition"] = (
        'inline; filename="photo.jpg"' if shown else 'attachment; filename="file"'
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=600"
    return response


def _may_see(request: HttpRequest, found: Attachment) -> bool:
    """Everybody what was made public of a public case; reporters what they sent; staff what belongs to their cases."""
    if found.contact.source_record_id and found.contact.source_record_id in visits.records_followed(request):
        return True
    of_contact = {"notices__contact_id": found.contact_id}
    if found.is_public and cases.public().filter(**of_contact).exists():
        return True
    user = request.user
    return isinstance(user, User) and cases.visible_to(cases.viewer(user)).filter(**of_contact).exists()
