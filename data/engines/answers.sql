-- Three answers over the ledgers of many workspaces, in SQL that DuckDB and Spark both speak: `entries_by_kind`, `incidents_by_week`,
-- `verified_level`. `duckdb.sql` and `spark.py` lay out the tables that stand below them. What plain SQL would get wrong is left out of
-- `verified_level` and named in `left_to_milepost`.

-- 1. Entries of each workspace by kind: all that is on record, what was taken back included.
create or replace temporary view entries_by_kind as
select workspace, kind, count(*) as entries from entry group by workspace, kind;

-- Who speaks in their own book, or in a secretariat's, which alone may write down what others say.
create or replace temporary view statement as
select entry.*, case when entry.actor = entry.keeper then null else entry.keeper end as relay
from entry
join actor as author on author.workspace = entry.workspace and author.actor = entry.actor
join actor as keeper on keeper.workspace = entry.workspace and keeper.actor = entry.keeper
where entry.actor = entry.keeper or keeper.role = 'secretariat';

-- A retraction and the entry of the same actor that it names.
create or replace temporary view retraction as
select taken.workspace, taken.book, taken.seq, named.book as of_book, named.seq as of_seq
from statement as taken
join statement as named on named.workspace = taken.workspace and named.actor = taken.actor
  and named.book = taken.names_book and named.seq = taken.names_seq
where taken.kind = 'retract' and (named.book <> taken.book or named.seq < taken.seq);

-- What was taken back, where that was not taken back itself.
create or replace temporary view retracted as
select distinct workspace, of_book as book, of_seq as seq
from retraction
where not exists (select 1 from retraction as again
  where again.workspace = retraction.workspace and again.of_book = retraction.book and again.of_seq = retraction.seq);

-- 2. Incidents of each workspace by week (ISO 8601), less those taken back: for when it was so, else for when it became known, else
-- for when it was recorded, in the plan's zone. A month, a year or `by that day` is in no week: its row has none.
create or replace temporary view incidents_by_week as
select statement.workspace, statement.week, count(*) as incidents, sum(statement.violations) as violations
from statement
left join retracted on retracted.workspace = statement.workspace and retracted.book = statement.book and retracted.seq = statement.seq
where statement.kind = 'incident' and retracted.seq is null
group by statement.workspace, statement.week;

-- The sides that owe a milestone, or the whole of which it is a part.
create or replace temporary view owing_side as
select distinct milestone.workspace, milestone.milestone, actor.side
from milestone
join owing on owing.workspace = milestone.workspace and (owing.milestone = milestone.milestone or owing.milestone = milestone.part_of)
join actor on actor.workspace = owing.workspace and actor.actor = owing.actor;

-- Who may verify: whom the rule names, less every side that owes.
create or replace temporary view may_verify as
select distinct named.workspace, named.milestone, actor.actor, actor.side, actor.mandate_from, actor.mandate_until
from verifier as named
join actor on actor.workspace = named.workspace and (named.who = actor.actor or named.who = concat('role:', actor.role))
where not exists (select 1 from owing_side
  where owing_side.workspace = named.workspace and owing_side.milestone = named.milestone and owing_side.side = actor.side);

-- How many sides must concur.
create or replace temporary view needed as
select milestone.workspace, milestone.milestone,
  case when max(case when milestone.all_sides then 1 else 0 end) = 1 then greatest(count(distinct may_verify.side), 1)
       else max(milestone.quorum) end as sides
from milestone
left join may_verify on may_verify.workspace = milestone.workspace and may_verify.milestone = milestone.milestone
group by milestone.workspace, milestone.milestone;

-- Whether a claim gives a figure towards a target, or one of an indicator that the milestone has not.
create or replace temporary view measured as
select claim.workspace, claim.book, claim.seq, max(case when indicator.has_target then 1 else 0 end) as towards_target,
  max(case when indicator.indicator is null then 1 else 0 end) as unknown_indicator
from entry as claim
join figure on figure.workspace = claim.workspace and figure.book = claim.book and figure.seq = claim.seq
left join indicator on indicator.workspace = claim.workspace and indicator.milestone = claim.milestone
  and indicator.indicator = figure.indicator
group by claim.workspace, claim.book, claim.seq;

-- The claims of who may verify, within its mandate by the plan, that say how far the milestone is: a level, or figures towards a
-- target. Counts alone leave an actor's level as it was. The latest has `nth` 1: by when it was so, then by when it became known.
create or replace temporary view word as
select claim.*, may_verify.side, may_verify.mandate_until as within_until,
  case claim.level when 'none' then 0 when 'minimum' then 1 when 'intermediate' then 2 when 'full' then 3 end as code,
  case when claim.odd or coalesce(measured.unknown_indicator, 0) = 1 then 1 else 0 end as doubtful,
  row_number() over (partition by claim.workspace, claim.milestone, claim.actor
    order by claim.from_at desc, claim.known_at desc, claim.book desc, claim.seq desc) as nth
