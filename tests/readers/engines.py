"""What DuckDB finds in the ledgers and plans of the workspaces in a folder, by the SQL of data/engines: engines.py ROOT"""

import json
import pathlib
import sys

import duckdb

queries = pathlib.Path(__file__).resolve().parents[2] / "data" / "engines"
db = duckdb.connect()
db.execute("set variable root = ?", [sys.argv[1]])
for file in ["duckdb.sql", "answers.sql"]:
    db.execute((queries / file).read_text(encoding="utf-8"))
answers = ["entries_by_kind", "incidents_by_week", "left_to_milepost", "verified_level"]
json.dump({answer: db.execute(f"from {answer} order by all").fetchall() for answer in answers}, sys.stdout)
