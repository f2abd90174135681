/** Frames decoded ahead while playing: hides the time of a large keyframe, and leaves a decoder most of its surfaces. */
export const PLAY_AHEAD = 4;
/** Samples behind the newest (a second at 30 fps) at which following jumps to the newest keyframe. */
export const FOLLOW_LAG = 30;
/** A fed sample without a picture for so long, with nothing left in the queue: the decoder holds it back or has lost it. */
export const SILENCE_MILLIS = 150;
/** Samples fed beyond the asked one to push it out of a decoder that holds pictures back, before a flush is called for. */
export const MAX_PUSH = 4;
/** A decoder that neither takes samples nor answers a flush for so long is broken, whatever it says. */
export const STALL_MILLIS = 3000;
/** Samples without a picture after which a decoder that gave none for {@link STALL_MILLIS} counts as silent. */
export const SILENT_SAMPLES = 30;
/** How long missing samples are waited for before it is said that they are missing; history may still be on its way. */
export const LOADING_MILLIS = 2000;
/** How long a stream that nobody looks at keeps its decoder, so that a change of layout does not cost a restart. */
export const HIDDEN_MILLIS = 3000;
/** Least distance of frames shown on the way to a wish while scrubbing. */
export const PROGRESS_MILLIS = 40;
/** Least distance of frames shown while following catches up. */
export const CATCH_UP_MILLIS = 100;
/** Decoders that a browser may take away within one wish before that counts as an error. */
export const MAX_RECLAIMS = 3;
