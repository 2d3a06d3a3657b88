"""Tables from anywhere: encodings, delimiters, workbooks, and what is hostile in them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from eventapp.core.column_mapping import column_letter, proposed_mapping, untaken_columns
from eventapp.core.spreadsheets import (
    CellTooLong,
    TableUnreadable,
    csv_lines,
    harmless,
    parse_cells,
    read_table,
    without_apostrophe,
    workbook,
)

FIELD = Path(__file__).parents[1] / "field"
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\ufffe\uffff"), max_size=60)
QUICK = settings(max_examples=60, deadline=None)


@pytest.fixture(autouse=True, scope="module")
def words() -> Iterator[None]:
    """What cannot be read is said in a language."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def xlsx(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "encoding", "head", "row"),
    [
        ("people-big5.csv", "big5hkscs", ["姓名", "電郵", "公司"], (2, ["陳大文", "tm@example.org", "港視"])),
        ("people-gb18030.csv", "gb18030", ["姓名", "邮箱", "公司"], (2, ["张伟", "zw@example.org", "华策影视"])),
        (
            "people-cp1252-sep-line.csv",
            "cp1252",
            ["Name", "E-Mail", "Firma"],
            (2, ["Jürgen Groß", "juergen@example.org", "Köln GmbH"]),
        ),
    ],
)
def test_what_excel_saves_on_machines_of_other_countries_is_read(
    name: str, encoding: str, head: list[str], row: tuple[int, list[str]]
) -> None:
    table = read_table((FIELD / name).read_bytes())
    assert (table.encoding, table.head, table.rows) == (encoding, head, [row])


WRITTEN = [
    ("big5hkscs", "姓名,電郵,公司\r\n陳大文,tm@example.org,翡翠台\r\n"),
    ("big5hkscs", "姓名,電郵地址,機構\r\n李家欣,a@b.hk,香港影業有限公司\r\n黃嘉瑜,c@d.hk,寰亞電影\r\n"),
    ("big5hkscs", "name,email,company\r\n陳小明,c@d.hk,邵氏\r\n"),
    ("big5hkscs", "編號,標題,講者\r\n1,電影市場新視野,王晶\r\n"),
    ("gb18030", "姓名,邮箱,公司\r\n张伟,zw@example.org,华策影视\r\n"),
    ("gb18030", "name,email,company\r\n刘洋,ly@x.cn,腾讯视频\r\n"),
    ("gb18030", "Name,Email\r\nZhang Wei 张伟,zw@x.cn\r\n"),
    ("gb18030", "编号;标题;嘉宾\r\n1;短剧出海;陈思诚\r\n"),
    ("cp1252", "Name;E-Mail\r\nAndré Müller;a@b.de\r\n"),
    ("cp1252", "Prénom,Nom,Email\r\nFrançois,Lefèvre,f@l.fr\r\n"),
    ("cp1252", "Name;Firma\r\nMüller;Café – “Zürich”\r\n"),
    ("cp932", "氏名,メール,会社\r\n山田太郎,y@example.jp,東宝株式会社\r\n"),
    ("cp932", "name,email\r\nさくら,s@x.jp\r\n"),
    ("cp949", "이름,이메일,회사\r\n김민수,k@x.kr,씨제이\r\n"),
    ("cp1250", "Jméno;E-mail\r\nJiří Novák;j@x.cz\r\nŽofie Červená;z@x.cz\r\n"),
    ("cp1251", "Имя;Почта\r\nИван Петров;i@x.ru\r\n"),
    ("utf-16", "姓名\t電郵\r\n陳大文\ttm@example.org\r\n"),
    ("utf-8-sig", "姓名\t電郵\r\n陳大文\ttm@example.org\r\n"),
]


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_an_encoding_is_recognised_by_what_is_written(encoding: str, text: str) -> None:
    table = read_table(text.encode(encoding))
    assert [table.head, *(row.cells for row in table.rows)] == parse_cells(text)
    assert table.encoding == encoding.removesuffix("-sig")


def test_an_encoding_can_be_said() -> None:
    content = "Name,Company\r\n佐藤,松竹\r\n".encode("cp932")
    assert read_table(content, "cp932").rows == [(2, ["佐藤", "松竹"])]
    with pytest.raises(TableUnreadable) as refused:
        read_table("陳大文,Ä\n".encode("big5hkscs", "ignore") + b"\xff\xff", "utf-8")
    assert str(refused.value) == "The file is not written in Unicode (UTF-8)."


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = read_table((FIELD / "people-blank-lines.csv").read_bytes())
    assert [row.number for row in table.rows] == [3, 4, 5, 6, 7, 8]
    quoted = read_table(b'name,note\r\nAda,"one\r\ntwo"\r\n\r\nBen,x\r\n')
    assert [(row.number, row.cells) for row in quoted.rows] == [(2, ["Ada", "one\r\ntwo"]), (4, ["Ben", "x"])]


