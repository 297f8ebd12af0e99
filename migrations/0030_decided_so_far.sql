-- Of a delivery that could not be decided whole: the labels so far, a letter a record, `?` for those that are still to be decided.
alter table postponed_deliveries add column decided text;
