"""The web application, as granian loads it."""

import os

from django.core.wsgi import get_wsgi_application

from frontdoor.config.receiving import Unhurried

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdoor.config.settings")
application = Unhurried(get_wsgi_application())
