"""Files as people have them: encodings, separators, headers, and what is said when they cannot be read."""

import gzip

import pytest
import xlsxwriter

from jieli.connectors.files.readers import read_rows
from jieli.kernel.problem import Problems

TEXT = "客户号,客户名称,金额\nC1,北京宏达,“1”\nC2,上海恒源,2.50\n"


def said(path):
    with pytest.raises(Problems) as caught:
        read_rows(path)
    return [(problem.code, problem.place) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_is_read_in_the_encodings_that_offices_use(tmp_path, encoding):
    path = tmp_path / "客户.csv"
    path.write_bytes(TEXT.encode(encoding))
    rows = read_rows(path)
    assert [row.values["客户名称"] for row in rows] == ["北京宏达", "上海恒源"]
    assert [row.line for row in rows] == [2, 3]


def test_gzip_tabs_and_quoted_line_breaks_are_read(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b'a\tb\n1\t"two\nlines"\n\n3\t4\n'))
    assert [dict(row.values) for row in read_rows(path)] == [
        {"a": "1", "b": "two\nlines"},
        {"a": "3", "b": "4"},
    ]


def write_xlsx(path, rows, merge=None):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if merge:
        sheet.merge_range(*merge)
    book.close()


def test_a_workbook_is_read_as_it_looks(tmp_path):
    path = tmp_path / "deals.xlsx"
    write_xlsx(path, [["编号", "金额", "税率"], ["D1", 1234.5, 0.13], [2, 10000000, ""]])
    values = [dict(row.values) for row in read_rows(path)]
    assert values == [
        {"编号": "D1", "金额": "1234.5", "税率": "0.13"},
        {"编号": "2", "金额": "10000000", "税率": ""},
    ]


def test_a_merged_header_is_refused_with_its_place(tmp_path):
    path = tmp_path / "merged.xlsx"
    write_xlsx(path, [["", "", "金额"], ["D1", "x", 1]], merge=(0, 0, 0, 1, "客户"))
    assert said(path) == [("FILE-READ-002", "merged.xlsx:1")]


def test_a_title_above_the_header_is_refused(tmp_path):
    path = tmp_path / "title.xlsx"
    write_xlsx(path, [["2026年成交明细"], ["编号", "金额"], ["D1", 1]])
    assert said(path) == [("FILE-READ-002", "title.xlsx:1")]


def test_a_column_twice_is_refused(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("a,b,a\n1,2,3\n")
    assert said(path) == [("FILE-READ-003", "twice.csv:1")]


def test_every_row_with_too_many_cells_is_named(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n1,2\n1,2,3\n4,5,6\n")
    assert said(path) == [("FILE-READ-004", "long.csv:3"), ("FILE-READ-004", "long.csv:4")]


def test_an_empty_file_has_no_header(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("\n\n")
    assert said(path) == [("FILE-READ-005", "empty.csv")]


def test_an_open_quotation_mark_is_named(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('a,b\n1,"2\n3,4\n')
    assert said(path)[0][0] == "FILE-READ-006"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\xff\xff")
    assert said(path) == [("FILE-READ-007", "picture.csv")]
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(b"a,b\n" * 9999)[:40])
    assert said(cut) == [("FILE-READ-007", "cut.csv.gz")]


def test_what_only_calls_itself_a_workbook_is_refused(tmp_path):
    path = tmp_path / "fake.xlsx"
    path.write_text("not a workbook")
    assert said(path) == [("FILE-READ-008", "fake.xlsx")]


def test_a_missing_file_is_named(tmp_path):
    assert said(tmp_path / "none.csv") == [("FILE-READ-001", "none.csv")]


def test_a_file_beyond_the_limit_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("jieli.connectors.files.readers.MOST_BYTES", 1000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 100_000))
    assert said(path) == [("FILE-READ-009", "bomb.csv.gz")]
