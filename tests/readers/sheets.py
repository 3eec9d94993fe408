"""What stands on the sheets of a PDF, as JSON: headings with nothing below them, and how often
some words, without their spaces, stand on each sheet.

python sheets.py PDF WORDS..."""
import json
import sys

import pypdfium2

# Higher than text of 8 points, lower than headings of 9, whichever face; and what is below is the number of the sheet.
HEADING, FOOT = 10.0, 28.0


def lines(text):
    """Runs of characters on one line: left, bottom, height, words, right."""
    runs = []
    for at in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(at, loose=True)
        if right <= left or bottom < FOOT:
            continue
        character = text.get_text_range(at, 1)
        last = runs[-1] if runs else None
        # The letters of a ligature are lower than those beside them.
        if last and abs(last[1] - bottom) < 3 and -8 < left - last[4] < 20:
            last[1:] = [min(last[1], bottom), max(last[2], top - bottom), last[3] + character, right]
        else:
            runs.append([left, bottom, top - bottom, character, right])
    return runs


pdf = pypdfium2.PdfDocument(sys.argv[1])
lone, counts = [], []
for number, page in enumerate(pdf):
    text = page.get_textpage()
    runs = lines(text)
    for left, bottom, height, words, _ in runs:
        below = any(low < bottom + 4 and tall < HEADING and left - 3 < x < left + 150 for x, low, tall, _, _ in runs)
        if height > HEADING and not below:
            lone.append(f"{number + 1}: {words}")
    # A head that is repeated has each letter on a line of its own.
    whole = "".join(text.get_text_range().split())
    counts.append([whole.count(words) for words in sys.argv[2:]])
print(json.dumps({"lone": lone, "counts": counts}))
