import { readPlanes } from '../../video/planar-picture.ts';
import { AssetDecoder } from './asset-decoder.ts';
import type { AssetCommand, AssetEvent } from './asset-messages.ts';
import { isBroken } from './image-format.ts';

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<AssetCommand>) => void): void;
  postMessage(event: AssetEvent, transfer: readonly Transferable[]): void;
}

type Wish = Extract<AssetCommand, { readonly kind: 'want' }>;

const scope = globalThis as unknown as WorkerScope;
const assets = new Map<string, Uint8Array>();
const players = new Map<number, Player>();

scope.addEventListener('message', ({ data: command }) => {
  switch (command.kind) {
    case 'asset':
      assets.set(command.asset, command.bytes);
      return;
    case 'drop':
      assets.delete(command.asset);
      return;
    case 'want': {
      const player = players.get(command.player) ?? new Player();
      players.set(command.player, player);
      player.want(command);
      return;
    }
    case 'close':
      players.get(command.player)?.close();
      players.delete(command.player);
      return;
  }
});

/** Answers the wishes of one player, one at a time; of those that wait only the newest. */
class Player {
  #decoder: { readonly asset: string; readonly decoder: AssetDecoder } | undefined;
  #waiting: Wish | undefined;
  #isBusy = false;
  #isClosed = false;

  want(wish: Wish): void {
    this.#waiting = wish;
    if (!this.#isBusy) void this.#work();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = undefined;
    if (!this.#isBusy) void this.#closeDecoder();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let wish = this.#waiting; wish !== undefined; wish = this.#waiting) {
      this.#waiting = undefined;
      await this.#answer(wish);
    }
    this.#isBusy = false;
    if (this.#isClosed) await this.#closeDecoder();
  }

  async #answer({ player, asset, nanos }: Wish): Promise<void> {
    const failed = (reason: string) => scope.postMessage({ kind: 'failed', player, asset, nanos, reason }, []);
    try {
      const decoder = await this.#decoderOf(asset);
      const frame = decoder === undefined ? undefined : await decoder.frameAt(nanos);
      if (frame === undefined) return;
      if (isBroken(frame)) {
        failed(frame.reason);
        return;
      }
      const planes = await readPlanes(frame);
      scope.postMessage({ kind: 'frame', player, asset, nanos, frame, planes }, [
        frame,
        ...(planes === undefined ? [] : [planes.data.buffer]),
      ]);
    } catch (error) {
      // A file that is cut off or damaged, a decoder that refuses it: the view says it, other players go on.
      await this.#closeDecoder();
      failed(error instanceof Error ? error.message : String(error));
    }
  }

  async #decoderOf(asset: string): Promise<AssetDecoder | undefined> {
    if (this.#decoder?.asset === asset) return this.#decoder.decoder;
    await this.#closeDecoder();
    const bytes = assets.get(asset);
    if (bytes === undefined) return undefined;
    const decoder = new AssetDecoder(bytes);
    this.#decoder = { asset, decoder };
    return decoder;
  }

  async #closeDecoder(): Promise<void> {
    const former = this.#decoder;
    this.#decoder = undefined;
    await former?.decoder.dispose();
  }
}
