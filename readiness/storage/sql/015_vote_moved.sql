-- Whether the seat went to another device after the answer was given: that device is not told what the answer was.

alter table vote add column seat_moved integer not null default 0;
