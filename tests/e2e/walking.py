"""Small things that page tests read off a page."""

import re

AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})*\.\d{2}")


def amount_of(text):
    """The first amount in a text, as it is written."""
    return AMOUNT.search(text)[0]


def figure_of(page):
    """The large figure that answers the page's question."""
    return amount_of(page.locator(".figure-value").first.inner_text())
