import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link GraphNodes} is made of. @group Archetypes */
export interface GraphNodesFields extends FieldsOf<'GraphNodes'> {}

/**
 * Nodes of a graph; those without `positions` are laid out by the viewer.
 *
 * @example
 * rec.log('graph', new GraphNodes({ nodeIds: ['idle', 'moving', 'charging'], labels: ['Idle', 'Moving', 'Charging'] }));
 *
 * @group Archetypes
 */
export class GraphNodes extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GraphNodesFields) {
    super('GraphNodes', batchesOf('GraphNodes', fields));
  }
}

/** What {@link GraphEdges} is made of. @group Archetypes */
export interface GraphEdgesFields extends FieldsOf<'GraphEdges'> {}

/**
 * Links between nodes of a graph, by their ids. Nodes that nobody logged are made.
 *
 * @example
 * rec.log('graph', new GraphEdges({ edges: [['idle', 'moving'], ['moving', 'charging']], graphType: 'directed' }));
 *
 * @group Archetypes
 */
export class GraphEdges extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GraphEdgesFields) {
    super('GraphEdges', batchesOf('GraphEdges', fields));
  }
}
