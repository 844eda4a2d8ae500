"""The django-oscar shop as a web server asks for it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "oscar_shop.pages"
application = get_wsgi_application()
