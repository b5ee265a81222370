"""The names that a statement was issued with, as it keeps them: a later renaming changes nothing that was told."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from jieli.apps.statements.explanations.context import Names

KEPT_LANGUAGES = ("zh-hans", "en")
_BY_ID = ("clients", "deals", "people", "users")


def keep(names: Mapping[str, Names]) -> dict[str, Any]:
    """As plain data. names: by language; only plans are called otherwise in another."""
    one = next(iter(names.values()))
    by_id = {kind: {str(key): text for key, text in getattr(one, kind).items()} for kind in _BY_ID}
    return {**by_id, "plans": {language: dict(said.plans) for language, said in names.items()}}


def as_kept(names: Names, kept: Mapping[str, Any] | None, language: str) -> Names:
    """Names of today, and over them those that were kept. None: the statement was issued before statements kept any."""
    if kept is None:
        return names
    by_id = {
        kind: {**getattr(names, kind), **{int(key): text for key, text in kept[kind].items()}}
        for kind in _BY_ID
    }
    return evolve(names, **by_id, plans={**names.plans, **kept["plans"].get(language, {})})
