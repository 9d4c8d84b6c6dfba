-- Facts of assessments, their event log, frozen snapshots, and a disposable cache of verdicts.
-- Words in braces differ between engines; times are ISO text in UTC, yes/no is 0/1, structured values are JSON text.

create table framework_content (
  hash text primary key not null,
  version text not null,
  body text not null,
  differences text not null,
  stored_at text not null
){strict};

create table initiative (
  id text primary key not null,
  name text not null,
  name_folded text not null,
  description text not null,
  profile text not null,
  framework_version text not null,
  framework_hash text not null references framework_content(hash),
  created_at text not null,
  created_by text not null,
  review_interval_days integer not null,
  last_review_at text,
  round integer not null,
  example text not null,
  use_case text not null,
  demo text not null,
  token {bigint} not null,
  changed_at text not null
){strict};
create index initiative_by_name on initiative(name_folded, id);
create index initiative_by_change on initiative(changed_at, id);
create index initiative_by_framework on initiative(framework_hash);

create table person (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  role text not null,
  executive integer not null,
  user_side integer not null,
  builder integer,
  reports_to_delivery integer,
  rewarded_for_launch integer,
  declared_at text,
  "left" integer not null,
  primary key (initiative, id)
){keyed};

create table answer (
  initiative text not null references initiative(id) on delete cascade,
  criterion text not null,
  position integer not null,
  rating text,
  reason text not null,
  not_applicable_reason text,
  not_applicable_text text not null,
  not_applicable_confirmed_by text,
  not_applicable_confirmation text not null,
  chosen_at text,
  confirmed_at text,
  raters text not null,
  agreement text,
  rechecked integer not null,
  note text not null,
  checks text not null,
  primary key (initiative, criterion)
){keyed};

create table evidence (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  criterion text not null,
  kind text not null,
  text text not null,
  url text not null,
  file_name text not null,
  media_type text not null,
  size {bigint},
  sha256 text not null,
  day text not null,
  "by" text not null,
  added_at text not null,
  added_by text not null,
  withdrawn_at text,
  primary key (initiative, id)
){keyed};

-- Evidence files whose content was stored here; an imported document names files without their content.
create table evidence_file (
  sha256 text primary key not null,
  size {bigint} not null,
  stored_at text not null
){strict};

create table plan (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  kind text not null,
  criteria text not null,
  text text not null,
  owner text not null,
  due text,
  status text not null,
  effort_days {double},
  cost {double},
  skill text not null,
  created_at text not null,
  done_at text,
  primary key (initiative, id)
){keyed};

create table stress_test (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  criterion text not null,
  name text not null,
  day text not null,
  outcome text not null,
  severity text,
  finding text not null,
  fixed_on text,
  passed_again_on text,
  added_at text not null,
  added_by text not null,
  primary key (initiative, id)
){keyed};

create table sign_off (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  person text not null,
  person_name text not null,
  person_role text not null,
  declaration text not null,
  statement text not null,
  risks text not null,
  signed_at text not null,
  entered_by text not null,
  signed_in integer not null,
  revoked_at text,
  primary key (initiative, id)
){keyed};

create table snapshot (
  initiative text not null references initiative(id) on delete cascade,
  number integer not null,
  frozen_at text not null,
  frozen_by text not null,
  note text not null,
  verdict text not null,
  sha256 text not null,
  text text not null,
  primary key (initiative, number)
){strict};

create table event (
  seq {bigint} primary key not null,
  at text not null,
  actor text not null,
  actor_id text,
  signed_in integer not null,
  kind text not null,
  initiative text not null,
  subject text not null,
  body text not null,
  hash text not null
){strict};
create index event_by_subject on event(initiative, subject, seq);
create index event_by_kind on event(kind, seq);

create table head (
  one integer primary key not null check (one = 1),
  seq {bigint} not null,
  hash text not null
){strict};
insert into head (one, seq, hash) values (1, 0, '');

create table verdict (
  initiative text primary key not null references initiative(id) on delete cascade,
  token {bigint} not null,
  framework_hash text not null,
  rules text not null,
  day_from text not null,
  day_until text,
  verdict text not null,
  verdict_order integer not null,
  headline text not null,
  assessed integer not null,
  criteria integer not null,
  dimensions text not null,
  next_review text not null,
  expiries text not null
){strict};
create index verdict_by_order on verdict(verdict_order, next_review, initiative);
create index verdict_by_review on verdict(next_review, initiative);
