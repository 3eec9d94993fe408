"""What a strict reader of CSV and openpyxl find in exported tables: tables.py FOLDER WORKBOOK.xlsx ..."""

import csv
import datetime
import json
import pathlib
import sys

import openpyxl
from openpyxl.utils.escape import unescape

folder, *books = sys.argv[1:]
found = {"csv": {}, "xlsx": []}
for file in sorted(pathlib.Path(folder).glob("*.csv")):
    rows = list(csv.reader(open(file, encoding="utf-8", newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, f"{file}: rows of unequal length"
    found["csv"][file.stem] = rows


def plain(cell):
    value = cell.value
    if value in ("=TRUE()", "=FALSE()") and cell.parent.parent.saved_by_libreoffice:
        return value[1:-2].lower()
    assert cell.data_type != "f" and cell.hyperlink is None, f"{cell.coordinate}: a formula or a link: {value}"
    if isinstance(value, datetime.datetime):
        format = cell.number_format.replace("\\", "").replace('"', "").lower()
        if format == "yyyy-mm-dd hh:mm:ssz":
            return value.isoformat(timespec="milliseconds") + "Z"
        assert format == "yyyy-mm-dd", cell.number_format
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = "" if value is None else str(value)
    # `_x0041_` in a workbook stands for a character, which openpyxl leaves to others, and LibreOffice does not write itself.
    return text if cell.parent.parent.saved_by_libreoffice else unescape(text)


for name in books:
    book = openpyxl.load_workbook(name)
    # LibreOffice writes yes and no as formulas.
    book.saved_by_libreoffice = name != books[0]
    sheets = []
    for sheet in book:
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        sheets.append(
            {
                "title": sheet.title,
                "rows": [[plain(cell) for cell in row] for row in sheet.iter_rows()],
                "types": [sorted({cell.data_type for cell in column[1:] if cell.value is not None}) for column in sheet.iter_cols()],
                "frozen": sheet.freeze_panes,
                "filter": sheet.auto_filter.ref,
                "dimensions": sheet.dimensions,
                "wide": [min(widths), max(widths)] if widths else None,
            }
        )
    found["xlsx"].append({"made": book.properties.created.isoformat(), "title": book.properties.title, "sheets": sheets})
json.dump(found, sys.stdout)
