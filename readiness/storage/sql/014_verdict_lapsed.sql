-- How many criteria have an answer that counts no longer. The cache is emptied, so that none is kept without it.

delete from verdict;
alter table verdict add column lapsed integer not null default 0;
