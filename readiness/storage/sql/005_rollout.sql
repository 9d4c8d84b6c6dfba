-- What is stored about rolling an initiative out and running it: one row a fact, its content as JSON text.
-- `kind` names the fact ("phase_move", "waiver", "metric", ...); what can grow without bound (metric points, decisions)
-- has tables of its own.

create table rollout_fact (
  initiative text not null references initiative(id) on delete cascade,
  kind text not null,
  id text not null,
  position integer not null,
  body text not null,
  primary key (initiative, kind, id)
){keyed};
