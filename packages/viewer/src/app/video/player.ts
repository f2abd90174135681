import { assertNever } from '@rushes/proto';
import { DamageLog } from './damage-log.ts';
import { DecodeSession } from './decode-session.ts';
import { type DecoderFactory, DecoderFailure, type FrameHandle, type PlayerClock } from './decoder.ts';
import type { DecoderBudget } from './decoder-budget.ts';
import type { FrameCache } from './frame-cache.ts';
import { FrameStock } from './frame-stock.ts';
import { Patience } from './patience.ts';
import {
  CATCH_UP_MILLIS,
  FOLLOW_LAG,
  HIDDEN_MILLIS,
  MAX_PUSH,
  MAX_RECLAIMS,
  PLAY_AHEAD,
  PROGRESS_MILLIS,
  SILENCE_MILLIS,
  SILENT_SAMPLES,
  STALL_MILLIS,
} from './player-limits.ts';
import { pumpLoop } from './pump-loop.ts';
import type { Addition, DecodeChain, SampleStore, StoredSample } from './sample-store.ts';
import { leadsTo, planFollow } from './session-plan.ts';
import { StateTeller } from './state-teller.ts';
import {
  decodeError,
  EVICTED,
  GAP,
  LOST_REFERENCES,
  NO_CODEC,
  NO_KEYFRAME,
  NO_PARAMETER_SETS,
  NO_PICTURE,
  NOT_HERE,
  UNREADABLE,
  type VideoError,
} from './video-error.ts';
import { ShowMode, VideoErrorCode, type VideoState } from './video-messages.ts';
import { makeWish, type Wish } from './wish.ts';

/** What a player tells the page. */
export interface PlayerEvents<F> {
  /** A frame to show; ownership passes on. */
  onFrame(key: number, wish: number, frame: F): void;
  onState(key: number, wish: number, state: VideoState): void;
  /** So many more frames were skipped in Follow mode. */
  onSkipped(frames: number): void;
}

export interface PlayerOptions<F extends FrameHandle<F>> {
  readonly store: SampleStore;
  readonly cache: FrameCache<F>;
  readonly budget: DecoderBudget;
  readonly createDecoder: DecoderFactory<F>;
  readonly clock: PlayerClock;
  readonly events: PlayerEvents<F>;
}

/**
 * Shows one stream: keeps one wish, the newest, and drives a decode session towards it.
 *
 * ```
 *            want                      chain whole, no known damage
 *   idle ───────────► loading ──────────────────────────► decoding ◄─────────────┐
 *    ▲ hide           ▲  │ waited LOADING_MILLIS,          │  │  │ target fed      │ second try:
 *    │                │  │ evicted, no keyframe            │  │  ▼ and silence     │ new decoder,
 *    │  samples added │  ▼                                 │  │ pushing, flushing ─┘ in software
 *    │                └ failed ◄── error, second time ─────┘  │  │ flushed without a picture, second time
 *    │                    ▲                                   │  └──────────────► failed
 *    └────────────────────┴──────────── shown ◄───────────────┘ picture of the asked sample, or found in the cache
 * ```
 *
 * `#pump` derives the place in this diagram from the wish, the store, the session and the damage log each time something
 * happens, so it can be called at any time; every branch that waits for something outside also sets a timer, so every wish
 * ends in a frame or an error. Errors are values: the next wish starts afresh.
 */
export class Player<F extends FrameHandle<F>> {
  readonly #options: PlayerOptions<F>;
  readonly #store: SampleStore;
  readonly #stock: FrameStock<F>;
  readonly #clock: PlayerClock;
  readonly #damage: DamageLog;
  readonly #teller: StateTeller;
  #wish: Wish | undefined;
  #session: DecodeSession<F> | undefined;
  #lastShown: StoredSample | undefined;
  #lastShownMillis = Number.NEGATIVE_INFINITY;
  /** When the decoder last took or gave something. */
  #lastActivityMillis = 0;
  #lastPictureMillis = 0;
  /** Wishes come faster than pictures: frames on the way are worth showing. */
  #isScrubbing = false;
  /** The browser's choice of decoder failed where software did not. */
  #needsSoftware = false;
  #hasDecoded = false;
  #isHistoryComplete = false;
  #codecProblem: VideoError | undefined | 'unknown' = 'unknown';
  /** Samples that had to be fed beyond the last wish to get at its picture: this decoder holds some back. */
  #usualPush = 0;
  #cancelTimer: () => void = () => undefined;
  readonly #patience = new Patience();
  readonly #pump = pumpLoop(() => this.#pumpOnce());