def test_the_headings_may_stand_below_the_name_of_the_list() -> None:
    table = read_table(b"Guests of 2026\r\n\r\nName;Email;Company\r\nAda;a@b.hk;Harbour\r\n")
    assert (table.head, table.rows) == (["Name", "Email", "Company"], [(4, ["Ada", "a@b.hk", "Harbour"])])


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b'"Name, full";Email\r\nA;b\r\n', ["A", "b"]),
        (b"sep=,\r\na;x,b\r\n1;y,2\r\n", ["1;y", "2"]),
        (b'"sep=\t"\r\na\tb\r\n1\t2\r\n', ["1", "2"]),
        (b"a|b|c\r\n1|2,5|3\r\n", ["1", "2,5", "3"]),
        (b"name\r\nAda\r\n", ["Ada"]),
    ],
)
def test_cells_are_parted_by_what_parts_the_rows(content: bytes, cells: list[str]) -> None:
    assert read_table(content).rows[0].cells == cells


def test_a_workbook_says_numbers_dates_and_times_as_a_person_would() -> None:
    content = xlsx(
        ("a", "b", "c", "d", "e", "f", "g"),
        (85251234567, 2.5, datetime(2026, 3, 17, 9, 30), date(2026, 3, 17), time(9, 30), timedelta(minutes=90), True),  # noqa: DTZ001
        (),
        ("below",),
    )
    table = read_table(content)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ["85251234567", "2.5", "2026-03-17 09:30", "2026-03-17", "09:30", "1:30", "TRUE"]),
        (4, ["below", "", "", "", "", "", ""]),
    ]


def test_the_sheet_of_a_workbook_is_a_choice() -> None:
    content = xlsx(People=[("name",), ("Ada",)], Other=[("title",), ("A talk",)])
    first, other = read_table(content), read_table(content, sheet="Other")
    assert (first.sheets, first.sheet, first.rows) == (("Sheet", "People", "Other"), "People", [(2, ["Ada"])])
    assert (other.sheet, other.rows) == ("Other", [(2, ["A talk"])])


def opendocument(rows: str) -> bytes:
    out = io.BytesIO()
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{names}:manifest:1.0"><m:file-entry m:full-path="/" '
            'm:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
            f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_opendocument_is_read() -> None:
    row = "<table:table-row>{}</table:table-row>"
    rows = [CELL.format(more="", text=text) for text in ("name", "email", "陳大文", "tm@example.org")]
    table = read_table(opendocument(row.format("".join(rows[:2])) + row.format("".join(rows[2:]))))
    assert (table.head, table.rows) == (["name", "email"], [(2, ["陳大文", "tm@example.org"])])


def far_cell() -> bytes:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "near", "far"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unpacks_to_much() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (130 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        far_cell(),
        unpacks_to_much(),
        opendocument(
            '<table:table-row table:number-rows-repeated="1048576">'
            + CELL.format(more=' table:number-columns-repeated="16384"', text="x")
            + "</table:table-row>"
        ),
        b"PK\x03\x04" + b"\x00" * 1000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000,
        b"a\r\n" * 60_002,
        b"a," * 400 + b"\r\n",
        b'a,b\r\n"' + b"x" * 200_000,
        b"",
        b"\r\n\r\n ,\r\n",
    ],
    ids=(
        "far cell",
        "large inside",
        "repeated cells",
        "no zip",
        "no xls",
        "rows",
        "columns",
        "long cell",
        "empty",
        "blank",
    ),
)
def test_what_is_hostile_or_nothing_is_refused_and_soon(content: bytes) -> None:
    began = perf_counter()
    with pytest.raises(TableUnreadable):
        read_table(content)
    assert perf_counter() - began < 30


@given(cells=st.lists(TEXTS, min_size=1, max_size=5))
@QUICK
def test_any_text_comes_back_from_csv_and_from_a_workbook(cells: list[str]) -> None:
    safe = ["first", *(harmless(cell) for cell in cells), "last"]
    head = [f"column {number}" for number in range(len(safe))]
    for content in (b"".join(csv_lines([head, safe])), workbook([head, safe], "Sheet")):
        (row,) = read_table(content).rows
        assert row.cells == safe


@given(text=TEXTS)
@QUICK
def test_the_apostrophe_before_a_formula_goes_again_and_no_other_does(text: str) -> None:
    kept = harmless(text)
    if not text.startswith("'"):
        assert without_apostrophe(kept) == harmless(text).removeprefix("'" if kept[:1] == "'" else "")
    assert without_apostrophe(harmless(f"'{text}")) in (harmless(f"'{text}"), harmless(f"'{text}")[1:])


def test_a_text_that_no_cell_holds_is_refused_and_never_cut() -> None:
    with pytest.raises(CellTooLong):
        workbook([["head"], ["x" * 32_768]], "Sheet")


def test_columns_take_the_surest_heading_and_what_nobody_takes_is_named() -> None:
    head = ["ID", "Title", "Title (English)", "Notes", ""]
    headings = {"title en": ("title english",), "title": ("title", "name"), "code": ("id",)}
    assert proposed_mapping(head, headings) == {"title": 1, "title en": 2, "code": 0}
    table = read_table(b"ID,Title,Title (English),Notes,,\r\n1,a,b,c,d,\r\n")
    assert untaken_columns(table, (0, 1, 2)) == ["Notes", "E"]
    assert [column_letter(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
