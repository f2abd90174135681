import { McapWriter, type McapWriterOptions } from '@mcap/core';

// MCAP files as other programs write them, with @mcap/core.

/** One topic of a file and its messages, in the order of writing. */
export interface ChannelSpec {
  readonly topic: string;
  readonly schema: string;
  /** Default: protobuf. */
  readonly encoding?: string;
  readonly messages: readonly { readonly logTime: bigint; readonly publishTime?: bigint; readonly data: Uint8Array }[];
}

export type McapSpec = Omit<McapWriterOptions, 'writable'> & {
  readonly channels: readonly ChannelSpec[];
  readonly attachments?: number;
  readonly compression?: 'lz4' | 'zstd' | 'brotli';
};

/** The bytes of an MCAP file. Messages of all channels take turns. */
export async function mcapFile({ channels, attachments = 0, compression, ...options }: McapSpec): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let position = 0;
  const writer = new McapWriter({
    ...options,
    ...(compression === undefined
      ? {}
      : { compressChunk: (data: Uint8Array) => ({ compression, compressedData: COMPRESS[compression](data) }) }),
    writable: {
      position: () => BigInt(position),
      write: async (bytes) => {
        pieces.push(bytes.slice());
        position += bytes.length;
      },
    },
  });
  await writer.start({ profile: '', library: 'test' });
  for (let i = 0; i < attachments; i++) {
    await writer.addAttachment({ logTime: 0n, createTime: 0n, name: `a${i}`, mediaType: '', data: new Uint8Array(10) });
  }
  const ids: number[] = [];
  for (const { topic, schema, encoding = 'protobuf' } of channels) {
    const schemaId = await writer.registerSchema({ name: schema, encoding, data: new Uint8Array(0) });
    ids.push(await writer.registerChannel({ topic, schemaId, messageEncoding: encoding, metadata: new Map() }));
  }
  const longest = Math.max(0, ...channels.map(({ messages }) => messages.length));
  for (let i = 0; i < longest; i++) {
    for (const [channel, { messages }] of channels.entries()) {
      const message = messages[i];
      if (message === undefined) continue;
      const { logTime, publishTime = logTime, data } = message;
      await writer.addMessage({ channelId: ids[channel] ?? 0, sequence: i, logTime, publishTime, data });
    }
  }
  await writer.end();
  return new Uint8Array(Buffer.concat(pieces));
}

// Frames whose blocks are not compressed are frames, too; compressed ones are in lz4-frame.test.ts.
const COMPRESS = {
  lz4: (data: Uint8Array) =>
    Buffer.concat([
      Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73),
      ...storedBlocks(data, 0x10000, (length) => u32(length | 0x80000000)),
      u32(0),
    ]),
  zstd: (data: Uint8Array) => {
    // Single segment, content size of four bytes; raw blocks, the last one marked.
    const head = Buffer.concat([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0), u32(data.length)]);
    const last = Math.ceil(data.length / 0x10000) - 1;
    return Buffer.concat([
      head,
      ...storedBlocks(data, 0x10000, (length, i) => u32((length << 3) | (i === last ? 1 : 0)).subarray(0, 3)),
    ]);
  },
  brotli: (data: Uint8Array) => data,
};

function storedBlocks(
  data: Uint8Array,
  size: number,
  head: (length: number, index: number) => Uint8Array,
): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < data.length; at += size, i++) {
    const block = data.subarray(at, at + size);
    blocks.push(head(block.length, i), block);
  }
  return blocks;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0, true);
  return bytes;
}