  constructor(options: PlayerOptions<F>) {
    this.#options = options;
    this.#store = options.store;
    this.#stock = new FrameStock(options.cache);
    this.#clock = options.clock;
    this.#damage = new DamageLog(options.store);
    this.#teller = new StateTeller(() => options.clock.nowMillis(), options.events.onState);
  }

  /** States what to show. Replaces the former wish; `id` comes back with everything sent for this one. */
  want(key: number, mode: ShowMode, id: number): void {
    const former = this.#wish;
    if (former?.key === key && former.mode === mode) {
      former.id = id;
      if (former.isDone) this.#teller.say(former, { kind: 'ok' });
    } else {
      this.#isScrubbing = former !== undefined && !former.isDone && mode === ShowMode.Seek;
      // Pausing on the frame that is shown asks for no other one.
      const isDone = this.#lastShown?.key === key && mode !== ShowMode.Follow;
      this.#wish = makeWish({ key, mode, id, isDone, push: this.#usualPush });
      if (isDone) this.#teller.say(this.#wish, { kind: 'ok' });
    }
    this.#pump();
  }

  /** Nobody looks any more. The decoder stays for a moment. */
  hide(): void {
    this.#wish = undefined;
    this.#lastShown = undefined;
    this.#isScrubbing = false;
    this.#usualPush = 0;
    this.#stock.dropAhead();
    this.#arm(HIDDEN_MILLIS, () => {
      this.#closeSession();
      // What broke may have been the decoder, or its neighbours; who looks again tries again.
      this.#damage.clear();
    });
  }

  /** The store took in samples. */
  noteAdded({ first, appended }: Addition): void {
    if (first === undefined) return;
    if (!appended) this.#noteInserted(first);
    if (this.#wish !== undefined) this.#pump();
  }

  /** The store gave up samples. */
  noteEvicted(samples: readonly StoredSample[]): void {
    this.#stock.drop(samples.map((sample) => sample.key));
    const wish = this.#wish;
    if (wish === undefined) return;
    if (samples.some((sample) => sample.key === wish.key)) wish.isEvicted = true;
    this.#pump();
  }

  /** The store gave up samples of a file for now; their pictures stay right. */
  noteUnloaded(): void {
    if (this.#wish !== undefined) this.#pump();
  }

  /** Nothing older is on its way: what is missing stays missing. */
  noteHistoryComplete(): void {
    this.#isHistoryComplete = true;
    this.#pump();
  }

  /** `undefined`: samples of this codec can be decoded. */
  noteCodec(problem: VideoError | undefined): void {
    this.#codecProblem = problem;
    this.#pump();
  }

  /** Something outside has room again (the frame cache). */
  noteRoom(): void {
    this.#pump();
  }

  /** Another recording: the samples are gone. The wish stays, since the one for the new recording may be here already. */
  reset(): void {
    this.#closeSession();
    this.#stock.dropAhead();
    this.#damage.clear();
    this.#lastShown = undefined;
    this.#isHistoryComplete = false;
    this.#codecProblem = 'unknown';
    if (this.#wish !== undefined) this.#wish.isDone = false;
    this.#pump();
  }

  /** Gives the decoder up for another stream; a new one is made when it is needed. */
  releaseDecoder(): void {
    this.#closeSession();
  }

  close(): void {
    this.#wish = undefined;
    this.#cancelTimer();
    this.#closeSession();
    this.#stock.dropAhead();
  }

  // ---- the wish

  #pumpOnce(): void {
    const wish = this.#wish;
    if (wish === undefined) return;
    this.#cancelTimer();
    this.#patience.look();
    if (wish.isDone && wish.mode === ShowMode.Seek) return;
    if (this.#codecProblem !== undefined) {
      if (this.#codecProblem === 'unknown') this.#await(wish, false, NO_CODEC);
      else this.#fail(wish, this.#codecProblem);
      return;
    }
    switch (wish.mode) {
      case ShowMode.Follow:
        this.#pumpFollow(wish);
        return;
      case ShowMode.Seek:
      case ShowMode.Play:
        this.#pumpExact(wish);
        return;
      default:
        assertNever(wish.mode);
    }
  }

  #pumpExact(wish: Wish): void {
    const target = this.#store.find(wish.key);
    if (target === undefined) {
      if (wish.isEvicted) this.#fail(wish, EVICTED);
      else this.#await(wish, false, NOT_HERE);
      return;
    }
    if (!wish.isDone) this.#showFromStock(wish, target);
    const goal = wish.isDone ? this.#nextUndecoded(wish, target) : target;
    if (goal === undefined) return;
    const chain = this.#store.chainTo(goal);
    if (chain.kind !== 'whole') {
      if (!wish.isDone) this.#miss(wish, chain);
      return;
    }
    const error = this.#damage.errorOf(chain.start, goal);
    if (error !== undefined) {
      if (!wish.isDone) this.#fail(wish, error);
      return;
    }
    if (this.#session?.isFlushing) {
      this.#armStall(wish);
      return;
    }
    const session = this.#sessionFor(wish, chain.start, goal);
    const reach = wish.isCautious ? 0 : wish.mode === ShowMode.Play ? PLAY_AHEAD : wish.push;
    const limit = Math.max(this.#store.position(goal), this.#store.position(target) + reach);
    this.#feedUpTo(session, limit, goal);
    if (!wish.isDone && this.#session === session && !session.isClosed) this.#watch(wish, session, goal);
  }

  #pumpFollow(wish: Wish): void {
    const newest = this.#store.newest();
    if (newest === undefined) {
      this.#await(wish, false, NOT_HERE);
      return;
    }
    this.#sayFollowing(wish);
    if (this.#isShownUpTo(newest)) return;
    if (this.#session?.isFlushing) {
      this.#armStall(wish);
      return;
    }
    const session = this.#sessionForFollow(wish, newest);
    if (session === undefined) return;
    this.#feedUpTo(session, Number.POSITIVE_INFINITY, newest);
    const loss = this.#damage.lossOf(newest);
    if (loss !== undefined) this.#fail(wish, loss);
    else if (this.#session === session && !session.isClosed) this.#watch(wish, session, newest);
  }

  /** The first sample after the shown one that is neither decoded nor known to be lost, within what is decoded ahead. */
  #nextUndecoded(wish: Wish, shown: StoredSample): StoredSample | undefined {
    if (wish.mode !== ShowMode.Play) return undefined;
    let sample = this.#store.next(shown);
    for (let ahead = 0; ahead < PLAY_AHEAD && sample !== undefined; ahead++) {
      const isInHand = this.#stock.has(sample.key) || this.#damage.lossOf(sample) !== undefined;
      if (!isInHand) return sample;
      sample = this.#store.next(sample);
    }
    return undefined;
  }

  // ---- the session

  /** A session whose next sample leads to `goal`, or that has it in the works. */
  #sessionFor(wish: Wish, start: StoredSample, goal: StoredSample): DecodeSession<F> {
    const session = this.#session;
    const isOnTheWay = session !== undefined && leadsTo(this.#store, session, { start, goal, mode: wish.mode });
    return isOnTheWay ? session : this.#beginAt(wish, start);
  }

  #sessionForFollow(wish: Wish, newest: StoredSample): DecodeSession<F> | undefined {
    const step = planFollow(this.#store, this.#session, newest);
    if (step.kind === 'go-on') return this.#session;
    if (step.kind === 'jump') {
      if (step.skipped > 0) this.#options.events.onSkipped(step.skipped);
      return this.#beginAt(wish, step.to);
    }
    const chain = this.#store.chainTo(newest);
    if (chain.kind !== 'whole') {
      this.#miss(wish, chain);
      return undefined;
    }
    const error = this.#damage.errorOf(chain.start, newest);
    if (error !== undefined) {
      this.#fail(wish, error);
      return undefined;
    }
    return this.#beginAt(wish, chain.start);
  }

  #beginAt(wish: Wish, start: StoredSample): DecodeSession<F> {
    const session = this.#session ?? this.#openSession(wish.isSecondTry || this.#needsSoftware);
    session.begin(start);
    return session;
  }

  #openSession(software: boolean): DecodeSession<F> {
    this.#options.budget.acquire(this);
    const session: DecodeSession<F> = new DecodeSession(this.#store, this.#options.createDecoder, software, {
      onPicture: (sample, frame) => this.#takePicture(session, sample, frame),
      onLost: (samples, flushed) => this.#takeLost(session, samples, flushed),
      onFailure: (failure, message, at) => this.#takeFailure(session, failure, message, at),
      onRoom: () => {
        this.#lastActivityMillis = this.#clock.nowMillis();
        this.#pump();
      },
    });
    this.#session = session;
    this.#hasDecoded = true;
    this.#lastActivityMillis = this.#lastPictureMillis = this.#clock.nowMillis();
    return session;
  }

  #closeSession(): void {
    if (this.#session === undefined) return;
    this.#session.close();
    this.#session = undefined;
    this.#options.budget.release(this);
  }

  /** Feeds samples up to a position, as long as there is room and nothing is known to be wrong with them. */
  #feedUpTo(session: DecodeSession<F>, limit: number, goal: StoredSample): void {
    while (session.hasRoom && !this.#stock.isBusy) {
      const fed = session.lastFed;
      const sample = session.next();
      if (sample === undefined || this.#store.position(sample) > limit) return;
      if (fed !== undefined && !this.#store.isContiguous(fed, sample)) return;
      const start = sample.isKeyframe ? sample : session.start;
      if (start !== undefined && sample !== goal && this.#store.isAfter(sample, goal)) {
        if (this.#damage.errorOf(start, sample) !== undefined) return;
      }
      const result = session.feed(sample);
      this.#lastActivityMillis = this.#clock.nowMillis();
      if (result === 'no-parameter-sets') {
        this.#damage.noteBroken(sample, sample, NO_PARAMETER_SETS);
        session.interrupt();
        this.#pump();
        return;
      }
      if (result === 'fed') continue;
      this.#damage.noteLost(sample, result === 'unreadable' ? UNREADABLE : LOST_REFERENCES);
      if (sample === goal) this.#pump();
    }
  }

  /** Sets the timer for what is awaited: a queue that moves, a picture that comes. */
  #watch(wish: Wish, session: DecodeSession<F>, goal: StoredSample): void {
    if (wish.mode !== ShowMode.Follow) {
      const behind = this.#store.position(goal) - this.#store.position(session.lastFed ?? session.start ?? goal);
      this.#teller.say(wish, { kind: 'catching-up', behind: Math.max(1, behind + 1) });
    }
    const silentMillis = this.#clock.nowMillis() - this.#lastPictureMillis;
    if (session.outstandingCount > SILENT_SAMPLES && silentMillis > STALL_MILLIS && wish.mode !== ShowMode.Seek) {
      this.#takeSilence(wish, session);
      return;
    }
    const isAwaited = session.isOutstanding(goal) && session.queueSize === 0;
    if (isAwaited) this.#arm(SILENCE_MILLIS, () => this.#pushOut(wish, session));
    else this.#armStall(wish);
  }

  /** The asked sample was fed and its picture stays away. */
  #pushOut(wish: Wish, session: DecodeSession<F>): void {
    if (session.isClosed) {
      this.#pump();
      return;
    }
    const canPush = wish.push < MAX_PUSH && !wish.isCautious && wish.mode !== ShowMode.Follow;
    if (canPush && session.next() !== undefined) {
      wish.push += 2;
      this.#pump();
    } else {
      session.flush();
      this.#armStall(wish);
    }
  }

  #armStall(wish: Wish): void {
    const waited = this.#clock.nowMillis() - this.#lastActivityMillis;
    this.#arm(Math.max(1, STALL_MILLIS - waited), () => {
      const session = this.#session;
      if (session === undefined) this.#pump();
      else this.#takeSilence(wish, session);
    });
  }

  // ---- what the decoder says

  #takePicture(session: DecodeSession<F>, sample: StoredSample, frame: F): void {
    this.#lastActivityMillis = this.#lastPictureMillis = this.#clock.nowMillis();
    this.#damage.noteSeen(sample);
    const wish = this.#wish;
    if (wish === undefined) {
      frame.close();
    } else if (wish.mode === ShowMode.Follow) {
      this.#takeFollowed(session, wish, sample, frame);
    } else if (!wish.isDone && sample.key === wish.key) {
      if (session.software && wish.isSecondTry) this.#needsSoftware = true;
      this.#fulfil(wish, sample, frame);
    } else {
      this.#takeOther(wish, sample, frame);
    }
    this.#pump();
  }

  #takeFollowed(session: DecodeSession<F>, wish: Wish, sample: StoredSample, frame: F): void {
    const newest = this.#store.newest() ?? sample;
    const lag = this.#store.position(newest) - this.#store.position(sample);
    const isDue = lag <= FOLLOW_LAG || this.#clock.nowMillis() - this.#lastShownMillis >= CATCH_UP_MILLIS;
    if (isDue && !this.#isShownUpTo(sample)) this.#show(wish, sample, frame);
    else this.#stock.keepPassed(sample.key, frame, lag);
    if (lag <= FOLLOW_LAG && session.software) this.#needsSoftware = true;
  }

  /** A picture before or after the asked one. */
  #takeOther(wish: Wish, sample: StoredSample, frame: F): void {
    const target = this.#store.find(wish.key);
    const ahead = target === undefined ? 0 : this.#store.position(sample) - this.#store.position(target);
    const isAhead = wish.mode === ShowMode.Play && ahead > 0 && ahead <= FOLLOW_LAG;
    if (isAhead && this.#stock.holdAhead(sample.key, frame)) return;
    const isWanting = !wish.isDone && (this.#isScrubbing || wish.mode === ShowMode.Play);
    if (isWanting && ahead < 0 && this.#clock.nowMillis() - this.#lastShownMillis >= PROGRESS_MILLIS) {
      this.#show(wish, sample, frame);
    } else {
      this.#stock.keepPassed(sample.key, frame, -ahead);
    }
  }

  #takeLost(session: DecodeSession<F>, samples: readonly StoredSample[], flushed: boolean): void {
    this.#lastActivityMillis = this.#clock.nowMillis();
    const wish = this.#wish;
    const isAsked = wish !== undefined && !wish.isDone && samples.some((sample) => sample === this.#goalOf(wish));
    if (isAsked && flushed && !session.software) {
      this.#takeSilence(wish, session);
      return;
    }
    // A decoder that puts out later pictures works; it has none for these.
    for (const sample of samples) this.#damage.noteLost(sample, NO_PICTURE);
    // Software did no better: it is the stream, and the next wish gets the browser's choice again.
    if (flushed && session.software && !this.#needsSoftware) this.#closeSession();
    this.#pump();
  }

  /** No picture comes out, and no error either: some hardware decoders fail like this. */
  #takeSilence(wish: Wish, session: DecodeSession<F>): void {
    const goal = this.#goalOf(wish);
    this.#closeSession();
    if (!session.software) {
      wish.isSecondTry = true;
      wish.isCautious = true;
    } else if (goal !== undefined) {
      this.#damage.noteLost(goal, NO_PICTURE);
    }
    this.#pump();
  }

  #takeFailure(
    session: DecodeSession<F>,
    failure: DecoderFailure,
    message: string,
    at: StoredSample | undefined,
  ): void {
    const { start } = session;
    const wish = this.#wish;
    const goal = wish === undefined ? undefined : this.#goalOf(wish);
    const fedBeyond = goal !== undefined && session.lastFed !== undefined && this.#store.isAfter(session.lastFed, goal);
    this.#closeSession();
    if (wish === undefined) return;
    if (failure === DecoderFailure.Reclaimed && wish.reclaims++ < MAX_RECLAIMS) {
      if (!wish.isDone) this.#pump();
      return;
    }
    const isWorthSoftware = !session.software && (wish.mode === ShowMode.Seek || session.pictures === 0);
    if (!wish.isDone && fedBeyond && !wish.isCautious && failure !== DecoderFailure.Unsupported) {
      wish.isCautious = true;
    } else if (!wish.isDone && isWorthSoftware) {
      wish.isSecondTry = true;
      wish.isCautious = true;
    } else {
      const isUnsupported = failure === DecoderFailure.Unsupported;
      const error = isUnsupported ? { code: VideoErrorCode.Unsupported, message } : decodeError(message);
      this.#damage.noteFailure(start, at ?? goal, error);
    }
    this.#pump();
  }

  // ---- frames

  #showFromStock(wish: Wish, target: StoredSample): void {
    const frame = this.#stock.take(target.key);
    this.#stock.settleAhead((key) => {
      const sample = this.#store.find(key);
      return wish.mode === ShowMode.Play && sample !== undefined && this.#store.isAfter(sample, target);
    });
    if (frame !== undefined) this.#fulfil(wish, target, frame);
  }

  #fulfil(wish: Wish, sample: StoredSample, frame: F): void {
    wish.isDone = true;
    this.#usualPush = wish.push;
    this.#isScrubbing = false;
    this.#show(wish, sample, frame);
    this.#teller.say(wish, { kind: 'ok' });
  }

  #show(wish: Wish, sample: StoredSample, frame: F): void {
    this.#stock.keepShown(sample.key, frame, wish.mode === ShowMode.Seek);
    this.#lastShown = sample;
    this.#lastShownMillis = this.#clock.nowMillis();
    this.#options.events.onFrame(sample.key, wish.id, frame);
  }

  // ---- small answers

  #goalOf(wish: Wish): StoredSample | undefined {
    return wish.mode === ShowMode.Follow ? this.#store.newest() : this.#store.find(wish.key);
  }

  #isShownUpTo(sample: StoredSample): boolean {
    return this.#lastShown !== undefined && !this.#store.isAfter(sample, this.#lastShown);
  }

  /** Samples came in between: what was decoded after them without them may be wrong. */
  #noteInserted(first: StoredSample): void {
    this.#patience.renew(this.#clock.nowMillis());
    if (!this.#hasDecoded) return;
    const { start, lastFed } = this.#session ?? {};
    const isWithin = start !== undefined && this.#store.isAfter(first, start);
    if (isWithin && lastFed !== undefined && this.#store.isAfter(lastFed, first)) this.#session?.interrupt();
    this.#damage.clear();
    // Of a file it is known where samples are missing, and nothing is decoded across such a place.
    if (!this.#store.reloads) this.#stock.drop(this.#store.restOfGroup(first));
  }

  // ---- states

  #miss(wish: Wish, chain: Exclude<DecodeChain, { kind: 'whole' }>): void {
    if (chain.kind === 'no-keyframe') this.#await(wish, this.#isHistoryComplete, NO_KEYFRAME);
    else if (chain.evicted) this.#fail(wish, EVICTED);
    else this.#await(wish, this.#isHistoryComplete && !this.#store.reloads, GAP);
  }

  /** Says `loading` as long as it may help to wait, then the error. More samples start it over. */
  #await(wish: Wish, isFutile: boolean, error: VideoError): void {
    const left = this.#patience.leftMillis(this.#clock.nowMillis());
    if (isFutile || left <= 0) {
      this.#fail(wish, error);
      return;
    }
    this.#teller.say(wish, { kind: 'loading' });
    this.#arm(left, () => this.#pump());
  }

  #fail(wish: Wish, error: VideoError): void {
    this.#teller.say(wish, { kind: 'error', ...error });
  }

  #sayFollowing(wish: Wish): void {
    const newest = this.#store.newest();
    const asked = this.#store.find(wish.key);
    if (newest === undefined || this.#lastShown === undefined) return;
    wish.isDone = asked !== undefined && this.#isShownUpTo(asked);
    const behind = this.#store.position(newest) - this.#store.position(this.#lastShown);
    if (wish.isDone && behind <= FOLLOW_LAG) this.#teller.say(wish, { kind: 'ok' });
    else if (behind > 0) this.#teller.say(wish, { kind: 'catching-up', behind });
  }

  #arm(millis: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(millis, callback);
  }
}
