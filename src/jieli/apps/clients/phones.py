"""Phone numbers: read in whatever way people write them, kept in one form."""

import re

import phonenumbers

HOME = "CN"
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|x)\s*(\d{1,6})$", re.IGNORECASE)


class NotAPhone(ValueError):
    """The text is no phone number: neither one of mainland China nor, with + in front, one of another country."""


def normalise_phone(text: str) -> str:
    """“+8613800138000”, with “;ext=801” for an extension. Raises NotAPhone; nothing in, nothing out."""
    plain = text.strip()
    if not plain:
        return ""
    try:
        number = phonenumbers.parse(_EXTENSION.sub(r" ext \1", plain), HOME)
    except phonenumbers.NumberParseException as reason:
        raise NotAPhone(str(reason)) from reason
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(f"“{text}” is not a number in use.")
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{kept};ext={number.extension}" if number.extension else kept


def phone_text(kept: str) -> str:
    """How a kept number is read: “138 0013 8000” at home, “+852 2123 4567” from elsewhere."""
    if not kept:
        return ""
    number = phonenumbers.parse(kept, HOME)
    at_home = number.country_code == phonenumbers.country_code_for_region(HOME)
    form = phonenumbers.PhoneNumberFormat
    number_text = phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)
    return number_text.replace(" ext. ", " 转 ")


def phone_digits(kept: str) -> str:
    """The digits by which a number is searched: as dialled at home, so 13800138000 or 01062551234."""
    if not kept:
        return ""
    number = phonenumbers.parse(kept, HOME)
    return re.sub(
        r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).split("ext")[0]
    )
