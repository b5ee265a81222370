"""The addresses of the gallery."""

from django.urls import path

from jieli.ui.gallery.views import gallery, gallery_sheet

app_name = "ui"
urlpatterns = [
    path("gallery", gallery, name="gallery"),
    path("sheet", gallery_sheet, name="gallery_sheet"),
]
