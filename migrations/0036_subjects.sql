-- Whom the identity provider means by a name: assignments and comments hang on the name, which somebody else may come to have.
-- Null: a name that was given by a link, or by nobody who has signed in since.
alter table people add column subject text;
