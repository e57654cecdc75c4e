// The first tables. Partial indexes make every tick cost what is due, not what exists.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const troubled = 'failing_since bigint, tries integer not null default 0, fault json'

const statements = [
  `create table connections (
    id integer generated always as identity primary key, kind text not null, name text not null, credentials bytea,
    options json not null, directory_cursor text, created_at bigint not null, ${troubled})`,
  `create table people (
    address text primary key, aliases text[] not null default '{}', kind text not null default 'person', name text,
    hours json, zone text, locale text, left_at bigint, source text not null)`,
  'create index people_by_alias on people using gin (aliases)',
  `create table management (
    person text not null, manager text not null, from_at bigint, until_at bigint, unique nulls not distinct (person, manager, from_at))`,
  'create index management_by_manager on management (manager)',
  `create table calendars (
    id text primary key, connection integer not null references connections on delete cascade, owner text not null,
    provider_id text not null, zone text, cursor text, complete boolean not null default false,
    broken_uids text[] not null default '{}', window_start bigint, window_end bigint, read_at bigint, look_at bigint,
    hints integer not null default 0,
    ${troubled}, unique (connection, provider_id))`,
  'create index calendars_to_look_at on calendars (look_at) where look_at is not null',
  'create index calendars_by_owner on calendars (owner)',
  `create table events (
    calendar text not null references calendars on delete cascade, id text not null, uid text not null,
    removed boolean not null, absence boolean not null, refusal text, rule_since bigint, declined_since bigint,
    body json not null, seen_at bigint not null, primary key (calendar, id))`,
  'create index events_by_uid on events (uid)',
  "create index events_of_outsiders on events (calendar) where refusal = 'outside'",
  'create index events_of_absence on events (calendar) where absence',
  `create table pairs (
    id integer generated always as identity primary key, a text not null, b text not null, judge_at bigint,
    judged_at bigint, first_judged_at bigint, awaits_read boolean not null default false, summary json,
    ${troubled}, unique (a, b))`,
  'create index pairs_to_judge on pairs (judge_at) where judge_at is not null',
  'create index pairs_by_second on pairs (b)',
  `create table meetings (
    uid text not null, pair integer not null references pairs on delete cascade, primary key (pair, uid))`,
  'create index meetings_by_uid on meetings (uid)',
  `create table slots (
    pair integer not null references pairs on delete cascade, original bigint not null, starts bigint not null,
    ends bigint not null, body json not null, first_seen bigint not null, acted_on boolean not null default false,
    primary key (pair, original))`,
  'create index slots_by_start on slots (starts)',
  `create table corrections (
    pair integer not null references pairs on delete cascade, original bigint not null, at bigint not null,
    was json not null, became json)`,
  'create index corrections_by_slot on corrections (pair, original)',
  `create table words (
    pair integer not null references pairs on delete cascade, original bigint not null, by_person text not null,
    said text not null, at bigint not null)`,
  'create index words_by_pair on words (pair)',
  `create table absences (
    id integer generated always as identity primary key, person text not null, starts bigint not null,
    ends bigint not null, entered_by text not null)`,
  'create index absences_by_person on absences (person)',
  'create table holidays (person text not null, day text not null, primary key (person, day))',
  `create table policies (
    version integer generated always as identity primary key, since bigint not null, body json not null)`,
  `create table mailings (
    id bigint generated always as identity primary key, kind text not null, recipient text not null,
    subject text not null, pair integer references pairs on delete cascade, slot bigint, day text, due_at bigint not null,
    expires_at bigint not null, goes_at bigint not null, state text not null default 'planned', reason text,
    lease_until bigint, bundle bigint, tries integer not null default 0, settled_at bigint, via text, payload json not null,
    unique (kind, recipient, subject))`,
  "create index mailings_to_send on mailings (goes_at) where state = 'planned' and lease_until is null",
  'create index mailings_held on mailings (lease_until) where lease_until is not null',
  'create index mailings_by_pair on mailings (pair)',
  'create index mailings_by_bundle on mailings (bundle) where bundle is not null',
  "create index mailings_of_trouble on mailings (due_at) where kind = 'trouble'",
  "create index mailings_planned_for on mailings (recipient) where state = 'planned'",
  `create table mailbox (
    id bigint generated always as identity primary key, at bigint not null, recipient text not null, kind text not null,
    subject text not null, message_id text not null unique, html text not null, text text not null, raw bytea not null)`,
  'create index mailbox_by_time on mailbox (at)',
  'create table stops (recipient_hash text not null, kind text not null, at bigint not null, primary key (recipient_hash, kind))',
  'create table introductions (recipient_hash text not null, via text not null, at bigint not null, primary key (recipient_hash, via))',
  'create table settings (key text primary key, value json not null)',
]