from statement as claim
join may_verify on may_verify.workspace = claim.workspace and may_verify.milestone = claim.milestone and may_verify.actor = claim.actor
left join measured on measured.workspace = claim.workspace and measured.book = claim.book and measured.seq = claim.seq
left join retracted on retracted.workspace = claim.workspace and retracted.book = claim.book and retracted.seq = claim.seq
where claim.kind = 'claim' and retracted.seq is null
  and (claim.level is not null or measured.towards_target = 1)
  and (may_verify.mandate_from is null or claim.from_at >= may_verify.mandate_from)
  and (may_verify.mandate_until is null or claim.from_at <= may_verify.mandate_until)
  and not exists (select 1 from owing_side join actor on actor.workspace = owing_side.workspace and actor.side = owing_side.side
    where owing_side.workspace = claim.workspace and owing_side.milestone = claim.milestone and actor.actor = claim.relay);

-- The decisions proposed on mandates of those who have spoken of a milestone, with the end that the plan gives these.
create or replace temporary view mandate_decision as
select claim.workspace, claim.milestone, claim.from_at, may_verify.mandate_until as planned, decision.mandate_until as decided
from entry as decision
join may_verify on may_verify.workspace = decision.workspace and may_verify.actor = decision.mandate_of
join entry as claim on claim.workspace = may_verify.workspace and claim.milestone = may_verify.milestone
  and claim.actor = may_verify.actor and claim.kind = 'claim';

-- Of which workspaces plain SQL does not tell verified levels, and why.
create or replace temporary view whole_workspace_left as
select book.workspace, 'plan: the books began with another version' as reason
  from book join plan on plan.workspace = book.workspace where book.root <> plan.hash
union all select workspace, 'plan: amendments' from entry where kind = 'amend'
union all select workspace, 'seals: actors with keys' from actor where has_keys
union all select workspace, 'forks' from fork;

-- Of which milestones, and why.
create or replace temporary view left_to_milepost as
select milestone.workspace, milestone.milestone, whole_workspace_left.reason
  from milestone join whole_workspace_left on whole_workspace_left.workspace = milestone.workspace
union select workspace, part_of, 'parts: a whole follows from them' from milestone where part_of is not null
union select workspace, milestone, 'repeats: it restates others' from milestone where restates
union select workspace, milestone, 'indicators: the latest word is in figures' from word where nth = 1 and code is null
union select workspace, milestone, 'odd: the latest word may not count' from word where nth = 1 and doubtful = 1
union select named.workspace, named.milestone, 'agreement with a claim'
  from entry as agreed
  join entry as named on named.workspace = agreed.workspace and named.book = agreed.names_book and named.seq = agreed.names_seq
  left join may_verify on may_verify.workspace = named.workspace and may_verify.milestone = named.milestone
    and may_verify.actor = agreed.actor
  left join entry as again on again.workspace = agreed.workspace and again.names_book = agreed.book and again.names_seq = agreed.seq
    and again.kind = 'agree'
  where agreed.kind = 'agree' and named.kind = 'claim' and (may_verify.actor is not null or again.seq is not null)
union select named.workspace, named.milestone, 'retraction taken back, and that again'
  from retraction as first
  join retraction as second on second.workspace = first.workspace and second.of_book = first.book and second.of_seq = first.seq
  join retraction as third on third.workspace = second.workspace and third.of_book = second.book and third.of_seq = second.seq
  join entry as named on named.workspace = first.workspace and named.book = first.of_book and named.seq = first.of_seq
union select named.workspace, named.milestone, 'dispute upheld'
  from entry as settled
  join entry as dispute on dispute.workspace = settled.workspace and dispute.book = settled.names_book and dispute.seq = settled.names_seq
  join entry as named on named.workspace = dispute.workspace and named.book = dispute.names_book and named.seq = dispute.names_seq
  where settled.kind = 'settle' and settled.outcome = 'upheld' and dispute.kind = 'dispute' and named.kind = 'claim'
union select workspace, milestone, 'mandates: moved by decision'
  from mandate_decision where planned is null or from_at > planned or decided is null or decided < planned
union select ended.workspace, ended.milestone, 'mandates: others have spoken since one ended'
  from word as ended
  join word as later on later.workspace = ended.workspace and later.milestone = ended.milestone and later.actor <> ended.actor
  where later.from_at > ended.within_until
union select milestone.workspace, milestone.milestone, 'sides that left, where all must concur'
  from milestone join entry on entry.workspace = milestone.workspace where milestone.all_sides and entry.kind = 'repudiate';

-- 3. The verified level of each milestone: of the verifiers' latest words, the best of each side, as many as must concur; the least of
-- these. Empty where fewer have spoken, and where `left_to_milepost` says why.
create or replace temporary view verified_level as
select milestone.workspace, milestone.milestone,
  case when reason.reason is not null then null
    else case ranked.code when 0 then 'none' when 1 then 'minimum' when 2 then 'intermediate' when 3 then 'full' end
    end as verified,
  reason.reason as left_to_milepost
from milestone
left join (select workspace, milestone, min(reason) as reason from left_to_milepost group by workspace, milestone) as reason
  on reason.workspace = milestone.workspace and reason.milestone = milestone.milestone
left join needed on needed.workspace = milestone.workspace and needed.milestone = milestone.milestone
left join (
  select workspace, milestone, code, row_number() over (partition by workspace, milestone order by code desc) as place
  from (select workspace, milestone, side, max(code) as code from word where nth = 1 group by workspace, milestone, side) as best
) as ranked on ranked.workspace = milestone.workspace and ranked.milestone = milestone.milestone and ranked.place = needed.sides;
