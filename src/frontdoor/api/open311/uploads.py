"""Photos that come with a request: drawn anew before they are kept."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from frontdoor.api.open311.faults import Fault
from frontdoor.core import files, photos, text

MOST_PHOTOS = 5


def kept(request: HttpRequest) -> tuple[tuple[int, str], ...]:
    """Keep the photos of a request: their ids and names. Raises Fault 400 for any other file, or too many."""
    sent = [one for name in request.FILES for one in request.FILES.getlist(name)]
    if len(sent) > MOST_PHOTOS:
        raise Fault(400, f"Send at most {MOST_PHOTOS} photos")
    clean = [(_clean(one), one.name or "") for one in sent]
    return tuple(
        (files.keep(jpeg, content_type="image/jpeg").pk, text.one_line(name)[:120] or "photo.jpg")
        for jpeg, name in clean
    )


def _clean(sent: "UploadedFile[bytes]") -> bytes:
    if sent.size and sent.size > photos.MAX_BYTES:
        raise Fault(400, "The photo must be smaller than 15MB.")
    try:
        return photos.clean(sent.read()).jpeg
    except photos.NotAPhoto as fault:
        raise Fault(400, str(fault)) from fault
