"""The runs after which something is computed again: a whole one and what followed it, untouched, each once and in order."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jieli.config.calc.certificate import (
    CHANGED,
    KEPT,
    NAME,
    PARTS,
    changed_files,
    hash_of,
    own_hash,
    said_in,
    whole_run,
    written_files,
)
from jieli.config.calc.certificate_form import NotJson, read_object
from jieli.kernel.problem import Problem, refuse

_LINES = "lines"


def said_before(folders: Sequence[Path], *, with_kept: bool) -> Mapping[str, Any]:
    """The certificate of the whole run, which is the first. with_kept: its kept facts are going to be read. **Raises** Problems
    where a run is named that did not follow on exactly those before it, or a file is not what its run wrote."""
    said = [whole_run(folders[0]), *map(said_in, folders[1:])]
    refuse(_not_following(folders, said))
    refuse(
        problem
        for folder, one in zip(folders, said, strict=True)
        for problem in _changed(folder, one, with_kept=with_kept)
    )
    return said[0]


def _not_following(folders: Sequence[Path], said: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    hashes = [hash_of(folder / NAME) for folder in folders]
    for place, folder in enumerate(folders[1:], start=1):
        if said[place].get("before") != hashes[:place]:
            yield Problem(
                "PAY-BEFORE-001",
                str(folder),
                "This run was not computed again after exactly the runs that are named before it.",
                "Name the whole run, then each that was computed again since, once and in that order.",
            )


def refuse_forgotten(folders: Sequence[Path], out: Path) -> None:
    """**Raises** Problems with every run that was computed again after the same whole run, lies beside one of these folders or
    where it is written to, and is not among them: what it has paid would be paid again."""
    named = [hash_of(folder / NAME) for folder in folders]
    beside = sorted({folder.absolute().parent for folder in (*folders, out)})
    refuse(
        Problem(
            "PAY-BEFORE-003",
            str(file.parent),
            "This run was computed again after the same whole run, and is not named.",
            "Name it too with --before, in the order in which they were computed; or move it away if it does not count.",
        )
        for parent in beside
        for file in sorted(parent.glob(f"*/{NAME}"))
        if _follows(file, named[0]) and hash_of(file) not in named
    )


def _follows(certificate: Path, whole: str) -> bool:
    try:
        before = read_object(certificate.read_text("utf-8")).get("before")
    except (OSError, UnicodeDecodeError, NotJson):
        return False
    return isinstance(before, list) and before[:1] == [whole]


def _changed(folder: Path, said: Mapping[str, Any], *, with_kept: bool) -> Iterator[Problem]:
    """All lines may be many: they are not looked at, since nothing is computed from them. What is kept in parts is, where one
    is read."""
    there = (*written_files(folder, but=(_LINES, PARTS)), *said.get("written_hashes", ()))
    found = list(changed_files(folder, said, {file for file in there if _is_relied_on(file)}))
    if said.get("own_hash") != own_hash(said):
        found.append(NAME)
    for file in found:
        if with_kept or not file.startswith(f"{KEPT}/"):
            yield not_written(folder, file)


def _is_relied_on(file: str) -> bool:
    if file.startswith(f"{PARTS}/"):
        return False
    return file == "outcomes.parquet" or file.split("/")[0] in (KEPT, CHANGED)


def not_written(folder: Path, file: str) -> Problem:
    return Problem(
        "PAY-BEFORE-002",
        str(folder / file),
        "The file is not what the run wrote.",
        "Compute the runs again, from the whole one on.",
    )
