-- Decision logs: a log is one source of an initiative, a decision is known by log and case.
-- `at` is in epoch milliseconds (UTC). `truth` is what a blind review found, `truth_at_random` whether in a sample drawn at
-- random, `drawn_here` whether the program drew the case at random. The token moves with every write.

create table decision_log (
  id integer primary key,
  initiative text not null references initiative(id) on delete cascade,
  source text not null
){strict};
create unique index decision_log_by_name on decision_log(initiative, source);

create table decision (
  log integer not null references decision_log(id) on delete cascade,
  "case" text not null,
  at {bigint} not null,
  human text,
  ai text,
  confidence {double},
  outcome text,
  "group" text,
  model_version text,
  shown integer,
  followed integer,
  override_reason text,
  review_seconds {double},
  escalated integer,
  drawn integer,
  exposure_pct {double},
  truth text,
  truth_at_random integer not null default 0,
  drawn_here integer not null default 0,
  primary key (log, "case")
){keyed};

create index decision_by_time on decision(log, at);

-- The cases of a drawn sample, in the order in which they were drawn; `first_is_ai` says which answer is shown first.
create table review_case (
  initiative text not null references initiative(id) on delete cascade,
  sample text not null,
  position integer not null,
  log integer not null,
  "case" text not null,
  first_is_ai integer not null,
  at_random integer not null,
  primary key (initiative, sample, position)
){keyed};

create index review_case_by_case on review_case(log, "case");

create table judgement (
  initiative text not null references initiative(id) on delete cascade,
  sample text not null,
  position integer not null,
  reviewer text not null,
  reviewer_name text not null,
  answer text,
  note text not null,
  at text not null,
  primary key (initiative, sample, position, reviewer)
){keyed};

create table decisions_token (
  initiative text primary key not null references initiative(id) on delete cascade,
  token {bigint} not null
){strict};
