"""The three answers of `answers.sql` by Spark, on as many machines as it has: spark-submit spark.py ROOT OUT

ROOT is a folder, or an address that Spark can read, in which the workspaces lie side by side. OUT must not be there yet; each table
becomes a folder of Parquet files in it, those of the answers too. Tables are laid out as `duckdb.sql` does, statement for statement.
"""

import pathlib
import re
import sys

from pyspark.sql import SparkSession

ANSWERS = ["entries_by_kind", "incidents_by_week", "left_to_milepost", "verified_level"]

PLAN = """
struct<timezone: string,
  actors: array<struct<id: string, role: string, side: string, keys: array<string>, mandate: struct<`from`: string, until: string>>>,
  rules: struct<verify: struct<`by`: array<string>, quorum: string>>,
  milestones: array<struct<id: string, part_of: string, repeats: array<string>, responsible: array<string>,
    verify: struct<`by`: array<string>, quorum: string>, indicators: array<struct<id: string, target: string>>>>>
"""
LINE = """
struct<format: string, actor: string, root: string, at: string, seq: int, kind: string, `on`: string, known: string, `by`: string,
  entry: string, incident: string, dispute: string, milestone: string, outcome: string, level: string, count: bigint, until: string,
  `values`: map<string, string>, `add`: map<string, string>>
"""

# A date as it stands in a plan or an entry: a year, a month, a day (`../2006-02-01`: by that day), or a time of day with its offset; in
# a plan also without, in the plan's zone.
DATES = r"""
create or replace temporary function plain(date string) returns boolean
  return date rlike '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$';
create or replace temporary function begins(date string) returns timestamp
  return try_cast(date || substr('0000-01-01', length(date) + 1) as timestamp);
create or replace temporary function ends(date string) returns timestamp
  return case length(date) when 4 then begins(date) + interval 1 year when 7 then begins(date) + interval 1 month
    else begins(date) + interval 1 day end;
create or replace temporary function timed(date string, zone string) returns timestamp
  return case when date rlike '(Z|[-+][0-9]{2}:[0-9]{2})$' then try_cast(replace(date, 'T24:00', 'T23:59:59.999') as timestamp)
    else to_utc_timestamp(try_cast(replace(date, 'T24:00', 'T23:59:59.999') as timestamp), zone) end;
create or replace temporary function first_moment(date string, zone string) returns timestamp
  return case when plain(date) then to_utc_timestamp(begins(date), zone) else timed(date, zone) end;
create or replace temporary function last_moment(date string, zone string) returns timestamp
  return case when plain(replace(date, '../', ''))
    then to_utc_timestamp(ends(replace(date, '../', '')), zone) - interval 1 millisecond else timed(date, zone) end;
"""

