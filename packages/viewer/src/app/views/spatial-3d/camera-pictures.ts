import { type EntityPath, entityPathParts } from '@rushes/proto';
import type { Transforms } from '../../data/transforms.ts';
import { EntityPictures, PICTURE_COMPONENTS } from '../pictures/entity-pictures.ts';
import type { PictureContext, PictureResult, ScenePicture } from '../pictures/scene-picture.ts';
import type { ViewProblem } from '../shared-problems.ts';
import { holdsGeometry } from './geometry-readers.ts';

/** What lies in one camera at a time. */
export interface CameraPicture {
  /** In drawing order, the last on top; depth images are not among them, they are points in space. Borrowed for the draw. */
  readonly pictures: readonly ScenePicture[];
  readonly depths: readonly ScenePicture[];
  /** Of the first picture, even when it is still to come. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

/** Of a draw, for all cameras of a view. */
export interface CameraPictureState {
  readonly byCamera: ReadonlyMap<EntityPath, CameraPicture>;
  readonly isSettled: boolean;
  /** What is on its way, in few words. */
  readonly chips: readonly string[];
  readonly problems: readonly ViewProblem[];
}

const ALL_PICTURES: readonly string[] = Object.values(PICTURE_COMPONENTS).flat();
const NO_CAMERA = 'not in space: a Pinhole at the depth image, or above it, is needed';

/** The video and the images that lie in the cameras of a view; of each camera as in a view of its own. */
export class CameraPictures {
  readonly #onLoaded: () => void;
  readonly #byCamera = new Map<EntityPath, EntityPictures>();

  constructor(onLoaded: () => void) {
    this.#onLoaded = onLoaded;
  }

  /** @param contents The entities of the view, in the order of the tree. */
  resolve(
    context: PictureContext,
    contents: readonly EntityPath[],
    transforms: Transforms,
    time: bigint,
  ): CameraPictureState {
    const problems: ViewProblem[] = [];
    const entities = new Map<EntityPath, EntityPath[]>();
    for (const entity of contents) {
      const components = context.store.components(entity);
      if (!components.some((component) => ALL_PICTURES.includes(component))) continue;
      const camera = transforms.cameraOf(entity);
      if (camera !== undefined) entities.set(camera, [...(entities.get(camera) ?? []), entity]);
      else if (
        PICTURE_COMPONENTS.depth.some((name) => components.includes(name)) &&
        isBesideGeometry(context, entity, contents)
      ) {
        problems.push({ entity, reason: NO_CAMERA });
      }
    }
    for (const [camera, pictures] of this.#byCamera) {
      if (entities.has(camera)) continue;
      pictures.dispose();
      this.#byCamera.delete(camera);
    }
    const byCamera = new Map<EntityPath, CameraPicture>();
    const results: PictureResult[] = [];
    for (const [camera, list] of entities) {
      const found = this.#of(camera).resolve(context, list, time);
      byCamera.set(camera, cameraPicture(found));
      results.push(...found);
      problems.push(...cardsOf(found, camera));
    }
    const chips = results.flatMap(({ message }) => (message?.kind === 'chip' ? [message.title] : []));
    return { byCamera, isSettled: results.every((result) => result.settled), chips: [...new Set(chips)], problems };
  }

  /** How long the picture that is awaited longest has been outstanding, in milliseconds. */
  lateMillis(): number {
    return Math.max(0, ...[...this.#byCamera.values()].map((pictures) => pictures.lateMillis()));
  }

  dispose(): void {
    for (const pictures of this.#byCamera.values()) pictures.dispose();
    this.#byCamera.clear();
  }

  #of(camera: EntityPath): EntityPictures {
    const known = this.#byCamera.get(camera);
    if (known !== undefined) return known;
    const made = new EntityPictures({ onLoaded: this.#onLoaded });
    this.#byCamera.set(camera, made);
    return made;
  }
}

/** A depth image among things in space was meant to be one of them; one by itself is a picture as any other. */
function isBesideGeometry({ store }: PictureContext, entity: EntityPath, contents: readonly EntityPath[]): boolean {
  const [group] = entityPathParts(entity);
  return contents.some((other) => entityPathParts(other)[0] === group && holdsGeometry(store.components(other)));
}

function cameraPicture(results: readonly PictureResult[]): CameraPicture {
  const pictures = results.flatMap(({ picture }) => (picture === undefined ? [] : [picture]));
  return {
    pictures: pictures.filter((picture) => picture.depth === undefined).sort((a, b) => a.drawOrder - b.drawOrder),
    depths: pictures.filter((picture) => picture.depth !== undefined),
    size: results.find(({ size }) => size !== undefined)?.size,
  };
}

function cardsOf(results: readonly PictureResult[], entity: EntityPath): readonly ViewProblem[] {
  return results.flatMap(({ message }) =>
    message?.kind === 'card' ? [{ entity, reason: [message.title, ...message.lines].join('. ') }] : [],
  );
}
