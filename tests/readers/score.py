"""The scores of a plan, computed by DuckDB from exported entries and milestones: score.py ENTRIES.jsonl MILESTONES.csv"""

import json
import sys

import duckdb

entries, milestones = sys.argv[1:]
db = duckdb.connect()
db.execute("create table milestones as select * from read_csv(?, all_varchar = false)", [milestones])
# An empty book has no lines.
db.execute("create table entries as select * from read_json_auto(?, sample_size = -1)", [entries])

# What milepost says of each figure that scores are made of, added up anew.
GIVEN = """
with figure as (select milestone, any_value(gives_progress) as progress from entries where gives = ? group by milestone)
select round(sum(weight * coalesce(progress, 0)) / sum(weight), 6), count(progress)
from milestones left join figure on milestone = id
"""
# From the claims themselves: everybody's latest word on a milestone, and of the verifiers' the one that as many as must concur.
CLAIMED = """
with word as (
  select milestone, actor, arg_max(said_progress, nr) as progress
  from entries where counts and standing = 'verified' and said_progress is not null group by milestone, actor),
verified as (select milestone, list(progress order by progress desc) as words from word group by milestone)
select round(sum(weight * coalesce(words[quorum], 0)) / sum(weight), 6) from milestones left join verified on milestone = id
"""
given = {figure: db.execute(GIVEN, [figure]).fetchone() for figure in ["reported", "verified", "assessed"]}
types = dict(row[:2] for row in db.execute("describe entries").fetchall())
json.dump(
    {
        "given": {figure: score if spoken else None for figure, (score, spoken) in given.items()},
        "claimed": db.execute(CLAIMED).fetchone()[0],
        "keys": [sorted(json.loads(line)) for line in open(entries, encoding="utf-8")],
        "types": types,
        "notes": [row[0] for row in db.execute("select note from entries where note is not null order by nr").fetchall()],
    },
    sys.stdout,
)
