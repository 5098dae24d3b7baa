"""Where our endpoints are, what they speak, and how to get a key."""

from django.conf import settings

from frontdoor.api.open311 import formats
from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.parameters import Call
from frontdoor.organisation import queries as organisation

_GEOREPORT = "http://wiki.open311.org/GeoReport_v2"
_UPDATES = "https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Proposed-differences-to-Open311"
# here, and only here, clients want the types bare
CONTENT_TYPES = {"xml": "text/xml", "json": "application/json"}


def discovery(call: Call) -> Answer:
    """The discovery document: one address, which speaks GeoReport v2 and FixMyStreet's extension for updates."""
    council = organisation.council()
    changed = formats.w3c(organisation.changed_at() or call.at)
    contact = (
        f"{council.name}: {council.email}, {council.phone}" if council else "This council is not set up yet"
    )
    key = f"Write to {council.email} and say what your system is for" if council else contact
    base = {
        "url": f"{settings.ADDRESS}/open311/v2",
        "changeset": changed,
        "type": "test" if council is None or council.demonstration else "production",
        "formats": ["text/xml", "application/json"],
    }
    return "discovery", {
        "changeset": changed,
        "contact": contact,
        "key_service": key,
        "endpoints": [{"specification": one, **base} for one in (_GEOREPORT, _UPDATES)],
    }
