"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieli.config.settings")
application = get_wsgi_application()

if server := os.environ.get("JIELI_SERVER"):
    from jieli.config.cli.serve import leave_with

    leave_with(int(server))
