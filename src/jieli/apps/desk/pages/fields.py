"""Fields that the desk's forms share: days, amounts, shares, and the hidden key against a second click."""

import re
import unicodedata
import uuid
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieli.kernel.money import NotAnAmount, format_fen, parse_fen
from jieli.kernel.rate import NotARate, format_rate, parse_rate
from jieli.ui.forms import DayField

_KEY = re.compile(r"[0-9a-f]{32}")


class PastDayField(DayField):
    """A day that has come: what is recorded has happened. `latest` is set by the form, which knows today."""

    latest: date | None = None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.latest and value > self.latest:
            raise forms.ValidationError(_("This day has not come yet."), code="future")


class MoneyField(forms.CharField):
    """An amount as people write it: 1,234.50, also with ¥ or 元 and full-width digits. Cleaned, it is whole fen."""

    default_error_messages = {
        "amount": _("Write an amount with at most two decimals, like 1,234.50."),
        "long": _("No amount is that long. Write it like 1,234.50."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "num"})

    def to_python(self, value: Any) -> int | None:
        given = str(value or "").strip()
        if len(given) > self.max_length:
            raise forms.ValidationError(self.error_messages["long"], code="long")
        text = _narrow(given).strip().strip("¥元").strip()
        if not text:
            return None
        try:
            return parse_fen(text)
        except NotAnAmount as reason:
            raise forms.ValidationError(self.error_messages["amount"], code="amount") from reason

    def validate(self, value: int | None) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: int | None) -> None:
        """Nothing more: the length is told above, the limits of amounts by the action that records them."""

    def prepare_value(self, value: Any) -> Any:
        return format_fen(value) if isinstance(value, int) else value


class ShareField(forms.CharField):
    """A share as people write it: 50%, 0.5 or 1/3. Cleaned, it is an exact fraction."""

    default_error_messages = {
        "share": _("Write a share like 50%, 0.5 or 1/3."),
        "percent": _("“%(typed)s” would be more than all of it. Write %(percent)s if that is meant."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def to_python(self, value: Any) -> Fraction | None:
        given = str(value or "").strip()
        if len(given) > self.max_length:
            raise forms.ValidationError(self.error_messages["share"], code="share")
        text = _narrow(given).strip()
        if not text:
            return None
        try:
            share = parse_rate(text)
        except NotARate as reason:
            raise forms.ValidationError(self.error_messages["share"], code="share") from reason
        if share > 1 and text[-1].isdecimal() and "/" not in text:
            raise forms.ValidationError(
                self.error_messages["percent"], code="percent", params={"typed": text, "percent": f"{text}%"}
            )
        return share

    def validate(self, value: Fraction | None) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Fraction | None) -> None:
        """Nothing more: that shares come to one is told by the action that records them."""

    def prepare_value(self, value: Any) -> Any:
        return format_rate(value) if isinstance(value, Fraction) else value


class KeyField(forms.CharField):
    """A hidden key made with the empty form: the same form sent twice records one fact."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=lambda: uuid.uuid4().hex, max_length=32)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not _KEY.fullmatch(value):
            raise forms.ValidationError(_("This form is broken. Please open it again."), code="key")


def _narrow(text: str) -> str:
    """The text with full-width characters as plain ones. Nothing else is read as a digit: 10² is not 102."""
    return "".join(
        unicodedata.normalize("NFKC", one) if unicodedata.east_asian_width(one) == "F" else one
        for one in text
    )
