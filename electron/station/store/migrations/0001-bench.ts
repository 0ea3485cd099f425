// 0001: everything one bench needs. Frozen once released; a mistake is mended by the next number.
export const bench = {
  number: 1,
  name: 'bench',
  sql: `
-- Who this store is. Exactly one row.
CREATE TABLE station_identity (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  station_id TEXT NOT NULL,
  station_key BLOB NOT NULL,
  hub_url TEXT NOT NULL,
  site_name TEXT NOT NULL,
  key_check BLOB NOT NULL,
  is_copy INTEGER NOT NULL CHECK (is_copy IN (0, 1)),
  -- The folder in which it was opened last, by the number the file system has for it.
  folder_number TEXT NOT NULL DEFAULT ''
) STRICT;

-- Each time the store is made anew or restored a new incarnation begins; its seq 1 is the journal entry after entries_before.
-- The journal is the outbox: entries after acknowledged_seq wait to be sent. Those up to forgotten_seq were let go of (docs/specs/retention.md):
-- the chain begins behind forgotten_hash, and of them only what has an outbox_answer still stands in the journal.
CREATE TABLE incarnation (
  incarnation INTEGER NOT NULL PRIMARY KEY CHECK (incarnation >= 1),
  entries_before INTEGER NOT NULL UNIQUE CHECK (entries_before >= 0),
  acknowledged_seq INTEGER NOT NULL CHECK (acknowledged_seq >= 0),
  acknowledged_at_ms INTEGER NOT NULL,
  forgotten_seq INTEGER NOT NULL DEFAULT 0 CHECK (forgotten_seq BETWEEN 0 AND acknowledged_seq),
  forgotten_hash TEXT NOT NULL DEFAULT '' CHECK (length(forgotten_hash) = CASE forgotten_seq WHEN 0 THEN 0 ELSE 64 END),
  forgotten_at_ms INTEGER NOT NULL DEFAULT 0,
  forgotten_why TEXT NOT NULL DEFAULT ''
) STRICT;

-- One for each day on which the hub was heard and had answered everything: how far the rows of this store went then. Begun anew with each epoch of the hub.
CREATE TABLE day_mark (
  day_mark_id INTEGER NOT NULL PRIMARY KEY,
  station_at_ms INTEGER NOT NULL,
  hub_at_ms INTEGER NOT NULL,
  entry_id INTEGER NOT NULL CHECK (entry_id >= 0),
  scan_rank INTEGER NOT NULL CHECK (scan_rank >= 0),
  effect_rank INTEGER NOT NULL CHECK (effect_rank >= 0),
  -- How far each journal was met then: [[station, incarnation, first hash, seq, hash], …].
  heads TEXT NOT NULL
) STRICT;

-- How far the journals of others were met. A hub gives out each of them from its first fact on and without a gap: facts up to forgotten_seq are known by that place, and
-- their ids are let go of. A hub that was begun anew has another first hash.
CREATE TABLE met_journal (
  station_id TEXT NOT NULL,
  incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
  first_hash TEXT NOT NULL,
  met_seq INTEGER NOT NULL CHECK (met_seq >= 1),
  met_hash TEXT NOT NULL,
  forgotten_seq INTEGER NOT NULL CHECK (forgotten_seq BETWEEN 0 AND met_seq),
  forgotten_hash TEXT NOT NULL,
  is_broken INTEGER NOT NULL CHECK (is_broken IN (0, 1)),
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  PRIMARY KEY (station_id, incarnation, first_hash)
) STRICT, WITHOUT ROWID;

-- Append-only. body is canonical JSON (keys sorted at every depth).
CREATE TABLE journal (
  entry_id INTEGER NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  fact_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  schema INTEGER NOT NULL CHECK (schema = 1),
  at_ms INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  body TEXT NOT NULL,
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

-- What the hub answered when it was not simply 'applied'.
CREATE TABLE outbox_answer (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES journal (entry_id),
  outcome TEXT NOT NULL CHECK (outcome IN ('applied-with-discrepancy', 'quarantined')),
  why TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_answer_quarantined ON outbox_answer (entry_id) WHERE outcome = 'quarantined';

-- Where this store stands in the hub's order. Exactly one row.
CREATE TABLE pull_position (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  hub_epoch TEXT,
  position INTEGER NOT NULL CHECK (position >= 0),
  -- What the hub said about the fact at that position; shown to it with the next question.
  proof TEXT,
  cancel_list_at_ms INTEGER
) STRICT;

-- Facts of others that were dealt with, so that a hub that starts anew cannot count them twice; and the newest day mark when they came (0: none).
CREATE TABLE known_fact (
  fact_id TEXT NOT NULL PRIMARY KEY,
  day_mark_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts of others that do not fit what is known here.
CREATE TABLE inbox_conflict (
  fact_id TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  why TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

-- Facts of kinds that this build does not know.
CREATE TABLE waiting_fact (
  fact_id TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  envelope TEXT NOT NULL,
  personal BLOB
) STRICT;

-- No code that may be a person's is kept: then it is empty (SC6 of docs/specs/scans.md).
CREATE TABLE scan (
  scan_rank INTEGER NOT NULL PRIMARY KEY,
  scan_id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  source TEXT NOT NULL,
  scanner_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL
) STRICT;

CREATE TABLE bench (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  value TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  value TEXT NOT NULL
) STRICT;

-- The site's own layouts of labels ('layout <template>') and when a packing list is printed ('options'), as JSON.
CREATE TABLE label_setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE effect (
  effect_rank INTEGER NOT NULL PRIMARY KEY,
  effect_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('print-label', 'print-manifest', 'print-paper')),
  printer_id TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'done', 'failed', 'unknown')),
  why TEXT NOT NULL,
  owed_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX effect_unfinished ON effect (state) WHERE state IN ('queued', 'sending');

-- What each code stands for.
CREATE TABLE code_meaning (
  code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('product', 'place', 'container', 'packaging', 'person', 'order', 'waybill', 'pick-list')),
  ref TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 1),
  PRIMARY KEY (code, kind, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_meaning_any_case ON code_meaning (code COLLATE NOCASE);

CREATE TABLE product (
  sku TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  spec TEXT NOT NULL,
  picture_id TEXT NOT NULL,
  weight_grams INTEGER CHECK (weight_grams >= 0),
  length_mm INTEGER,
  width_mm INTEGER,
  height_mm INTEGER,
  fragile INTEGER NOT NULL CHECK (fragile IN (0, 1)),
  liquid INTEGER NOT NULL CHECK (liquid IN (0, 1)),
  bulky INTEGER NOT NULL CHECK (bulky IN (0, 1)),
  needs_serial INTEGER NOT NULL CHECK (needs_serial IN (0, 1)),
  needs_lot INTEGER NOT NULL CHECK (needs_lot IN (0, 1)),
  needs_anti_counterfeit INTEGER NOT NULL CHECK (needs_anti_counterfeit IN (0, 1)),
  codes TEXT NOT NULL,
  learnt_grams REAL,
  learnt_spread_grams REAL,
  learnt_samples INTEGER NOT NULL CHECK (learnt_samples >= 0)
) STRICT;

CREATE TABLE place (
  place_code TEXT NOT NULL PRIMARY KEY,
  zone TEXT NOT NULL,
  aisle INTEGER NOT NULL,
  bay INTEGER NOT NULL,
  shelf INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('left', 'right')),
  x REAL,
  y REAL,
  walk_aisle TEXT,
  level INTEGER
) STRICT;
CREATE TABLE layout (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  body TEXT NOT NULL
) STRICT;

CREATE TABLE container (
  code TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('tote', 'wall-slot', 'cart-slot')),
  group_code TEXT NOT NULL,
  rank INTEGER NOT NULL
) STRICT;

CREATE TABLE packaging (
  packaging_code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('carton', 'bag', 'sealed-bag', 'cushion')),
  inner_length_mm INTEGER NOT NULL,
  inner_width_mm INTEGER NOT NULL,
  inner_height_mm INTEGER NOT NULL,
  weight_grams INTEGER NOT NULL CHECK (weight_grams >= 0),
  spread_grams REAL NOT NULL CHECK (spread_grams >= 0),
  max_weight_grams INTEGER NOT NULL
) STRICT;

CREATE TABLE carrier (
  carrier_code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  label_size TEXT NOT NULL CHECK (label_size IN ('100x150', '76x130', '100x180'))
) STRICT;

CREATE TABLE person (
  person_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  badge_code TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('packer', 'temp', 'supervisor', 'admin')),
  pin_hash TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  failed_pins INTEGER NOT NULL CHECK (failed_pins >= 0),
  last_failed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE wave (
  wave_id TEXT NOT NULL PRIMARY KEY,
  wave_number TEXT NOT NULL,
  rule_name TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('single-item', 'by-order', 'batch-wall', 'zone-wall', 'cart')),
  cut_off_at_ms INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  piece_count INTEGER NOT NULL,
  cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
  done INTEGER NOT NULL CHECK (done IN (0, 1))
) STRICT;

CREATE TABLE pick_list (
  list_id TEXT NOT NULL PRIMARY KEY,
  wave_id TEXT NOT NULL,
  list_number TEXT NOT NULL,
  zone TEXT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'finished', 'cancelled')),
  person_id TEXT,
  -- Whether the newest taking was at this bench.
  taken_here INTEGER NOT NULL CHECK (taken_here IN (0, 1)),
  tote_code TEXT,
  task_count INTEGER NOT NULL CHECK (task_count >= 1)
) STRICT;
CREATE INDEX pick_list_offered ON pick_list (state, person_id) WHERE state IN ('open', 'taken');
CREATE INDEX pick_list_of_wave ON pick_list (wave_id);

CREATE TABLE pick_task (
  task_id TEXT NOT NULL PRIMARY KEY,
  list_id TEXT NOT NULL REFERENCES pick_list (list_id),
  wave_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  place_code TEXT NOT NULL,
  sku TEXT NOT NULL,
  asked_qty INTEGER NOT NULL CHECK (asked_qty > 0),
  picked_qty INTEGER NOT NULL CHECK (picked_qty >= 0),
  short_qty INTEGER NOT NULL CHECK (short_qty >= 0),
  -- 0: not skipped; else 1, 2, 3 … in the order of skipping.
  skip_rank INTEGER NOT NULL CHECK (skip_rank >= 0),
  shares TEXT NOT NULL,
  CHECK (picked_qty + short_qty <= asked_qty)
) STRICT, WITHOUT ROWID;
-- The walk that is still to go: what is done does not slow down what is left. A lone column stands left of the comparison, here and in the
-- queries: SQLite turns the other form round and then does not know its index again.
CREATE INDEX pick_task_open ON pick_task (list_id, skip_rank, sequence) WHERE asked_qty > picked_qty + short_qty;

-- Every taking of a tote; the newest row says where it is.
CREATE TABLE tote_taken (
  taken_rank INTEGER NOT NULL PRIMARY KEY,
  tote_code TEXT NOT NULL,
  list_id TEXT NOT NULL,
  wave_id TEXT NOT NULL,
  order_id TEXT
) STRICT;
CREATE INDEX tote_taken_newest ON tote_taken (tote_code, taken_rank);

CREATE TABLE sales_order (
  order_id TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  shop TEXT NOT NULL,
  wave_id TEXT NOT NULL,
  carrier_code TEXT NOT NULL,
  cut_off_at_ms INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  item_count TEXT NOT NULL CHECK (item_count IN ('single', 'multi')),
  slot_code TEXT,
  tote_code TEXT,
  enclosures TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('released', 'open', 'packed', 'stopped', 'kicked-out', 'suspended')),
  cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
  short_accepted INTEGER NOT NULL CHECK (short_accepted IN (0, 1))
) STRICT;
CREATE INDEX sales_order_of_wave ON sales_order (wave_id);
CREATE INDEX sales_order_in_slot ON sales_order (slot_code) WHERE slot_code IS NOT NULL AND state IN ('released', 'open', 'suspended');

CREATE TABLE order_line (
  order_id TEXT NOT NULL REFERENCES sales_order (order_id),
  line_number INTEGER NOT NULL CHECK (line_number >= 1),
  sku TEXT NOT NULL,
  asked_qty INTEGER NOT NULL CHECK (asked_qty > 0),
  picked_qty INTEGER NOT NULL CHECK (picked_qty >= 0),
  short_qty INTEGER NOT NULL CHECK (short_qty >= 0),
  put_qty INTEGER NOT NULL CHECK (put_qty BETWEEN 0 AND picked_qty),
  checked_qty INTEGER NOT NULL CHECK (checked_qty BETWEEN 0 AND picked_qty),
  PRIMARY KEY (order_id, line_number),
  CHECK (picked_qty + short_qty <= asked_qty)
) STRICT, WITHOUT ROWID;
-- Only what lies picked on the floor: small, however many orders there are.
CREATE INDEX order_line_unchecked ON order_line (sku) WHERE picked_qty > checked_qty;

CREATE TABLE parcel (
  parcel_id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES sales_order (order_id),
  wave_id TEXT NOT NULL,
  carrier_code TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'suspended', 'closed', 'stopped')),
  packaging_codes TEXT NOT NULL,
  enclosures TEXT NOT NULL,
  grams INTEGER CHECK (grams >= 0),
  weight_verdict TEXT CHECK (weight_verdict IN ('fits', 'too-light', 'too-heavy', 'not-known')),
  weight_approved INTEGER NOT NULL CHECK (weight_approved IN (0, 1)),
  waybill_number TEXT,
  label_state TEXT NOT NULL CHECK (label_state IN ('none', 'queued', 'sent', 'unknown', 'failed', 'confirmed')),
  label_trouble TEXT NOT NULL,
  copies INTEGER NOT NULL CHECK (copies >= 0),
  label_confirmed INTEGER NOT NULL CHECK (label_confirmed IN (0, 1)),
  -- Where the newest copy went.
  label_printer TEXT NOT NULL DEFAULT '',
  -- Copies went to several printers: the newest one carries a mark.
  copy_marked INTEGER NOT NULL DEFAULT 0 CHECK (copy_marked IN (0, 1)),
  -- {reason, byPersonId} of one more label that the board approved and this station has not queued yet.
  reprint_asked TEXT,
  stop_task INTEGER NOT NULL CHECK (stop_task IN (0, 1)),
  -- Whether it was opened or last taken up at this bench.
  packed_here INTEGER NOT NULL DEFAULT 0 CHECK (packed_here IN (0, 1)),
  closed_at_ms INTEGER,
  manifest_id TEXT,
  CHECK ((state = 'closed') = (closed_at_ms IS NOT NULL)),
  CHECK (manifest_id IS NULL OR state = 'closed')
) STRICT;
-- An order has one parcel; a stopped one is history.
CREATE UNIQUE INDEX parcel_of_order ON parcel (order_id) WHERE state <> 'stopped';
CREATE INDEX parcel_open ON parcel (person_id) WHERE state = 'open';
CREATE INDEX parcel_to_hand_over ON parcel (carrier_code) WHERE state = 'closed' AND manifest_id IS NULL;
CREATE INDEX parcel_closed ON parcel (person_id, closed_at_ms) WHERE state = 'closed';
CREATE INDEX parcel_reprint_asked ON parcel (parcel_id) WHERE reprint_asked IS NOT NULL;
CREATE INDEX parcel_of_manifest ON parcel (manifest_id) WHERE manifest_id IS NOT NULL;
CREATE INDEX parcel_not_weighed ON parcel (manifest_id) WHERE manifest_id IS NOT NULL AND grams IS NULL;

-- Everyone who had a parcel in hand: none of them may approve it.
CREATE TABLE parcel_hand (
  parcel_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (parcel_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unique_code (
  taken_rank INTEGER NOT NULL PRIMARY KEY,
  parcel_id TEXT NOT NULL REFERENCES parcel (parcel_id),
  line_number INTEGER NOT NULL,
  code_kind TEXT NOT NULL CHECK (code_kind IN ('serial', 'lot', 'anti-counterfeit')),
  sku TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX unique_code_of_parcel ON unique_code (parcel_id);
CREATE UNIQUE INDEX unique_code_once ON unique_code (value, sku, code_kind) WHERE code_kind <> 'lot';

CREATE TABLE waybill (
  waybill_number TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL,
  carrier_code TEXT NOT NULL,
  parcel_id TEXT,
  -- Burned: never bound again.
  voided INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, 1))
) STRICT;
CREATE INDEX waybill_of_order ON waybill (order_id);
-- A number is bound to one parcel, a parcel to one number.
CREATE UNIQUE INDEX waybill_of_parcel ON waybill (parcel_id) WHERE parcel_id IS NOT NULL;

-- Masked, and still encrypted (AES-256-GCM, bound to table, row and column).
CREATE TABLE label_payload (
  waybill_number TEXT NOT NULL PRIMARY KEY,
  payload BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE carrier_manifest (
  manifest_id TEXT NOT NULL PRIMARY KEY,
  manifest_number TEXT NOT NULL,
  carrier_code TEXT NOT NULL,
  own INTEGER NOT NULL CHECK (own IN (0, 1)),
  closed_at_ms INTEGER,
  parcel_count INTEGER NOT NULL CHECK (parcel_count >= 0),
  total_grams INTEGER NOT NULL CHECK (total_grams >= 0),
  last_waybill_number TEXT
) STRICT;
CREATE INDEX carrier_manifest_open ON carrier_manifest (own) WHERE closed_at_ms IS NULL;
CREATE INDEX carrier_manifest_of_carrier ON carrier_manifest (carrier_code);

-- Numbers that only this station may bind. A copy of this store uses none of them.
CREATE TABLE waybill_block (
  block_id TEXT NOT NULL PRIMARY KEY,
  carrier_code TEXT NOT NULL,
  prefix TEXT NOT NULL,
  digits INTEGER NOT NULL,
  suffix TEXT NOT NULL,
  check_digit TEXT NOT NULL,
  start_number INTEGER NOT NULL,
  first_index INTEGER NOT NULL,
  number_count INTEGER NOT NULL CHECK (number_count >= 1),
  next_index INTEGER NOT NULL CHECK (next_index BETWEEN 0 AND number_count),
  until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX waybill_block_of_carrier ON waybill_block (carrier_code, until_ms) WHERE next_index < number_count;

-- What the hub has leased to which station; both times are the hub's.
CREATE TABLE claim (
  claim_kind TEXT NOT NULL CHECK (claim_kind IN ('list', 'tote', 'order')),
  subject TEXT NOT NULL,
  station_id TEXT NOT NULL,
  station_name TEXT NOT NULL,
  person_id TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (claim_kind, subject)
) STRICT, WITHOUT ROWID;

-- Hub time as it was last known, for a start without the hub. At most one row.
CREATE TABLE hub_mark (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  hub_at_ms INTEGER NOT NULL,
  monotonic_ms INTEGER NOT NULL,
  round_trip_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL
) STRICT;

INSERT INTO pull_position (only_row, hub_epoch, position, cancel_list_at_ms) VALUES (1, NULL, 0, NULL);
INSERT INTO incarnation (incarnation, entries_before, acknowledged_seq, acknowledged_at_ms) VALUES (1, 0, 0, 0);
`,
} as const
