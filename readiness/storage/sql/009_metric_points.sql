-- The points of metrics: a series is one metric's points of one source, a point is known by series and moment.
-- `at` is in epoch milliseconds (UTC). The token of an initiative moves with every write of its points.

create table metric_series (
  id integer primary key,
  initiative text not null references initiative(id) on delete cascade,
  metric text not null,
  source text not null
){strict};
create unique index metric_series_by_name on metric_series(initiative, metric, source);

create table metric_point (
  series integer not null references metric_series(id) on delete cascade,
  at {bigint} not null,
  value {double} not null,
  primary key (series, at)
){keyed};

create table points_token (
  initiative text primary key not null references initiative(id) on delete cascade,
  token {bigint} not null
){strict};

-- Files that were read in, of whatever kind: what came of their rows, and who read them in.
create table import_file (
  id text primary key not null,
  initiative text not null references initiative(id) on delete cascade,
  kind text not null,
  format text not null,
  name text not null,
  sha256 text not null,
  "rows" {bigint} not null,
  new {bigint} not null,
  changed {bigint} not null,
  same {bigint} not null,
  rejected {bigint} not null,
  at text not null,
  by text not null
){strict};
create index import_file_by_initiative on import_file(initiative, at);
