-- A run of a stress test says what was done to the system, what should happen, where its record lies and what was fixed.

alter table stress_test add column kind text not null default '';
alter table stress_test add column expected text not null default '';
alter table stress_test add column link text not null default '';
alter table stress_test add column fix text not null default '';
