import { boundsOfPositions } from './bounds-3d.ts';

/** Points to a cell, about. */
const PER_CELL = 24;
const MAX_CELLS_PER_SIDE = 64;

/** Points sorted into the cells of a grid, so that those near a ray are found without asking each. */
export interface PointGrid {
  /** Indices of points, cell by cell. */
  readonly order: Uint32Array;
  /** Cell `c` has `order[starts[c] .. starts[c + 1]]`. */
  readonly starts: Uint32Array;
  readonly cellsPerSide: number;
  readonly min: readonly [number, number, number];
  /** Of a cell, along each axis. */
  readonly cellSize: readonly [number, number, number];
}

/** Two passes over the points: one counts, one sorts. */
export function buildPointGrid(positions: Float32Array): PointGrid {
  const count = positions.length / 3;
  const bounds = boundsOfPositions(positions) ?? { min: [0, 0, 0] as const, max: [0, 0, 0] as const };
  const sides = Math.min(MAX_CELLS_PER_SIDE, Math.max(1, Math.ceil(Math.cbrt(count / PER_CELL))));
  const [sizeX, sizeY, sizeZ] = [0, 1, 2].map(
    (axis) => ((bounds.max[axis] ?? 0) - (bounds.min[axis] ?? 0)) / sides || 1,
  );
  const cellSize = [sizeX ?? 1, sizeY ?? 1, sizeZ ?? 1] as const;
  const [minX, minY, minZ] = bounds.min;
  const cells = new Uint32Array(count);
  const starts = new Uint32Array(sides ** 3 + 1);
  const last = sides - 1;
  for (let i = 0; i < count; i++) {
    const x = Math.min(last, (((positions[i * 3] as number) - minX) / cellSize[0]) | 0);
    const y = Math.min(last, (((positions[i * 3 + 1] as number) - minY) / cellSize[1]) | 0);
    const z = Math.min(last, (((positions[i * 3 + 2] as number) - minZ) / cellSize[2]) | 0);
    const cell = (z * sides + y) * sides + x;
    cells[i] = cell;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let cell = 0; cell < sides ** 3; cell++)
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const cell = cells[i] as number;
    order[next[cell] as number] = i;
    next[cell] = (next[cell] as number) + 1;
  }
  return { order, starts, cellsPerSide: sides, min: bounds.min, cellSize };
}

/** Calls `visit` with the middle of every cell that holds points; where it answers true, `point` is called with each of them. */
export function visitCells(
  grid: PointGrid,
  visit: (x: number, y: number, z: number) => boolean,
  point: (index: number) => void,
): void {
  const { cellsPerSide: sides, starts, order, min, cellSize } = grid;
  for (let cell = 0; cell < sides ** 3; cell++) {
    const [from, to] = [starts[cell] as number, starts[cell + 1] as number];
    if (from === to) continue;
    const x = min[0] + ((cell % sides) + 0.5) * cellSize[0];
    const y = min[1] + ((Math.floor(cell / sides) % sides) + 0.5) * cellSize[1];
    const z = min[2] + (Math.floor(cell / (sides * sides)) + 0.5) * cellSize[2];
    if (!visit(x, y, z)) continue;
    for (let i = from; i < to; i++) point(order[i] as number);
  }
}
