"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieli.config.settings")
os.environ["JIELI_PAGES"] = "1"  # the settings then leave out the owner's login
application = get_wsgi_application()
if "owner" in connections.settings:
    raise RuntimeError("The pages are served by a process of their own, which never had the owner's login.")

if server := os.environ.get("JIELI_SERVER"):
    from jieli.config.cli.serve import leave_with

    leave_with(int(server))
