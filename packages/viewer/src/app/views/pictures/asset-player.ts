import type { PlanarPicture } from '../../video/planar-picture.ts';
import type { AssetCommand, AssetEvent } from './asset-messages.ts';
import { copyInSteps } from './copy-in-steps.ts';

/** A picture of a video file. Borrowed: valid until the player shows another. */
export interface AssetFrame {
  readonly asset: string;
  readonly nanos: bigint;
  readonly frame: VideoFrame;
  readonly planes: PlanarPicture | undefined;
}

/** Why there is no picture. */
export interface AssetFailure {
  readonly asset: string;
  readonly nanos: bigint;
  readonly reason: string;
}

/** Shows pictures of video files, one at a time. */
export interface AssetPlayer {
  /** @param read The bytes of the file, called if they are not there yet. */
  want(asset: string, nanos: bigint, read: () => Uint8Array): void;
  readonly shown: AssetFrame | undefined;
  readonly failure: AssetFailure | undefined;
  dispose(): void;
}

/** The files that are in the worker, or on their way there, with how many players play them. */
interface HeldAsset {
  readonly sent: Promise<void>;
  players: number;
}

/** The worker for all players of the page; it goes with the last of them. */
class AssetWorker {
  readonly #players = new Map<number, WorkerPlayer>();
  readonly #assets = new Map<string, HeldAsset>();
  #worker: Worker | undefined;
  #nextId = 0;

  open(onChange: () => void): AssetPlayer {
    const id = this.#nextId++;
    const player = new WorkerPlayer(this, id, onChange);
    this.#players.set(id, player);
    return player;
  }

  close(id: number): void {
    this.#players.delete(id);
    this.#post({ kind: 'close', player: id });
    if (this.#players.size > 0) return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#assets.clear();
  }

  /** Keeps the file there for one more player. */
  hold(asset: string, read: () => Uint8Array): Promise<void> {
    let held = this.#assets.get(asset);
    if (held === undefined) {
      held = { players: 0, sent: this.#send(asset, read()) };
      this.#assets.set(asset, held);
    }
    held.players++;
    return held.sent;
  }

  letGo(asset: string): void {
    const held = this.#assets.get(asset);
    if (held === undefined) return;
    held.players--;
    if (held.players > 0) return;
    this.#assets.delete(asset);
    this.#post({ kind: 'drop', asset });
  }

  want(player: number, asset: string, nanos: bigint): void {
    this.#post({ kind: 'want', player, asset, nanos });
  }

  async #send(asset: string, bytes: Uint8Array): Promise<void> {
    const copy = await copyInSteps(bytes);
    // Everybody may have left meanwhile.
    if (!this.#assets.has(asset)) return;
    this.#start().postMessage({ kind: 'asset', asset, bytes: copy } satisfies AssetCommand, [copy.buffer]);
  }

  #post(command: AssetCommand): void {
    this.#worker?.postMessage(command);
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./asset.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data: event }: MessageEvent<AssetEvent>) => {
      const player = this.#players.get(event.player);
      if (player !== undefined) player.take(event);
      else if (event.kind === 'frame') event.frame.close();
    });
    worker.addEventListener('error', (event) => {
      const reason = event.message || 'the worker that decodes video files could not be started';
      for (const player of this.#players.values()) player.fail(reason);
    });
    this.#worker = worker;
    return worker;
  }
}

class WorkerPlayer implements AssetPlayer {
  readonly #worker: AssetWorker;
  readonly #id: number;
  readonly #onChange: () => void;
  #wanted: { readonly asset: string; readonly nanos: bigint } | undefined;
  #shown: AssetFrame | undefined;
  #failure: AssetFailure | undefined;
  #isDisposed = false;

  constructor(worker: AssetWorker, id: number, onChange: () => void) {
    this.#worker = worker;
    this.#id = id;
    this.#onChange = onChange;
  }

  get shown(): AssetFrame | undefined {
    return this.#shown;
  }

  get failure(): AssetFailure | undefined {
    return this.#failure;
  }

  want(asset: string, nanos: bigint, read: () => Uint8Array): void {
    const former = this.#wanted;
    if (former?.asset === asset && former.nanos === nanos) return;
    this.#wanted = { asset, nanos };
    if (former?.asset === asset) {
      this.#worker.want(this.#id, asset, nanos);
      return;
    }
    const held = this.#worker.hold(asset, read);
    if (former !== undefined) this.#worker.letGo(former.asset);
    // Commands are taken in order: a wish must not come before its file.
    void held.then(() => {
      if (!this.#isDisposed && this.#wanted?.asset === asset) this.#worker.want(this.#id, asset, this.#wanted.nanos);
    });
  }

  take(event: AssetEvent): void {
    if (event.kind === 'frame') {
      this.#shown?.frame.close();
      this.#shown = event;
      this.#failure = undefined;
    } else {
      this.#failure = event;
    }
    this.#onChange();
  }

  fail(reason: string): void {
    if (this.#wanted === undefined) return;
    this.#failure = { ...this.#wanted, reason };
    this.#onChange();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#shown?.frame.close();
    this.#shown = undefined;
    if (this.#wanted !== undefined) this.#worker.letGo(this.#wanted.asset);
    this.#worker.close(this.#id);
  }
}

const WORKER = new AssetWorker();

/** Opens a player. @param onChange What is shown has changed. */
export function openAssetPlayer(onChange: () => void): AssetPlayer {
  return WORKER.open(onChange);
}
