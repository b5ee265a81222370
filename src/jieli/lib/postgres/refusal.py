"""StartRefused: the one error of this package that a person is meant to read.

The four parts are English msgids with ``{name}`` places, so that the command line can put them into
another language: ``text(translate=_)``.
"""

from collections.abc import Callable


def N_(msgid: str) -> str:
    """The msgid itself: marks a text for the catalogues without translating it yet."""
    return msgid


class StartRefused(Exception):
    """The database (or the program) could not start, for a reason somebody can remove.

    ``what`` happened, ``where``, ``why``, and what to do (``remedy``); ``values`` fill their places.
    """

    def __init__(
        self, what: str, *, where: str = "", why: str = "", remedy: str = "", **values: object
    ) -> None:
        self.what, self.where, self.why, self.remedy, self.values = what, where, why, remedy, values
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = str) -> str:
        """One sentence: what, where, why; then what to do."""

        def said(msgid: str) -> str:
            return translate(msgid).format(**self.values) if msgid else ""

        def joined(msgid: str, **parts: str) -> str:
            """Parts that are said already, with the signs of the language between them."""
            return translate(msgid).format(**parts)

        head = said(self.what)
        if self.where:
            head = joined(N_("{what} ({where})"), what=head, where=self.where)
        if self.why:
            head = joined(N_("{what}: {why}"), what=head, why=said(self.why))
        if self.remedy:
            return joined(N_("{what}. {remedy}"), what=head, remedy=said(self.remedy))
        return joined(N_("{what}."), what=head)
