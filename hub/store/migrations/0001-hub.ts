// 0001-hub: frozen once released; a mistake is mended by the next number.
export const migration0001 = {
  number: 1,
  name: 'hub',
  sql: `
create table hub_identity (
  only_row boolean primary key default true check (only_row),
  epoch text not null,
  -- The epoch that this one was put back from, if it was.
  restored_from text,
  -- Sealed with the site's key: a process with another key finds out at its start.
  key_check bytea,
  incarnation integer not null check (incarnation >= 1),
  last_seq bigint not null default 0,
  head_hash text not null
);
create table fact (
  position bigint primary key check (position >= 1),
  fact_id text not null unique,
  station_id text not null,
  incarnation bigint not null,
  seq bigint not null check (seq >= 1),
  kind text not null,
  schema smallint not null,
  at_ms bigint not null,
  actor_id text not null,
  body json not null,
  prev_hash text not null,
  hash text not null,
  received_at_ms bigint not null,
  outcome text not null check (outcome in ('applied', 'applied-with-discrepancy', 'quarantined')),
  why text not null,
  personal bytea,
  order_ids text[] not null,
  parcel_id text,
  unique (station_id, incarnation, seq)
);
create index fact_by_order on fact using gin (order_ids) where order_ids <> '{}';
create index fact_by_parcel on fact (parcel_id) where parcel_id is not null;
create table station (
  station_id text primary key,
  name text not null,
  key_hash text not null unique,
  state text not null default 'ok' check (state in ('ok', 'forked', 'removed')),
  joined_at_ms bigint not null,
  -- Of the request that it joined with: until it has spoken, the same request may be answered anew.
  join_request_id text,
  last_heard_at_ms bigint not null,
  -- Its line to the news is open until then at least, at whatever process of the hub.
  line_until_ms bigint not null default 0,
  operator_id text,
  -- A badge may be at two stations; the board shows the newest place.
  operator_since_ms bigint not null default 0,
  activity text not null default '',
  -- What the station told of itself; null: it never did.
  line_since_ms bigint not null default 0,
  clock_difference_ms bigint,
  waiting_count bigint,
  -- How old the oldest waiting fact was by the station's own clock.
  oldest_waiting_ms bigint,
  cancel_list_at_ms bigint,
  printer_words text not null default '',
  -- How its printers are, as JSON; null: it never told.
  printers_told text
);
create table join_token (
  token_hash text primary key,
  reusable boolean not null,
  expires_at_ms bigint not null,
  used_at_ms bigint,
  -- Who used it: the same station may ask again when the answer was lost.
  request_id text,
  station_id text
);
create table try_count (
  what text not null,
  address text not null,
  since_ms bigint not null,
  count integer not null,
  primary key (what, address)
);
create table product (
  sku text primary key,
  name text not null,
  name_en text not null,
  spec text not null,
  picture_id text not null,
  weight_grams integer,
  length_mm integer,
  width_mm integer,
  height_mm integer,
  fragile boolean not null,
  liquid boolean not null,
  bulky boolean not null,
  needs_serial boolean not null,
  needs_lot boolean not null,
  needs_anti_counterfeit boolean not null,
  listed_hash text not null
);
create table product_code (
  code text not null,
  sku text not null references product,
  quantity integer not null check (quantity >= 1),
  primary key (code, sku, quantity)
);
create index product_code_by_sku on product_code (sku);
create table place (
  place_code text primary key,
  zone text not null,
  aisle integer not null,
  bay integer not null,
  shelf integer not null,
  side text not null check (side in ('left', 'right')),
  -- Where it lies in the site's layout, in metres; null: the layout does not hold it.
  x double precision,
  y double precision,
  walk_aisle text,
  level integer,
  check ((x is null) = (y is null) and (x is null) = (walk_aisle is null) and (x is null) = (level is null))
);
-- Aisles, cross aisles, starts and ends as they were imported last. At most one row.
create table layout (
  only_row boolean primary key default true check (only_row),
  body jsonb not null,
  listed_at_ms bigint not null
);
create table stock (
  place_code text not null references place,
  sku text not null references product,
  -- null: nobody has counted it.
  quantity integer check (quantity >= 0),
  -- Days since 1970 of the earliest expiry; pieces of a whole case. null: none.
  expires_day integer,
  case_quantity integer check (case_quantity >= 2),
  primary key (sku, place_code)
);
create index stock_by_place on stock (place_code);
-- The line below which the stock of one product is low; for all others the site's setting counts.
create table stock_line (
  sku text primary key references product,
  pieces integer not null check (pieces >= 0)
);
create table container (
  code text primary key,
  kind text not null check (kind in ('tote', 'wall-slot', 'cart-slot')),
  group_code text not null,
  rank integer not null
);
create table packaging (
  packaging_code text primary key,
  name text not null,
  weight_grams integer not null,
  -- As it was listed.
  body jsonb not null
);
create table carrier (
  carrier_code text primary key,
  name text not null,
  name_en text not null,
  label_size text not null,
  service_name text not null default '',
  number_pattern text not null default '',
  check_digit text not null default '' check (check_digit in ('', 'mod10', 's10')),
  -- Who takes a number off a range: the hub for each order, or a station off its block.
  number_source text not null default 'range' check (number_source in ('range', 'station')),
  block_size integer not null default 200 check (block_size between 1 and 1000),
  cut_off_times text[] not null default '{}',
  priority integer not null default 100,
  sorting jsonb not null default '[]'
);
create table waybill_range (
  range_id text primary key,
  carrier_code text not null,
  prefix text not null,
  digits integer not null check (digits between 1 and 20),
  start_number bigint not null,
  number_count bigint not null check (number_count >= 1),
  next_index bigint not null default 0 check (next_index between 0 and number_count),
  suffix text not null default '',
  -- When the carrier takes unused numbers back; null: it does not say.
  ends_at_ms bigint
);
create table waybill_block (
  block_id text primary key,
  range_id text not null references waybill_range,
  carrier_code text not null,
  station_id text not null,
  first_index bigint not null,
  number_count integer not null check (number_count >= 1),
  used_count integer not null default 0,
  until_ms bigint not null
);
create index waybill_block_of_station on waybill_block (carrier_code, station_id);
create table waybill_request (
  request_key text primary key,
  order_id text not null,
  attempt integer not null,
  carrier_code text not null,
  state text not null default 'asking' check (state in ('asking', 'issued', 'refused', 'unclear')),
  waybill_number text unique,
  service_name text not null default '',
  sorting_code text not null default '',
  consolidation text not null default '',
  -- For the platform's own print component, as JSON: encrypted by the platform, and never read here.
  platform_print text,
  contradictions integer not null default 0,
  why text not null default '',
  asked_at_ms bigint not null,
  unique (order_id, attempt),
  check ((state = 'issued') = (waybill_number is not null))
);
-- Numbers that were heard of and must never be bound.
create table burned_number (
  waybill_number text primary key,
  carrier_code text not null,
  why text not null,
  at_ms bigint not null
);
create table person (
  person_id text primary key,
  name text not null,
  badge_code text not null unique,
  role text not null check (role in ('packer', 'temp', 'supervisor', 'admin')),
  pin_hash text not null,
  active boolean not null,
  failed_pins integer not null default 0,
  last_failed_at_ms bigint not null default 0
);
create table unknown_badge (
  badge_hash text primary key,
  failed_pins integer not null,
  last_failed_at_ms bigint not null
);
create table wave (
  wave_id text primary key,
  wave_number text not null unique,
  rule_id text not null,
  rule_name text not null,
  mode text not null,
  state text not null check (state in ('released', 'done', 'cancelled')),
  cut_off_at_ms bigint not null,
  carrier_codes text[] not null default '{}',
  order_count integer not null,
  piece_count integer not null,
  released_at_ms bigint not null,
  ended_at_ms bigint,
  request_id text unique
);
create index wave_by_end on wave (state, ended_at_ms);
create table customer_order (
  order_id text primary key,
  shop text not null,
  number text not null,
  state text not null check (state in ('waiting', 'held', 'released', 'shipped', 'stopped', 'cancelled', 'kicked-out', 'short')),
  holds text[] not null,
  content_hash text not null,
  ordered_at_ms bigint,
  carrier_code text,
  cut_off_at_ms bigint,
  priority integer not null,
  item_count text not null check (item_count in ('single', 'multi')),
  piece_count integer not null,
  enclosures text[] not null,
  personal bytea,
  wave_id text references wave deferrable initially deferred,
  slot_code text,
  tote_code text,
  waybill_number text,
  attempt integer not null default 1,
  cancelled text not null default '' check (cancelled in ('', 'cancelled', 'refunded')),
  short_accepted boolean not null default false,
  -- The first order, of which this one has the pieces that were missing.
  split_of text references customer_order deferrable initially deferred,
  imported_at_ms bigint not null,
  ended_at_ms bigint,
  unique (number, shop)
);
create index customer_order_by_state on customer_order (state);
create index customer_order_by_waybill on customer_order (waybill_number) where waybill_number is not null;
create index customer_order_by_wave on customer_order (wave_id) where wave_id is not null;
create index customer_order_by_split on customer_order (split_of) where split_of is not null;
create index customer_order_by_slot on customer_order (slot_code) where state = 'released';
create index customer_order_by_tote on customer_order (tote_code) where tote_code is not null;
create table order_line (
  order_id text not null,
  line_number integer not null,
  sku text not null,
  quantity integer not null check (quantity >= 1),
  picked_qty integer not null default 0,
  short_qty integer not null default 0,
  put_qty integer not null default 0,
  checked_qty integer not null default 0,
  primary key (order_id, line_number)
);
create table pick_list (
  list_id text primary key,
  wave_id text not null references wave deferrable initially deferred,
  list_number text not null,
  zone text not null,
  mode text not null,
  state text not null check (state in ('open', 'taken', 'finished', 'cancelled')),
  person_id text,
  station_id text,
  tote_code text,
  taken_at_ms bigint
);
create index pick_list_by_wave on pick_list (wave_id);
create index pick_list_by_tote on pick_list (tote_code) where state = 'taken';
create table pick_task (
  task_id text primary key,
  list_id text not null references pick_list,
  wave_id text not null,
  sequence integer not null,
  place_code text not null,
  sku text not null,
  asked_qty integer not null,
  picked_qty integer not null default 0,
  short_qty integer not null default 0
);
create index pick_task_by_list on pick_task (list_id);
-- Pieces at a place that an open task is still to take: no other wave is promised them.
create table reservation (
  task_id text not null,
  order_id text not null,
  line_number integer not null,
  list_id text not null,
  wave_id text not null,
  place_code text not null,
  sku text not null,
  quantity integer not null check (quantity >= 1),
  primary key (task_id, order_id, line_number)
);
create index reservation_by_place on reservation (sku, place_code);
create index reservation_by_list on reservation (list_id);
create index reservation_by_wave on reservation (wave_id);
create index reservation_by_order on reservation (order_id);
create table waybill (
  waybill_number text primary key,
  order_id text not null references customer_order,
  attempt integer not null,
  carrier_code text not null,
  parcel_id text,
  unique (order_id, attempt)
);
create table parcel (
  parcel_id text primary key,
  order_id text not null,
  wave_id text not null,
  station_id text not null,
  person_id text not null,
  state text not null check (state in ('open', 'suspended', 'closed', 'stopped')),
  waybill_number text,
  grams integer,
  weight_verdict text,
  label_state text not null default 'none',
  copies integer not null default 0,
  -- One more label was approved and is not queued yet.
  reprint_asked boolean not null default false,
  stop_task boolean not null default false,
  manifest_id text,
  closed_at_ms bigint
);
create index parcel_by_order on parcel (order_id);
create index parcel_by_close on parcel (closed_at_ms) where closed_at_ms is not null;
create index parcel_not_weighed on parcel (manifest_id) where manifest_id is not null and grams is null;
create table manifest (
  manifest_id text primary key,
  manifest_number text not null,
  carrier_code text not null,
  station_id text not null,
  parcel_count integer not null default 0,
  total_grams bigint not null default 0,
  opened_at_ms bigint not null,
  closed_at_ms bigint
);
create table unique_code (
  code_kind text not null,
  sku text not null,
  value text not null,
  parcel_id text not null,
  primary key (code_kind, sku, value)
);
-- Time for leases as it was last known. At most one row.
create table hub_time (
  only_row boolean primary key default true check (only_row),
  hub_at_ms bigint not null,
  monotonic_ms bigint not null,
  boot_id text not null
);
create table claim (
  claim_kind text not null check (claim_kind in ('list', 'tote', 'order')),
  subject text not null,
  station_id text not null,
  station_name text not null,
  person_id text not null,
  since_ms bigint not null,
  until_ms bigint not null,
  primary key (claim_kind, subject)
);
create index claim_by_until on claim (until_ms);
create table discrepancy (
  discrepancy_id text primary key,
  kind text not null,
  subject text not null,
  raised_at_ms bigint not null,
  order_id text,
  parcel_id text,
  station_id text,
  person_id text,
  detail jsonb not null,
  state text not null default 'open' check (state in ('open', 'settled')),
  choice text not null default '',
  decided_by text not null default '',
  settled_at_ms bigint
);
create unique index discrepancy_open on discrepancy (kind, subject) where state = 'open';
create index discrepancy_by_parcel on discrepancy (parcel_id) where state = 'open';
create table tally (
  day integer not null,
  station_id text not null,
  person_id text not null,
  parcels integer not null default 0,
  picked_pieces integer not null default 0,
  refusals integer not null default 0,
  primary key (day, station_id, person_id)
);
create table release_rule (
  rule_id text primary key,
  body jsonb not null
);
create table import_run (
  request_id text primary key,
  asked_hash text not null,
  report jsonb not null,
  at_ms bigint not null
);
create table setting (
  key text primary key,
  value jsonb not null
);
`,
}
