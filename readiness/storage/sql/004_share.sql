-- Share links: what each shows of which snapshot until when, and how often it was opened.
-- Of a link's secret only the SHA-256 is stored. A link without a snapshot shows the latest.

create table share_link (
  id text primary key not null,
  initiative text not null references initiative(id) on delete cascade,
  token_hash text not null,
  label text not null,
  snapshot integer,
  shows text not null,
  created_at text not null,
  created_by text not null,
  expires_at text not null,
  revoked_at text,
  revoked_by text not null,
  uses {bigint} not null,
  last_used_at text
){strict};
create unique index share_link_by_token on share_link(token_hash);
create index share_link_by_initiative on share_link(initiative, created_at);
