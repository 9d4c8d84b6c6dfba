-- What detection says of the metrics of an initiative, kept so that a list of many need not look at their points.
-- A disposable cache: valid while the token of the points and the fingerprint of definitions and program are the same.

create table metric_watch (
  initiative text primary key not null references initiative(id) on delete cascade,
  token {bigint} not null,
  fingerprint text not null,
  body text not null
){strict};
