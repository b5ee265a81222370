"""A statement as PDF and as workbook: what it says, in which fonts, and that no name can be more than a name."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest
from attrs import evolve

from jieli.apps.statements.documents import pdf, xlsx
from jieli.apps.statements.documents.content import content_of
from jieli.apps.statements.documents.glyphs import FONTS, STAND_IN, covered, drawable
from jieli.apps.statements.tests import samples

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    '#panic("x")',
    "$x$ *b* _i_ \\ ] } {day} %(x)s",
    '#read("/etc/passwd")',
    "<b>&amp;</b>",
]


def pdf_of(statement, language="zh-hans"):
    content = content_of(statement, samples.explained(statement, language), language)
    return pdf.render(content, language=language, issued_at_second=int(samples.ISSUED_AT.timestamp()))


def text_of(made):
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return "\n\f\n".join(page.extract_text() for page in pages)


def workbook_of(statement, language="zh-hans"):
    content = content_of(statement, samples.explained(statement, language), language)
    return xlsx.render(content, language=language, issued_at=samples.ISSUED_AT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_says_what_the_golden_file_says(language, golden):
    golden(f"statement.{language}.txt", text_of(pdf_of(samples.statement(), language)) + "\n")


def test_the_first_page_is_a_summary_and_the_explained_lines_follow():
    summary, *explained = text_of(pdf_of(samples.statement())).split("\f")
    assert "9,434.55" in summary
    assert "当天归属人" not in summary
    assert "当天归属人" in "".join(explained)


def test_every_page_says_which_of_how_many_it_is():
    pages = text_of(pdf_of(samples.statement())).split("\f")
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页，共 {len(pages)} 页" in page


def test_all_fonts_of_the_pdf_are_our_own_and_inside_it():
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf_of(samples.statement()))).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"], inner["/BaseFont"]
            found.add(inner["/BaseFont"].partition("+")[2])
    assert found == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_the_same_statement_gives_the_same_bytes():
    assert pdf_of(samples.statement()) == pdf_of(samples.statement())
    assert workbook_of(samples.statement()) == workbook_of(samples.statement())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_read_as_a_command(name):
    statement = samples.statement(name=name, company=name)
    said = re.sub(r"\s", "", text_of(pdf_of(statement)))
    assert re.sub(r"\s", "", name) in said
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(statement))).worksheets[0]
    cells = [cell for row in sheet for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert name in {cell.value for cell in cells}


@pytest.mark.parametrize("first", "=+-@")
def test_a_text_that_begins_like_a_formula_is_marked_as_text(first):
    statement = samples.statement(company=f"{first}1+1")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(statement))).worksheets[0]
    (cell,) = [cell for row in sheet for cell in row if cell.value == f"{first}1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_rare_character_that_the_font_has_is_drawn_and_another_gets_a_stand_in_with_a_note():
    said = text_of(pdf_of(samples.statement(name="王䶮𠮷")))
    assert f"王䶮{STAND_IN}" in said.replace("\n", "")
    assert "U+20BB7" in said
    assert "U+4DAE" not in said
    assert "U+" not in text_of(pdf_of(samples.statement(name="王䶮")))


def test_marks_that_turn_or_hide_text_vanish_from_documents():
    assert drawable("王\u202e芳\u0000\n次行\u200b") == ("王芳 次行", frozenset())


def test_the_fonts_have_what_business_names_are_written_with_and_stay_small():
    gb2312 = {
        text
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if (text := bytes([high, low]).decode("gb2312", "ignore"))
    }
    assert {ord(text) for text in gb2312} <= covered()
    assert {ord(text) for text in "喆堃犇翀頔䶮，。《》〓×−≈…"} <= covered()
    files = list(FONTS.glob("*.ttf"))
    assert len(files) == 2
    assert sum(file.stat().st_size for file in files) < 16 * 1024 * 1024
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")


def test_amounts_in_the_workbook_are_numbers_to_the_fen():
    fen = [995, 1, -1, 0, 12_345_678_901_23, 10_10, 29_07]
    lines = tuple(
        evolve(
            samples.line(index + 1, f"c{index}", f"项{index}", f"c{index}", samples.base_trace(), "0"),
            amount_fen=one,
        )
        for index, one in enumerate(fen)
    )
    made = workbook_of(samples.statement(lines=lines))
    lines_sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
    amounts = [cell for cell in lines_sheet["D"][1:] if cell.value is not None]
    assert all(cell.data_type == "n" and cell.number_format.startswith("#,##0.00") for cell in amounts)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        written = re.findall(
            r'<c r="D\d+" s="\d+"><v>([^<]+)</v>', book.read("xl/worksheets/sheet2.xml").decode()
        )
    assert [Decimal(text) for text in written] == [Decimal(one) / 100 for one in [*fen, sum(fen)]]


def test_the_workbook_names_each_line_by_the_number_that_explains_it():
    lines_sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(samples.statement()))).worksheets[1]
    named = {row[6].value: row[0].value for row in lines_sheet.iter_rows(min_row=2) if row[6].value}
    assert named == {"1": "底薪", "2": "回款提成", "3": "设备提成", "4": "回款提成"}


def test_a_first_statement_has_nothing_to_compare_with_and_says_so():
    said = text_of(pdf_of(samples.statement(previous=False)))
    assert "这是第一份对账单" in said
    assert "2026年2月" not in said.split("\f")[0].split("补差与追回")[0]


def test_what_only_one_statement_has_is_said_in_words_and_makes_no_difference():
    view = samples.statement()
    content = content_of(view, samples.explained(view, "zh-hans"), "zh-hans")
    rows = {row.label: row for row in content.comparison}
    assert rows["底薪"].difference_fen == 5_454_55 - 8_000_00
    assert (rows["设备提成"].difference_fen, rows["设备提成"].lacking) == (None, "上期没有")
    assert (rows["新客户奖励"].difference_fen, rows["新客户奖励"].lacking) == (None, "本期没有")
    said = text_of(pdf_of(samples.statement()))
    assert "上期没有" in said
    assert "+3,500.00" not in said
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(samples.statement()))).worksheets[0]
    differences = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=1, max_col=4)}
    assert differences["新客户奖励"] == "本期没有"
    assert differences["底薪"] == -2545.45
