import type { ProtoErrorCode } from '@rushes/proto';

/**
 * Why the hub closes a connection, besides what `ProtoErrorCode` names. The code is in the `error` message that goes before
 * the close frame, and the close code lets a peer decide without it:
 *
 * | close code | error codes | cause | worth a reconnect |
 * |---|---|---|---|
 * | 1001 | none | the hub stops | yes |
 * | 1002, 1007 | `bad-frame` | a frame that is no valid WebSocket frame | no |
 * | 1003 | `text-message` | a text message; all messages are binary | no |
 * | 1009 | `limit-exceeded` | a message or a part of it beyond its limit | no |
 * | 4400 | `truncated`, `bad-header`, `bad-arrow`, `bad-chunk`, `bad-entity-path`, `bad-id`, `bad-bitstream` | a message that does not decode | no |
 * | 4403 | `role-refused` | a web page of another origin said hello as `page` | no |
 * | 4408 | `hello-timeout` | no hello within ten seconds | yes |
 * | 4409 | `hello-expected`, `unexpected-message`, `wrong-recording` | a message that is not in order here | no |
 * | 4410 | `superseded` | the same stream said hello on a newer connection | no |
 * | 4422 | `header-mismatch` | the header of a chunk contradicts its body | no |
 * | 4426 | `bad-version` | another protocol version | no |
 * | 4429 | `static-limit`, `too-many-recordings`, `not-reading` | the hub has no room, or would need it for answers nobody reads | later |
 * | 4500 | `internal` | a defect of the hub | yes |
 *
 * A peer that shows no sign of life for thirty seconds is cut off without a close frame.
 */
export const CLOSE_CODES = {
  'bad-frame': 1002,
  'text-message': 1003,
  'limit-exceeded': 1009,
  truncated: 4400,
  'bad-header': 4400,
  'bad-arrow': 4400,
  'bad-chunk': 4400,
  'bad-entity-path': 4400,
  'bad-id': 4400,
  'bad-bitstream': 4400,
  'role-refused': 4403,
  'hello-timeout': 4408,
  'hello-expected': 4409,
  'unexpected-message': 4409,
  'wrong-recording': 4409,
  superseded: 4410,
  'header-mismatch': 4422,
  'bad-version': 4426,
  'static-limit': 4429,
  'too-many-recordings': 4429,
  'not-reading': 4429,
  internal: 4500,
} as const satisfies Record<ProtoErrorCode, number> & Record<string, number>;

export type ConnectionErrorCode = keyof typeof CLOSE_CODES;

/** The hub stops. */
export const GOING_AWAY = 1001;
