-- Workshops: who takes part, what they answer in which round, and what the room decides.
-- Of secrets (tokens, keys, recovery codes) only the SHA-256 is stored. `tag` moves with every change of a workshop.

create table workshop (
  id text primary key not null,
  initiative text not null references initiative(id) on delete cascade,
  code text not null unique,
  state text not null check (state in ('lobby', 'voting', 'revealed', 'agreed', 'closed')),
  version integer not null,
  agenda text not null,
  criterion text,
  round integer not null,
  anonymity text not null check (anonymity in ('named', 'role', 'anonymous')),
  auto_reveal integer not null,
  timer_ends_at text,
  screen text not null,
  created_at text not null,
  created_by text not null,
  closed_at text,
  recovery_hash text,
  stepped_at text not null,
  stepped_by text not null,
  tag {bigint} not null default 0
){strict};
create index workshop_by_initiative on workshop(initiative, created_at);
create index workshop_by_state on workshop(state);

create table participant (
  workshop text not null references workshop(id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  role text not null,
  person text,
  independent integer not null,
  observer integer not null,
  entered_by_facilitator integer not null,
  joined_at text not null,
  removed_at text,
  token_hash text,
  press_hash text,
  primary key (workshop, id)
){keyed};
create unique index participant_by_token on participant(token_hash);
create unique index participant_by_press on participant(workshop, press_hash);

create table facilitator (
  workshop text not null references workshop(id) on delete cascade,
  id text not null,
  position integer not null,
  name text not null,
  added_at text not null,
  left_at text,
  key_hash text,
  primary key (workshop, id)
){keyed};
create unique index facilitator_by_key on facilitator(key_hash);

create table rejoin (
  workshop text not null references workshop(id) on delete cascade,
  id text not null,
  position integer not null,
  participant text not null,
  asked_at text not null,
  decision text not null,
  token_hash text,
  primary key (workshop, id)
){keyed};
create unique index rejoin_by_token on rejoin(token_hash);

create table workshop_round (
  workshop text not null references workshop(id) on delete cascade,
  criterion text not null,
  number integer not null,
  position integer not null,
  opened_at text not null,
  revealed_at text,
  revealed_by text not null,
  missing text not null,
  primary key (workshop, criterion, number)
){keyed};

-- In an anonymous workshop `participant` is no participant's id, and `voted` says apart from it who has answered.
create table vote (
  workshop text not null references workshop(id) on delete cascade,
  criterion text not null,
  round integer not null,
  participant text not null,
  choice text not null check (choice in ('red', 'yellow', 'green', 'not_applicable', 'dont_know')),
  reason text not null,
  evidence text not null,
  at text not null,
  entered_by_facilitator integer not null,
  independent integer not null,
  primary key (workshop, criterion, round, participant)
){keyed};

create table voted (
  workshop text not null references workshop(id) on delete cascade,
  criterion text not null,
  round integer not null,
  participant text not null,
  primary key (workshop, criterion, round, participant)
){keyed};

create table consensus (
  workshop text not null references workshop(id) on delete cascade,
  criterion text not null,
  position integer not null,
  rating text,
  round integer not null,
  rationale text not null,
  dissent text not null,
  not_applicable_reason text,
  not_applicable_text text not null,
  parked integer not null,
  decided_at text not null,
  decided_by text not null,
  version integer not null,
  primary key (workshop, criterion)
){keyed};

create table proposal (
  workshop text not null references workshop(id) on delete cascade,
  id text not null,
  position integer not null,
  criterion text not null,
  participant text not null,
  text text not null,
  owner text not null,
  at text not null,
  decision text not null,
  plan text,
  primary key (workshop, id)
){keyed};

-- What stays of a workshop that was closed, as a part of the initiative's assessment.
create table workshop_record (
  initiative text not null references initiative(id) on delete cascade,
  id text not null,
  position integer not null,
  opened_at text not null,
  closed_at text not null,
  anonymity text not null,
  joined integer not null,
  independent integer not null,
  observers integer not null,
  criteria text not null,
  primary key (initiative, id)
){keyed};
