/** Tokens are ours already: FTS5 splits at spaces only. */
const fullText = (table: string) => `
  CREATE VIRTUAL TABLE ${table} USING fts5 (
    tokens, content = '', contentless_delete = 1,
    tokenize = 'ascii tokenchars ''!#$%&()*+,-./:;<=>?@[\\]^_\`{|}~'''
  );`;

/** The tables, by version: the file remembers how many of these it has had. Never change one that has been released. */
export const migrations: string[] = [
  `
  CREATE TABLE sessions (
    id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, state TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, etag TEXT NOT NULL, record TEXT NOT NULL
  );
  CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id, state);
  CREATE INDEX sessions_not_ended ON sessions (updated_at) WHERE state <> 'ended';

  CREATE TABLE turns (
    sequence INTEGER PRIMARY KEY, session_id TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL,
    UNIQUE (session_id, id)
  );
  CREATE INDEX turns_in_order ON turns (session_id, sequence);

  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY, session_id TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL,
    UNIQUE (session_id, id)
  );

  CREATE TABLE summaries (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL, user_id TEXT NOT NULL,
    type TEXT NOT NULL, created_at TEXT NOT NULL, bytes INTEGER NOT NULL, record TEXT NOT NULL
  );
  CREATE INDEX summaries_of_session ON summaries (session_id);
  CREATE INDEX summaries_of_user ON summaries (user_id, created_at, id);
  ${fullText("summary_text")}

  CREATE TABLE work_orders (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, user_id TEXT,
    item_no TEXT NOT NULL, location TEXT NOT NULL, equipment_type TEXT NOT NULL, status_code TEXT NOT NULL,
    created_at TEXT NOT NULL, etag TEXT NOT NULL, tokens TEXT NOT NULL, record TEXT NOT NULL
  );
  CREATE INDEX work_orders_by_date ON work_orders (created_at, id, status, user_id);
  CREATE INDEX work_orders_by_item ON work_orders (item_no, created_at, id, status);
  CREATE INDEX work_orders_by_location ON work_orders (location, created_at, id);
  CREATE INDEX work_orders_by_equipment ON work_orders (equipment_type, created_at, id);

  CREATE TABLE versions (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE terms (category TEXT NOT NULL, code TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (category, code));

  CREATE TABLE documents (id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, created_at TEXT NOT NULL, record TEXT NOT NULL);
  CREATE INDEX documents_by_date ON documents (created_at, id, status);

  CREATE TABLE runs (id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created_at TEXT NOT NULL, record TEXT NOT NULL);
  CREATE INDEX runs_by_date ON runs (created_at, id, kind);

  CREATE TABLE streams (
    sequence INTEGER PRIMARY KEY, session_id TEXT NOT NULL, turn_id TEXT NOT NULL, accepted_at TEXT NOT NULL,
    last_event_at TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0, cancelled INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL, UNIQUE (session_id, turn_id)
  );
  CREATE INDEX streams_unfinished ON streams (accepted_at) WHERE finished = 0;
  CREATE INDEX streams_finished ON streams (last_event_at) WHERE finished = 1;
  CREATE TABLE stream_events (
    stream INTEGER NOT NULL, id INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (stream, id)
  );

  CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, visible_at INTEGER NOT NULL,
    enqueued_at INTEGER NOT NULL, locked_until INTEGER NOT NULL DEFAULT 0, lock_token TEXT,
    delivery_count INTEGER NOT NULL DEFAULT 0, dead_at INTEGER, reason TEXT, description TEXT, body TEXT NOT NULL
  );
  CREATE INDEX messages_waiting ON messages (queue, visible_at, sequence, locked_until) WHERE dead_at IS NULL;
  CREATE INDEX messages_dead ON messages (dead_at, queue) WHERE dead_at IS NOT NULL;
  CREATE TABLE message_ids (queue TEXT, id TEXT, sent_at INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
  CREATE INDEX message_ids_by_age ON message_ids (sent_at);

  CREATE TABLE chunks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, content_type TEXT NOT NULL, updated_at TEXT NOT NULL,
    groups TEXT NOT NULL, vector_scale REAL, vector BLOB, tokens TEXT NOT NULL, record TEXT NOT NULL
  );
  CREATE INDEX chunks_of_document ON chunks (document_id);
  CREATE TABLE chunk_changes (document_id TEXT PRIMARY KEY, version INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
  `,
  `CREATE INDEX work_orders_of_session ON work_orders (json_extract(record, '$.sessionId'))
   WHERE json_extract(record, '$.sessionId') IS NOT NULL;`,
  `
  ALTER TABLE chunks ADD COLUMN replacement INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE chunk_changes ADD COLUMN replacement INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX chunks_of_replacement ON chunks (document_id, replacement);
  DROP INDEX chunks_of_document;
  CREATE TABLE reindexed (document_id TEXT PRIMARY KEY, reindex INTEGER NOT NULL, replacement INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `CREATE TABLE corrections (
     id TEXT PRIMARY KEY, status TEXT NOT NULL, created_at TEXT NOT NULL, etag TEXT NOT NULL, record TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX corrections_by_age ON corrections (created_at, id, status);`,
  "CREATE INDEX sessions_ended ON sessions (created_at) WHERE state = 'ended';",
];
