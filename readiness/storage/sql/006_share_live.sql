-- A share link to the live state instead of a snapshot; it then names none.

alter table share_link add column live integer not null default 0;
