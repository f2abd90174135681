/**
 * What `verifyRecording` finds besides the codes of `RrdErrorCode`. Those of video samples are `video-` and the code of
 * the refusal.
 */
export const VerifyCode = {
  /** A chunk of a store that was not introduced before. */
  NoStoreInfo: 'no-store-info',
  /** A chunk id that is there more than once in a store. */
  DuplicateChunkId: 'duplicate-chunk-id',
  /** A timeline that is of another kind than before. */
  TimelineConflict: 'timeline-conflict',
  /** A chunk that the manifest of its stream does not list. */
  NotInManifest: 'not-in-manifest',
  /** A chunk that the manifest lists, but that is not there. */
  MissingChunk: 'missing-chunk',
  /** A chunk of which the manifest says something else. */
  ManifestDiffers: 'manifest-differs',
  /** A video stream without a codec: Rerun's viewer shows nothing of it. */
  NoCodec: 'video-no-codec',
  /** Row ids that are there more than once in a video stream. */
  DuplicateRowId: 'duplicate-row-id',
  /** `VideoStream:is_keyframe` says something else than the sample. */
  KeyframeFlag: 'video-keyframe-flag',
} as const;
