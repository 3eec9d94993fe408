"""Writes workbooks as spreadsheets write them into a folder: python workbooks.py FOLDER"""

import sys
from datetime import date, datetime
from pathlib import Path
from struct import pack
from zipfile import ZipFile

from openpyxl import Workbook

folder = Path(sys.argv[1])

book = Workbook()
budget = book.active
budget.title = "Budget"
budget.append(["Line", "Sum"])
budget.append(["Cars", 12])
sheet = book.create_sheet("Implementation Matrix")
sheet["A1"] = "Accord (invented)"
sheet.merge_cells("A1:F1")
for row in [
    ["No", "Activity", "Responsible", "Deadline", "Status", "Budget"],
    [1, "Amnesty declared", "Government", date(2026, 3, 15), "pending", 10],
    [1.1, "Lists drawn up", None, 2026, "pending", None],
    [2, "Prisoners released", None, "#REF!", "done", None],
    [3, "Arms handed in", "Movement", datetime(2026, 3, 15, 12, 30), None, None],
    [date(2026, 2, 1), "Courts opened again", "Government", "no date", None, None],
    ["Security", None, None, None, None, None],
    [6, '<script>alert(1)</script> سلام 🕊\n=HYPERLINK("x")', "Movement", None, None, None],
]:
    sheet.append(row) if sheet.max_row > 2 else [sheet.cell(3, at, value) for at, value in enumerate(row, 1)]
sheet.merge_cells("C4:C6")
sheet.merge_cells("A9:F9")
sheet["D6"].data_type = "e"
later = book.create_sheet("Later")
later.append(["Task", "Due date"])
later.append(["One", "2027"])
book.save(folder / "matrix.xlsx")

Workbook().save(folder / "empty.xlsx")

corner = Workbook()
corner.active.append(["Task", "Due date"])
corner.active.append(["One", "2027"])
corner.active["XFD1048576"] = "x"
corner.save(folder / "corner.xlsx")

many = Workbook(write_only=True)
sheet = many.create_sheet("Matrix")
sheet.append(["No", "Activity", "Due date"])
for at in range(1, 20_001):
    sheet.append([at, f"Commitment {at}", date(2026, 3, 15)])
many.save(folder / "many.xlsx")

whole = (folder / "matrix.xlsx").read_bytes()
(folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])

# An archive whose own list says that a sheet is small, and it is not.
liar = bytearray(whole)
for entry in ZipFile(folder / "matrix.xlsx").infolist():
    liar[entry.header_offset + 22 : entry.header_offset + 26] = pack("<I", 10)
at = liar.find(b"PK\x01\x02")
while at >= 0:
    liar[at + 24 : at + 28] = pack("<I", 10)
    at = liar.find(b"PK\x01\x02", at + 4)
(folder / "liar.xlsx").write_bytes(liar)
