import { CLASS_IDS, COLORS, LABELS } from './common-fields.ts';
import { GATE, list, mono, stable } from './row.ts';

const geoRadii = (fallback: number) =>
  list('Radius', 'Radius of each: metres, negative for points of the screen; N or 1.', { fallback });

/** Places on the globe, and networks. */
export const MAPS_AND_GRAPHS = {
  GeoLineStrings: stable('Lines on the map.', {
    line_strings: list('GeoLineString', 'Points of each line: latitude, longitude in degrees; N lists of M × 2.', GATE),
    radii: geoRadii(-2),
    colors: COLORS,
  }),
  GeoPoints: stable('Points on the map.', {
    positions: list('LatLon', 'Each point: latitude, longitude in degrees (EPSG:4326); N × 2.', GATE),
    radii: geoRadii(-5),
    colors: COLORS,
    class_ids: CLASS_IDS,
  }),
  GraphEdges: stable('Links of a graph.', {
    edges: list('GraphEdge', 'Source and target of each, by the ids of the nodes; E.', GATE),
    graph_type: mono('GraphType', 'Whether links have a direction.', { fallback: 1 }),
  }),
  GraphNodes: stable('Nodes of a graph.', {
    node_ids: list('GraphNode', 'Id of each, any text; N.', GATE),
    positions: list('Position2D', 'Place of each. Else the layout finds one; N × 2.'),
    colors: COLORS,
    labels: LABELS,
    show_labels: mono('ShowLabels', 'Whether labels are drawn.', { fallback: true }),
    radii: list('Radius', 'Radius of each; N or 1.', { fallback: 4 }),
  }),
} as const;
