// The part of d3-force that is used here; it brings no types of its own.
declare module 'd3-force' {
  export interface SimulationNodeDatum {
    x?: number;
    y?: number;
    fx?: number | null;
    fy?: number | null;
  }

  export interface SimulationLinkDatum<N extends SimulationNodeDatum> {
    source: N | number;
    target: N | number;
  }

  export type Force<N extends SimulationNodeDatum> = (alpha: number) => void;

  export interface Simulation<N extends SimulationNodeDatum, L> {
    stop(): this;
    tick(rounds?: number): this;
    alphaDecay(decay: number): this;
    force(name: string, force: object): this;
  }

  export function forceSimulation<N extends SimulationNodeDatum, L = unknown>(nodes: N[]): Simulation<N, L>;
  export function forceLink<N extends SimulationNodeDatum, L>(
    links: readonly L[],
  ): { distance(distance: number): object };
  export function forceManyBody<N extends SimulationNodeDatum>(): {
    strength(strength: number): { distanceMax(distance: number): object };
  };
  export function forceCollide<N extends SimulationNodeDatum>(radius: (node: N) => number): object;
  export function forceX<N extends SimulationNodeDatum>(x: number): { strength(strength: number): object };
  export function forceY<N extends SimulationNodeDatum>(y: number): { strength(strength: number): object };
}
