-- What a search looks at beside the name: the description in small letters of every language.

alter table initiative add column description_folded text not null default '';
