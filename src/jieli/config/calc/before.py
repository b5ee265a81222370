"""The runs after which something is computed again: a whole one and what followed it, untouched, each once and in order."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jieli.config.calc.certificate import (
    KEPT,
    NAME,
    changed_files,
    hash_of,
    is_relied_on,
    own_hash,
    said_in,
    whole_run,
    written_files,
)
from jieli.kernel.problem import Problem, refuse


def said_before(folders: Sequence[Path], *, with_kept: bool) -> Mapping[str, Any]:
    """The certificate of the whole run, which is the first. with_kept: its kept facts are going to be read. **Raises** Problems
    where a run is named that did not follow on exactly those before it, or a file is not what its run wrote."""
    said = whole_run(folders[0])
    refuse(_not_following(folders))
    refuse(_changed(folders, with_kept=with_kept))
    return said


def _not_following(folders: Sequence[Path]) -> Iterator[Problem]:
    hashes = [hash_of(folder / "certificate.json") for folder in folders]
    for place, folder in enumerate(folders[1:], start=1):
        if said_in(folder).get("before") != hashes[:place]:
            yield Problem(
                "PAY-BEFORE-001",
                str(folder),
                "This run was not computed again after exactly the runs that are named before it.",
                "Name the whole run, then each that was computed again since, once and in that order.",
            )


def _changed(folders: Sequence[Path], *, with_kept: bool) -> Iterator[Problem]:
    """All lines may be many: they are not looked at, since nothing is computed from them."""
    for folder in folders:
        said = said_in(folder)
        files = {
            file for file in (*written_files(folder), *said.get("written_hashes", ())) if is_relied_on(file)
        }
        found = list(changed_files(folder, said, files))
        if said.get("own_hash") != own_hash(said):
            found.append(NAME)
        for file in found:
            if with_kept or not file.startswith(f"{KEPT}/"):
                yield Problem(
                    "PAY-BEFORE-002",
                    str(folder / file),
                    "The file is not what the run wrote.",
                    "Compute the runs again, from the whole one on.",
                )
