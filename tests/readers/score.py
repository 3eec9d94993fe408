"""The scores of a plan, computed by DuckDB from exported entries and milestones: score.py QUERY.sql

The query is the README's; it reads entries.jsonl and tables/milestones.csv in the folder that this is called in.
"""

import json
import sys

import duckdb

claimed = open(sys.argv[1], encoding="utf-8").read()
db = duckdb.connect()
db.execute("create table milestones as from 'tables/milestones.csv'")
db.execute("create table entries as from 'entries.jsonl'")

# What milepost says of each figure that scores are made of, added up anew.
GIVEN = """
with figure as (select milestone, any_value(gives_progress) as progress from entries where gives = ? group by milestone)
select round(sum(score_weight * coalesce(progress, 0)) / sum(score_weight), 6), count(progress)
from milestones left join figure on milestone = id
"""
given = {figure: db.execute(GIVEN, [figure]).fetchone() for figure in ["reported", "verified", "assessed"]}
types = dict(row[:2] for row in db.execute("describe entries").fetchall())
json.dump(
    {
        "given": {figure: score if spoken else None for figure, (score, spoken) in given.items()},
        "claimed": db.execute(claimed).fetchone()[0],
        "keys": [sorted(json.loads(line)) for line in open("entries.jsonl", encoding="utf-8")],
        "types": types,
        "notes": [row[0] for row in db.execute("select note from entries where note is not null order by nr").fetchall()],
    },
    sys.stdout,
)
