/** Options of `RecordingStream.save` and of `FileSink`. @group Sinks */
export interface FileSinkOptions {
  /**
   * When the file is forced onto the disk itself, so that a power cut loses no more. `false` (default): when the operating system
   * sees fit, usually within half a minute; a killed program loses nothing by it. `'interval'`: once a second. `true`: after each
   * write, which is slow and wears out memory cards.
   */
  readonly fsync?: boolean | 'interval' | undefined;
  /**
   * What is logged is handed to the operating system within so many milliseconds, as long as the disk keeps up and the program lets
   * its event loop turn: what a killed program loses at most. Default 200.
   */
  readonly maxDelayMillis?: number | undefined;
  /** `lz4` makes what is not video smaller, and costs time. Default `none`. */
  readonly compression?: 'none' | 'lz4' | undefined;
  /** Whether a file of this name may be replaced. Default false: that there is one is an error. */
  readonly overwrite?: boolean | undefined;
  /** Bytes that may wait for a disk that is slow or full; beyond, the oldest is given up. Default 128 MiB. */
  readonly limitBytes?: number | undefined;
}
