"""Makes a workbook of a matrix in CSV, as a spreadsheet would hold it: python sheeted.py MATRIX.csv MATRIX.xlsx"""

import csv
import sys
from datetime import date

from openpyxl import Workbook


def held(text):
    """Numbers and days as what they are, lines as lines."""
    if text.isdigit():
        return int(text)
    try:
        return date.fromisoformat(text) if len(text) == 10 else text.replace(", ", ",\n")
    except ValueError:
        return text


book = Workbook()
milestones = book.active
milestones.title = "Milestones"
milestones.append(["Id", "Title", "Due"])
milestones.append(["X", "Another sheet", date(2026, 1, 1)])
sheet = book.create_sheet("Matrix")
with open(sys.argv[1], encoding="utf-8", newline="") as matrix:
    header, *rows = csv.reader(matrix)
sheet.append([name.title() for name in header])
for number, reference, activity, responsible, timeline, status, remarks, *groups in rows:
    status = status.replace("; ", "\n")
    sheet.append([held(number), reference, activity, held(responsible), held(timeline), status, remarks, *groups])
book.save(sys.argv[2])
