import type { HubCounts } from './hub.ts';

/** The hub's counts in the text format of Prometheus (version 0.0.4). */
export function metricsText(counts: HubCounts, socketBufferedBytes: number): string {
  const lines: string[] = [];
  const metric = (
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    values: readonly (readonly [string, number])[],
  ) => {
    lines.push(`# HELP rushes_${name} ${help}`, `# TYPE rushes_${name} ${type}`);
    for (const [labels, value] of values) lines.push(`rushes_${name}${labels} ${value}`);
  };
  const { connections } = counts;
  metric('connections', 'gauge', 'Open connections by role.', [
    ['{role="sdk"}', connections.sdk],
    ['{role="page"}', connections.page],
    ['{role="unintroduced"}', connections.unintroduced],
  ]);
  metric('recordings', 'gauge', 'Recordings held, by whether an SDK is connected.', [
    ['{live="true"}', counts.liveRecordings],
    ['{live="false"}', counts.recordings - counts.liveRecordings],
  ]);
  metric('held_bytes', 'gauge', 'Bytes that the chunk log holds, bookkeeping included.', [['', counts.heldBytes]]);
  metric('memory_limit_bytes', 'gauge', 'Bytes that the chunk log may hold.', [['', counts.limitBytes]]);
  metric('socket_buffered_bytes', 'gauge', 'Bytes sent to any peer that the system has not taken yet.', [
    ['', socketBufferedBytes],
  ]);
  metric('ingested_chunks_total', 'counter', 'Chunks taken in from SDKs.', [['', counts.ingestedChunks]]);
  metric('ingested_bytes_total', 'counter', 'Bytes of chunks taken in from SDKs.', [['', counts.ingestedBytes]]);
  metric('evicted_chunks_total', 'counter', 'Chunks that the memory limit evicted.', [['', counts.evictedChunks]]);
  metric('evicted_bytes_total', 'counter', 'Bytes of chunks that the memory limit evicted.', [
    ['', counts.evictedBytes],
  ]);
  metric('sent_chunks_total', 'counter', 'Chunks sent to pages.', [['', counts.sentChunks]]);
  metric('sent_bytes_total', 'counter', 'Bytes of chunks sent to pages.', [['', counts.sentBytes]]);
  metric('dropped_rows_total', 'counter', 'Rows that somebody did not get, by where they were given up.', [
    ['{where="sdk"}', counts.droppedBySdkRows],
    ['{where="page"}', counts.droppedForPageRows],
  ]);
  metric(
    'failed_connections_total',
    'counter',
    'Connections that were ended with an error, by its code.',
    Array.from(counts.failedConnections, ([code, count]) => [`{code="${code}"}`, count] as const),
  );
  const { saving } = counts;
  if (saving !== undefined) {
    metric('saved_files', 'gauge', 'Recording files that are open, by how they are doing.', [
      ['{state="written"}', saving.openFiles - saving.troubledFiles],
      ['{state="troubled"}', saving.troubledFiles],
    ]);
    metric('save_queued_bytes', 'gauge', 'Bytes that wait for the disk.', [['', saving.queuedBytes]]);
    metric('saved_chunks_total', 'counter', 'Chunks written to recording files.', [['', saving.writtenChunks]]);
    metric('saved_bytes_total', 'counter', 'Bytes of recording files.', [['', saving.writtenBytes]]);
    metric('save_given_up_rows_total', 'counter', 'Rows that the disk did not take.', [['', saving.givenUpRows]]);
    metric(
      'save_troubles_total',
      'counter',
      'Trouble with recording files, by code.',
      Array.from(saving.troubles, ([code, count]) => [`{code="${code}"}`, count] as const),
    );
  }
  return `${lines.join('\n')}\n`;
}
