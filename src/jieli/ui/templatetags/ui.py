"""Filters and tags that every page may use. Each tag's manual is its YAML in ui/components, shown in the gallery."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jieli.ui import wording
from jieli.ui.owners import initial_of
from jieli.ui.owners import owner_class as owner_class_of

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    return wording.money_text(fen)


@register.filter
def money_sign(fen: int | None) -> str:
    return wording.money_text(fen, signed=True)


@register.filter
def money_short(fen: int) -> str:
    return wording.short_money_text(fen)


@register.filter
def percent(share: Fraction | None) -> str:
    return wording.percent_text(share)


@register.filter
def day(value: date | None) -> str:
    return wording.day_text(value)


@register.filter
def long_day(value: date | None) -> str:
    return wording.long_day_text(value)


@register.filter
def moment(value: datetime | None) -> str:
    return wording.moment_text(value)


@register.filter
def period(label: str) -> str:
    return wording.period_text(label)


@register.filter
def owner_class(person_id: int | None) -> str:
    return owner_class_of(person_id)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from the sprite; decoration only, the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def amount(
    fen: int | None, href: str = "", *, signed: bool = False, page: bool = False, label: str = ""
) -> SafeString:
    """An amount; with `href` it opens its explanation in the sheet, or with `page` as a page of its own."""
    return _component(
        "amount",
        {
            "text": wording.money_text(fen, signed=signed),
            "tone": "unknown" if fen is None else "negative" if fen < 0 else "",
            "href": href,
            "page": page,
            "label": label,
        },
    )


@register.simple_tag
def person(person_id: int | None, name: str, department: str = "", href: str = "") -> SafeString:
    return _component(
        "person",
        {
            "owner": owner_class_of(person_id),
            "initial": "" if person_id is None else initial_of(name),
            "name": name,
            "department": department,
            "href": href,
        },
    )


@register.simple_tag
def field(bound: BoundField, *, label: str = "", wide: bool = False) -> SafeString:
    """Label, control, help and errors of one form field. Use it once per field of a form."""
    return _component(
        "field",
        {
            "field": bound,
            "label": label or bound.label,
            "wide": wide,
            "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
            "is_group": bound.use_fieldset,
        },
    )


@register.simple_tag
def form_errors(form: BaseForm, elsewhere: Sequence[Any] = ()) -> SafeString:
    """Everything wrong with a form, above it: what concerns the whole first, then a link to each field.

    elsewhere: what is typed beside the form's fields and wrong, each with `id_for_label`, `label` and `errors`.
    """
    wrong = [form[name] for name in form.errors if name in form.fields]
    return _component("form_errors", {"whole": form.non_field_errors(), "fields": [*wrong, *elsewhere]})


@register.simple_tag
def problem_list(problems: Sequence[Any]) -> SafeString:
    return _component("problem_list", {"problems": problems})


@register.simple_tag
def empty(title: str, text: str = "", url: str = "", label: str = "") -> SafeString:
    return _component("empty", {"title": title, "text": text, "url": url, "label": label})


@register.simple_tag(takes_context=True)
def pager(context: template.Context, page: Any) -> SafeString:
    """Previous and next of Django's Page (numbers) or of a page with cursors. The rest of the query string stays."""
    query = _query(context)
    if hasattr(page, "paginator"):
        previous = page.previous_page_number() if page.has_previous() else None
        following = page.next_page_number() if page.has_next() else None
        total: Any = page.paginator.count
    else:
        previous, following, total = page.previous_cursor, page.next_cursor, page.total
    return _component(
        "pager",
        {
            "previous": _with(query, page=previous) if previous is not None else "",
            "following": _with(query, page=following) if following is not None else "",
            "total": f"{total:,}" if isinstance(total, int) else total,
        },
    )


@register.simple_tag(takes_context=True)
def sort_link(context: template.Context, name: str, label: str) -> SafeString:
    """A column's heading that sorts by it: rising at first, falling at the second click."""
    query = _query(context)
    current = query.get("sort", "")
    state = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    url = _with(query, sort=f"-{name}" if current == name else name, page=None)
    return _component("sort_link", {"url": url, "label": label, "state": state})


@register.simple_block_tag(end_name="endcrumbs")
def crumbs(content: str) -> SafeString:
    """The way back: the `<li>`s between the tags, or nothing at all where there are none."""
    return _component("crumbs", {"items": content}) if content.strip() else SafeString("")


@register.simple_block_tag(end_name="endwrap")
def wrap(content: str, css_class: str) -> SafeString:
    """A div around what is inside, or nothing at all where that is empty."""
    return format_html('<div class="{}">{}</div>', css_class, content) if content.strip() else SafeString("")


def _component(name: str, context: dict[str, Any]) -> SafeString:
    """Rendered without the file's last line end, which would be a visible space in running text."""
    return mark_safe(render_to_string(f"components/{name}.html", context).strip())  # noqa: S308


def _query(context: template.Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET if request is not None else QueryDict()


def _with(query: QueryDict, **changes: Any) -> str:
    changed = query.copy()
    for key, value in changes.items():
        changed.pop(key, None)
        if value is not None:
            changed[key] = str(value)
    return "?" + changed.urlencode()
