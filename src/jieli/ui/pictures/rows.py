"""How rows of bars are laid out: label, bar, value in one line; in a narrow place the label above the bar."""

from collections.abc import Sequence

from attrs import frozen
from django.utils.safestring import SafeString

from jieli.ui.pictures.drawing import Place, element, fitted, text, text_width

WIDEST_LABEL = 280


@frozen
class Rows:
    """The measures of a picture whose rows are bars. left and room: where bars begin and how long they may be."""

    place: Place
    count: int
    label_width: int
    value_width: int
    pitch: int
    thick: int

    @property
    def left(self) -> int:
        return self.label_width

    @property
    def room(self) -> int:
        return self.place.width - self.value_width - self.label_width

    @property
    def height(self) -> int:
        return max(self.count * self.pitch, 1)

    def bar_top(self, index: int) -> int:
        inside = 22 if self.place.is_narrow else (self.pitch - self.thick) // 2
        return index * self.pitch + inside

    def shown_label(self, label: str) -> str:
        return fitted(
            label, self.place.width if self.place.is_narrow else self.label_width - 10, self.place.text
        )

    def texts(self, index: int, label: str, value: str, tone: str) -> tuple[SafeString, SafeString]:
        """The row's label and its value."""
        baseline = self.bar_top(index) + self.thick // 2 + 5
        label_baseline = index * self.pitch + 16 if self.place.is_narrow else baseline
        return (
            text(0, label_baseline, self.shown_label(label), f"row-label {tone}"),
            text(self.place.width, baseline, value, f"value {tone}", "end"),
        )

    def axis(self, x: int) -> SafeString:
        """The line from which bars begin; in a narrow place it leaves the labels out."""
        if not self.place.is_narrow:
            return element("path", d=f"M{x} 0V{self.height}", class_="axis")
        pieces = (f"M{x} {self.bar_top(index) - 2}v{self.thick + 4}" for index in range(self.count))
        return element("path", d="".join(pieces), class_="axis")


def rows_of(labels: Sequence[str], values: Sequence[str], place: Place) -> Rows:
    """Measures in which these labels and values find room."""
    widest_label = max((text_width(label, place.text) for label in labels), default=0)
    widest_value = max((text_width(value, place.text) for value in values), default=0)
    return Rows(
        place=place,
        count=len(labels),
        label_width=0 if place.is_narrow else min(WIDEST_LABEL, widest_label + 16),
        value_width=widest_value + 12,
        pitch=48 if place.is_narrow else 34,
        thick=16 if place.is_narrow else 20,
    )