# As in `duckdb.sql`.
TABLES = r"""
create or replace temporary view plan as
select regexp_extract(path, '([^/]+)/plan[.]json$', 1) as workspace, sha2(value, 256) as hash, body,
  coalesce(body.timezone, 'UTC') as zone
from (select path, value, from_json(value, '$PLAN') as body from plan_file);

create or replace temporary view actor as
select workspace, body.id as actor, body.role as role, coalesce(body.side, body.id) as side,
  coalesce(size(body.keys), 0) > 0 as has_keys,
  first_moment(body.mandate.`from`, zone) as mandate_from, last_moment(body.mandate.until, zone) as mandate_until
from (select workspace, zone, explode(body.actors) as body from plan);

create or replace temporary view promised as
select workspace, body.id as milestone, body, coalesce(body.verify, rule) as rule
from (select workspace, body.rules.verify as rule, explode(body.milestones) as body from plan);

create or replace temporary view milestone as
select workspace, milestone, body.part_of as part_of, coalesce(size(body.repeats), 0) > 0 as restates,
  coalesce(rule.quorum = 'all', false) as all_sides, coalesce(try_cast(rule.quorum as int), 1) as quorum
from promised;

create or replace temporary view owing as
select workspace, milestone, explode(body.responsible) as actor from promised;

create or replace temporary view verifier as
select workspace, milestone, explode(rule.`by`) as who from promised;

create or replace temporary view indicator as
select workspace, milestone, body.id as indicator, body.target is not null as has_target
from (select workspace, milestone, explode(body.indicators) as body from promised);

create or replace temporary view line as
select regexp_extract(path, '([^/]+)/ledger/', 1) as workspace, regexp_extract(path, '([^/]+)[.]jsonl$', 1) as book,
  path like '%/ledger/forks/%' as fork, value, from_json(value, '$LINE') as body
from line_of_book;

create or replace temporary view fork as
select distinct workspace from line where fork;

create or replace temporary view book as
select workspace, book, body.actor as actor, body.root as root, try_cast(body.at as timestamp) as recorded_at
from line where not fork and body.format like 'milepost/book/%';

create or replace temporary view said as
select * from (
  select line.workspace, line.book, line.body, value, line.body.seq as seq, book.actor as keeper, zone, line.body.kind as kind,
    try_cast(line.body.at as timestamp) as recorded_at, line.body.`on` as on_day, line.body.known as known,
    split(coalesce(line.body.entry, line.body.incident, line.body.dispute), ':') as names,
    greatest(book.recorded_at, coalesce(max(try_cast(line.body.at as timestamp)) over (partition by line.workspace, line.book
      order by line.body.seq rows between unbounded preceding and 1 preceding), book.recorded_at)) as not_before
  from line join book on book.workspace = line.workspace and book.book = line.book join plan on plan.workspace = line.workspace
  where not fork and line.body.seq is not null)
where recorded_at >= not_before and kind <> 'seal';

create or replace temporary view entry as
with known as (
  select *, least(recorded_at, coalesce(last_moment(known, zone), recorded_at)) as known_at from said),
dated as (
  select *, case when plain(replace(on_day, '../', '')) then least(known_at, last_moment(on_day, zone))
    else coalesce(last_moment(on_day, zone), known_at) end as from_at,
    length(coalesce(on_day, known, '2005-08-15')) >= 10 and not startswith(coalesce(on_day, known, ''), '../') as has_day
  from known),
counted as (
  select *, case when has_day then cast(from_utc_timestamp(from_at, zone) as date) end as day from dated)
select workspace, book, seq, keeper, coalesce(body.`by`, keeper) as actor, kind, body.milestone as milestone,
  names[0] as names_book, try_cast(get(names, 1) as int) as names_seq, body.outcome as outcome,
  body.level as level, known_at, from_at, day,
  case when day is not null then format_string('%04d-W%02d', extract(yearofweek from day), weekofyear(day)) end as week,
  coalesce(body.count, 1) as violations,
  case when kind = 'reschedule' then translate(body.actor, '["]', '') end as mandate_of,
  first_moment(body.until, zone) as mandate_until,
  coalesce(body.level not in ('none', 'minimum', 'intermediate', 'full'), false)
    or from_at is null or from_at > recorded_at
    or concat_ws('', get_json_object(value, '$.values'), get_json_object(value, '$.add')) rlike '[:,\\[] *-|"of"'
    or exists(json_object_keys(value), key -> not startswith(key, 'x-') and key not in ('seq', 'prev', 'at', 'kind', 'batch', 'on',
      'known', 'by', 'note', 'seen', 'evidence', 'milestone', 'level', 'values', 'add', 'as_agreed')) as odd
from counted;

create or replace temporary view figure as
select workspace, book, seq, explode(map_keys(body.`values`)) as indicator from said where kind = 'claim'
union all
select workspace, book, seq, explode(map_keys(body.`add`)) from said where kind = 'claim';
"""


def main(root, out):
    spark = SparkSession.builder.appName("milepost").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    path = "url_decode(replace(_metadata.file_path, '+', '%2B')) as path"
    plans = spark.read.text(f"{root}/*/plan.json", wholetext=True)
    plans.selectExpr("value", path).createOrReplaceTempView("plan_file")
    books = spark.read.text(f"{root}/*/ledger", pathGlobFilter="*.jsonl", recursiveFileLookup=True)
    books.selectExpr("value", path).createOrReplaceTempView("line_of_book")
    answers = (pathlib.Path(__file__).parent / "answers.sql").read_text(encoding="utf-8")
    tables = TABLES.replace("$PLAN", " ".join(PLAN.split())).replace("$LINE", " ".join(LINE.split()))
    for statement in statements(DATES):
        spark.sql(statement)
    for statement in statements(tables + answers):
        keep(spark, out, *re.fullmatch(r"\s*create or replace temporary view (\w+) as(.*)", statement, re.DOTALL).groups())
    for answer in ANSWERS:
        print(f"{answer}: {spark.table(answer).count()} rows")
        spark.sql(f"select * from {answer} order by all limit 8").show(truncate=False)
    spark.stop()


def keep(spark, out, name, query):
    """Computes a table once: what rests on it reads its files, and Spark plans one step at a time."""
    spark.sql(query).write.parquet(f"{out}/{name}")
    spark.read.parquet(f"{out}/{name}").createOrReplaceTempView(name)


def statements(text):
    lines = "\n".join(line.split("--")[0] for line in text.splitlines())
    return [statement for statement in lines.split(";") if statement.strip()]


if __name__ == "__main__":
    main(*sys.argv[1:])
