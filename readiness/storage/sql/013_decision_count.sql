-- What the decision log of an initiative adds up to from a day on, kept so that a list of many need not count again.
-- `since` is empty for the whole log. A disposable cache: valid while the token of the log and the fingerprint of the
-- questions are the same.

create table decision_count (
  initiative text not null references initiative(id) on delete cascade,
  since text not null,
  token {bigint} not null,
  fingerprint text not null,
  body text not null,
  primary key (initiative, since)
){keyed};
