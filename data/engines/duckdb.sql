-- The ledgers and plans of many workspaces as plain tables, for `answers.sql`. The variable `root` names the folder in which the
-- workspaces lie side by side: ROOT/WORKSPACE/plan.json, ROOT/WORKSPACE/ledger/*.jsonl. All moments are in UTC.

set TimeZone = 'UTC';

-- A date as it stands in a plan or an entry: a year, a month, a day (`../2006-02-01`: by that day), or a time of day with its offset;
-- in a plan also without, in the plan's zone.
create or replace temp macro plain(date) as regexp_matches(date, '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$');
create or replace temp macro in_zone(local_time, zone) as timezone('UTC', timezone(zone, local_time));
create or replace temp macro begins(date) as try_cast(date || substr('0000-01-01', length(date) + 1) as timestamp);
create or replace temp macro ends(date) as
  begins(date) + case length(date) when 4 then interval 1 year when 7 then interval 1 month else interval 1 day end;
create or replace temp macro timed(date, zone) as
  case when regexp_matches(date, '(Z|[-+][0-9]{2}:[0-9]{2})$')
       then timezone('UTC', try_cast(replace(date, 'T24:00', 'T23:59:59.999') as timestamptz))
       else in_zone(try_cast(replace(date, 'T24:00', 'T23:59:59.999') as timestamp), zone) end;
create or replace temp macro first_moment(date, zone) as
  case when plain(date) then in_zone(begins(date), zone) else timed(date, zone) end;
create or replace temp macro last_moment(date, zone) as
  case when plain(replace(date, '../', '')) then in_zone(ends(replace(date, '../', '')), zone) - interval 1 millisecond
       else timed(date, zone) end;

-- Plans.

create or replace temp table plan as
select regexp_extract(filename, '([^/\\]+)[/\\]plan\.json$', 1) as workspace, sha256(content) as hash, content::json as body,
  coalesce(body->>'timezone', 'UTC') as zone
from read_text(getvariable('root') || '/*/plan.json');

create or replace temp table actor as
select workspace, body->>'id' as actor, body->>'role' as role, coalesce(body->>'side', body->>'id') as side,
  coalesce(json_array_length(body->'keys'), 0) > 0 as has_keys,
  first_moment(body->>'$.mandate.from', zone) as mandate_from, last_moment(body->>'$.mandate.until', zone) as mandate_until
from (select workspace, zone, unnest(body->'$.actors[*]') as body from plan);

create or replace temp table promised as
select workspace, body->>'id' as milestone, body, coalesce(body->'verify', rule) as rule
from (select workspace, body->'$.rules.verify' as rule, unnest(body->'$.milestones[*]') as body from plan);

create or replace temp table milestone as
select workspace, milestone, body->>'part_of' as part_of, coalesce(json_array_length(body->'repeats'), 0) > 0 as restates,
  coalesce((rule->>'quorum') = 'all', false) as all_sides, coalesce(try_cast(rule->>'quorum' as integer), 1) as quorum
from promised;

-- Who owes a milestone; whom its rule, else the plan's, names as verifier: an actor, or `role:…`.
create or replace temp table owing as
select workspace, milestone, unnest(body->>'$.responsible[*]') as actor from promised;

create or replace temp table verifier as
select workspace, milestone, unnest(rule->>'$.by[*]') as who from promised;

create or replace temp table indicator as
select workspace, milestone, body->>'id' as indicator, (body->'target') is not null as has_target
from (select workspace, milestone, unnest(body->'$.indicators[*]') as body from promised);

-- Books. A line that is no JSON, as a crash leaves one, is passed over.

create or replace temp table line as
select regexp_extract(filename, '([^/\\]+)[/\\]ledger[/\\]', 1) as workspace,
  regexp_extract(filename, '([^/\\]+)\.jsonl$', 1) as book,
  regexp_matches(filename, '[/\\]ledger[/\\]forks[/\\]') as fork, json,
  json_transform(json, '{"format": "VARCHAR", "actor": "VARCHAR", "root": "VARCHAR", "at": "TIMESTAMP", "seq": "INTEGER", "kind": "VARCHAR",
    "on": "VARCHAR", "known": "VARCHAR", "by": "VARCHAR", "entry": "VARCHAR", "incident": "VARCHAR", "dispute": "VARCHAR",
    "milestone": "VARCHAR", "outcome": "VARCHAR", "level": "VARCHAR", "count": "BIGINT", "until": "VARCHAR", "values": "JSON",
    "add": "JSON"}') as body
from read_ndjson_objects(getvariable('root') || '/*/ledger/**/*.jsonl', filename = true, ignore_errors = true)
where json is not null;

create or replace temp table fork as
select distinct workspace from line where fork;

create or replace temp table book as
select workspace, book, body.actor as actor, body.root as root, body.at as recorded_at
from line where not fork and body.format like 'milepost/book/%';

-- Every entry: seals are none, and a line dated before one above it does not count. `names` is the entry that it names, FILE:NUMBER:HASH.
create or replace temp table said as
select workspace, line.book, json, line.body, line.body.seq as seq, book.actor as keeper, zone, line.body.kind as kind,
  line.body.at as said_at, line.body."on" as on_day, line.body.known as known,
  string_split(coalesce(line.body.entry, line.body.incident, line.body.dispute), ':') as names
from line join book using (workspace, book) join plan using (workspace)
where not fork and line.body.seq is not null
qualify said_at >= greatest(book.recorded_at, coalesce(max(said_at) over (partition by workspace, line.book order by line.body.seq
  rows between unbounded preceding and 1 preceding), book.recorded_at)) and kind <> 'seal';

create or replace temp table entry as
with known as (
  select *, least(said_at, coalesce(last_moment(known, zone), said_at)) as known_at from said),
dated as (
  select *, case when plain(replace(on_day, '../', '')) then least(known_at, last_moment(on_day, zone))
    else coalesce(last_moment(on_day, zone), known_at) end as from_at,
    -- The day is known where a day was said, or nothing but the moment of recording.
    length(coalesce(on_day, known, '2005-08-15')) >= 10 and not starts_with(coalesce(on_day, known, ''), '../') as has_day
  from known),
counted as (
  select *, case when has_day then timezone(zone, timezone('UTC', from_at))::date end as day from dated)
select workspace, book, seq, keeper, coalesce(body."by", keeper) as actor, kind, body.milestone as milestone,
  names[1] as names_book, try_cast(names[2] as integer) as names_seq, body.outcome as outcome,
  body.level as level, known_at, from_at, day,
  printf('%04d-W%02d', isoyear(day), week(day)) as week, coalesce(body.count, 1) as violations,
  case when kind = 'reschedule' then translate(body.actor, '["]', '') end as mandate_of,
  first_moment(body.until, zone) as mandate_until,
  -- What may make milepost pass a claim over that looks like any other.
  coalesce(body.level not in ('none', 'minimum', 'intermediate', 'full'), false)
    or from_at is null or from_at > said_at
    or regexp_matches(concat(body."values", body."add"), '[:,\[] *-|"of"')
    or len(list_filter(json_keys(json), lambda key: not starts_with(key, 'x-') and key not in ('seq', 'prev', 'at', 'kind', 'batch',
      'on', 'known', 'by', 'note', 'seen', 'evidence', 'milestone', 'level', 'values', 'add', 'as_agreed'))) > 0 as odd
from counted;

-- The indicators of which a claim gives a figure.
create or replace temp table figure as
select workspace, book, seq, unnest(json_keys(body."values")) as indicator from said where kind = 'claim'
union all
select workspace, book, seq, unnest(json_keys(body."add")) from said where kind = 'claim';
