import { AXES_NAMES, type Axes, type AxesName, axesName } from '../coerce/view-axes.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf } from './fields.ts';

/** The same axes by what is up and which hand they make, in the order x, y, z. */
const HANDED = {
  RIGHT_HAND_X_UP: 'URF',
  RIGHT_HAND_X_DOWN: 'DRB',
  RIGHT_HAND_Y_UP: 'RUB',
  RIGHT_HAND_Y_DOWN: 'RDF',
  RIGHT_HAND_Z_UP: 'RFU',
  RIGHT_HAND_Z_DOWN: 'RBD',
  LEFT_HAND_X_UP: 'URB',
  LEFT_HAND_X_DOWN: 'DRF',
  LEFT_HAND_Y_UP: 'RUF',
  LEFT_HAND_Y_DOWN: 'RDB',
  LEFT_HAND_Z_UP: 'RBU',
  LEFT_HAND_Z_DOWN: 'RFD',
} as const satisfies Record<string, AxesName>;

type Constants = { readonly [N in AxesName | keyof typeof HANDED]: ViewCoordinates };

/** What {@link ViewCoordinates} is made of. @group Archetypes */
export interface ViewCoordinatesFields {
  /** Where x, y and z point: a name such as `RDF`, or Rerun's three direction codes. */
  readonly xyz: Axes;
}

/**
 * What up, right and forward are in the 3D space at and below an entity. Log it static, at the root of the space or at a camera.
 *
 * There is a constant for each of the 48 ways, named by where x, y and z point (`ViewCoordinates.RDF`: right, down, forward), and twelve
 * by hand and up axis (`ViewCoordinates.RIGHT_HAND_Z_UP`).
 *
 * @example
 * rec.logStatic('world', ViewCoordinates.RIGHT_HAND_Z_UP);
 *
 * @group Archetypes
 */
export class ViewCoordinates extends (FieldArchetype as typeof FieldArchetype & Constants) {
  static {
    const constant = (name: string, xyz: AxesName) =>
      // biome-ignore lint/complexity/noThisInStatic: constants of this class.
      Object.defineProperty(this, name, { value: new ViewCoordinates({ xyz }), enumerable: true });
    for (const name of AXES_NAMES) constant(name, name);
    for (const [name, xyz] of Object.entries(HANDED)) constant(name, xyz);
  }

  /** Where x, y and z point, one letter each. */
  readonly xyz: AxesName;

  /** @throws TypeError for what does not name one of right and left, of up and down, and of forward and back. */
  constructor(fields: ViewCoordinatesFields) {
    super('ViewCoordinates', batchesOf('ViewCoordinates', fields));
    this.xyz = axesName(fields.xyz) as AxesName;
  }
}
