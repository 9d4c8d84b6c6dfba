-- The earlier points of long series once more, many in a row, since a million rows take a second to read. A series' packs
-- cover it from its first point up to the last one's `last`; a write at or before that moment removes those it touches
-- and all after them. Nothing but reading speed rests on them.

create table metric_pack (
  series integer not null references metric_series(id) on delete cascade,
  first {bigint} not null,
  last {bigint} not null,
  points integer not null,
  at blob not null,
  value blob not null,
  primary key (series, first)
){strict};
