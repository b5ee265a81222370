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

        head = said(self.what) + (f" ({self.where})" if self.where else "")
        return (
            ": ".join(part for part in (head, said(self.why)) if part)
            + "."
            + (f" {said(self.remedy)}" if self.remedy else "")
        )
