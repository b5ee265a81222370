"""`jieli doctor` speaks the terminal's language."""

import pytest

from jieli.config.cli import doctor


@pytest.mark.parametrize(("language", "words"), [("en", "catalogues compiled"), ("zh", "份已编译")])
def test_what_is_found_is_said_in_the_terminals_language(monkeypatch, language, words):
    monkeypatch.setenv("JIELI_LANGUAGE", language)
    found = doctor._catalogues()
    assert words in found.said or not found.well
    assert doctor._python().well
    assert found.what == {"en": "Chinese texts", "zh": "中文文本"}[language]


@pytest.mark.parametrize(("language", "words"), [("en", "MB are needed"), ("zh", "至少需要")])
def test_too_little_room_is_said_with_what_is_needed(monkeypatch, language, words):
    monkeypatch.setenv("JIELI_LANGUAGE", language)
    monkeypatch.setattr(doctor, "LEAST_FREE_MB", 10**12)
    found = doctor._disk()
    assert not found.well
    assert words in found.said


def test_tables_that_are_not_there_yet_end_the_looking(monkeypatch):
    found = doctor.Finding("tables", False, "wait")
    asked = []
    monkeypatch.setattr(doctor, "_migrations", lambda: found)
    monkeypatch.setattr(doctor, "_DATABASE_CHECKS", (doctor._migrations, lambda: asked.append(1)))
    monkeypatch.setattr(doctor, "set_up_django", lambda: None)
    monkeypatch.setattr(doctor, "stop", lambda place: None)
    assert list(doctor._examine())[-1] == found
    assert asked == []
