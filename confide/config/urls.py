"""Every address of the site: those of the pages, which bring those of the registers with them."""

from django.urls import include, path

urlpatterns = [path("", include("confide.web.urls"))]
