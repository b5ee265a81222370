"""The gallery page and the explanation that its examples open."""

from typing import Any

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils import translation
from django.utils.safestring import SafeString

from jieli.lib.pages import page
from jieli.ui.gallery import samples
from jieli.ui.gallery.manuals import GROUPS, Example, Manual, read_manuals


@frozen
class Pane:
    """An example as it looks in one language and one theme."""

    language: str
    theme: str
    html: SafeString


@frozen
class ShownExample:
    name: str
    source: str
    panes: tuple[Pane, ...]


@page(needs=None)
def gallery(request: HttpRequest) -> HttpResponse:
    """Chinese in light and English in dark beside each other; `?swap=1` the other way round."""
    swapped = request.GET.get("swap") == "1"
    themes = ("dark", "light") if swapped else ("light", "dark")
    manuals = read_manuals()
    shown = [
        (group, [(manual, _shown(request, manual, themes)) for manual in manuals if manual.group == group])
        for group in GROUPS
    ]
    return render(request, "ui/gallery.html", {"groups": shown, "swapped": swapped})


@page(needs=None)
def gallery_sheet(request: HttpRequest) -> HttpResponse:
    """An explanation, as it opens from an amount."""
    return render(request, "ui/gallery_sheet.html", {"deeper": request.GET.get("deeper") == "1"})


def _shown(request: HttpRequest, manual: Manual, themes: tuple[str, str]) -> tuple[ShownExample, ...]:
    return tuple(
        ShownExample(
            name=example.name,
            source=example.template,
            panes=tuple(
                Pane(
                    language, theme, _render(request, example, language, f"{manual.name}-{index}-{language}")
                )
                for language, theme in zip(("zh", "en"), themes, strict=True)
            ),
        )
        for index, example in enumerate(manual.examples)
    )


def _render(request: HttpRequest, example: Example, language: str, pane: str) -> SafeString:
    with translation.override("zh-hans" if language == "zh" else "en"):
        context: dict[str, Any] = {**example.texts[language], "pane": pane}
        if example.sample:
            context |= getattr(samples, example.sample)(language == "zh", pane)
        source = "{% load i18n ui %}" + example.template
        return engines["django"].from_string(source).render(context, request)
