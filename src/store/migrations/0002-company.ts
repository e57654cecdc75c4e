// A whole company: accounts of its directory, push channels, daily checks of what was read, quotas.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table connections
    add column directory_at bigint, add column directory_look_at bigint, add column directory_failing_since bigint,
    add column directory_tries integer not null default 0, add column directory_fault json, add column paused_until bigint,
    add column pauses integer not null default 0, add column directory_confirmed boolean not null default false`,
  `create table accounts (
    connection integer not null references connections on delete cascade, id text not null, address text not null,
    former text[] not null default '{}', body json not null, unwatched text, seen_at bigint not null,
    primary key (connection, id))`,
  'create index accounts_by_address on accounts (address)',
  'alter table people add column country text, add column told json',
  // What a file told until now is what the people of its rows are.
  `update people set told = json_strip_nulls(json_build_object('name', name, 'zone', zone,
    'aliases', case when aliases <> '{}' then to_json(aliases) end,
    'manager', (select min(manager) from management where person = people.address and until_at is null)))
    where source = 'file'`,
  `create table strangers (
    calendar text not null references calendars on delete cascade, hash text not null, primary key (calendar, hash))`,
  'create index strangers_by_hash on strangers (hash)',
  // Who the strangers of meetings are was not remembered: those calendars are read once more.
  "update calendars set cursor = null where id in (select calendar from events where refusal = 'outside')",
  // Neither was read by anybody.
  'alter table events drop column refusal',
  'alter table connections drop column directory_cursor',
  `alter table calendars
    add column check_at bigint, add column checked_at bigint, add column differences integer not null default 0,
    add column unexplained integer not null default 0, add column watch_at bigint,
    add column watch_tries integer not null default 0, add column watch_fault json`,
  `create table channels (
    id text primary key, calendar text not null references calendars on delete cascade, address text not null,
    resource text not null, secret_hash bytea not null, expires_at bigint not null, made_at bigint not null)`,
  'create index channels_by_calendar on channels (calendar)',
  'create table holiday_marks (person text primary key, mark text not null)',
]
