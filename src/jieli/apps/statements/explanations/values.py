"""An explanation: a tree of worded sentences that a page, a PDF and a command show alike."""

from collections.abc import Iterator

from attrs import frozen


@frozen
class Part:
    """A piece of a sentence. href: where the thing it names is shown, empty if nowhere. strong: a number or a name."""

    text: str
    href: str = ""
    strong: bool = False


Sentence = tuple[Part, ...]


@frozen
class Step:
    """One step of a computation in words. arithmetic: what was calculated, the same in every language, or empty.

    heading: whose deal or client it is about, under which a page folds it; empty where it stands by itself. figure: what it
    comes to, as text.
    """

    rule: str
    sentence: Sentence
    arithmetic: str = ""
    heading: Sentence = ()
    figure: str = ""
    children: "tuple[Step, ...]" = ()

    def walk(self, depth: int = 0) -> "Iterator[tuple[int, Step]]":
        """This step and all below it with their depth, from the top."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@frozen
class Explanation:
    """Why an amount is what it is: the number, what changed, the sentences that lead to it, and every step with its own.

    changes: of an adjustment, what has become another than when it was issued; else nothing. lead: the answer,
    then where it is made of few parts a sentence for each. arithmetic: of the last step, such as desired minus issued, or empty.
    target_fen: of a target, which is no amount of pay; else None.
    """

    title: str
    amount_fen: int
    currency: str
    changes: tuple[Step, ...]
    lead: tuple[Sentence, ...]
    arithmetic: str
    steps: tuple[Step, ...]
    target_fen: int | None = None

    @property
    def answer(self) -> Sentence:
        """The one sentence that says what the amount is."""
        return self.lead[0]

    @property
    def shows_rows(self) -> bool:
        """Whether its steps are a table of folded rows, each with its figure, rather than text to read."""
        return not self.changes and any(part.heading for step in self.steps for part in step.children)


def plain(sentence: Sentence) -> str:
    return "".join(part.text for part in sentence)
