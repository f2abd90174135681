import { type EntityPath, ProtoError, parseEntityPath, ROOT_ENTITY } from '@rushes/proto';
import type { EntityNode } from './recording-store.ts';

/** One rule of a query, read: a path, with or without all below it, taken in or left out. */
export interface QueryRule {
  readonly path: EntityPath;
  readonly recursive: boolean;
  readonly include: boolean;
}

/** A query, read. Lines that cannot be read are left out of it and told. */
export interface EntityQuery {
  readonly rules: readonly QueryRule[];
  readonly problems: readonly string[];
}

/** What a view shows that says nothing else: its origin and all below it. */
export const DEFAULT_CONTENTS: readonly string[] = ['+ $origin/**'];

/** Properties of the recording are no part of what it shows; a rule that names them brings them in. */
const PROPERTIES = '/__properties' as EntityPath;

/**
 * Reads query rules, one a line: `+ path`, `- path`, each with `/**` at its end for the path and all below it; a line without
 * a sign takes in. `$origin` stands for the view's origin. Empty lines and lines that begin with `#` are left out.
 */
export function parseQuery(expressions: readonly string[], origin: EntityPath): EntityQuery {
  const rules = new Map<string, QueryRule>();
  const problems: string[] = [];
  for (const line of expressions.flatMap((expression) => expression.split('\n'))) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const rule = parseRule(text, origin);
    if (typeof rule === 'string') problems.push(rule);
    // Of two rules for the very same thing the later holds.
    else rules.set(`${rule.recursive} ${rule.path}`, rule);
  }
  if (![...rules.values()].some((rule) => rule.path === PROPERTIES)) {
    rules.set('properties', { path: PROPERTIES, recursive: true, include: false });
  }
  return { rules: [...rules.values()], problems };
}

/**
 * The entities below `root` that something was logged to and that the query takes in, parents before children. For each entity the
 * rule with the longest path decides, whatever their order; of a rule for the entity alone and one with all below it, the former.
 * What no rule names is left out.
 */
export function matchEntities(
  root: EntityNode,
  query: EntityQuery,
  isWanted: (entity: EntityPath) => boolean = () => true,
): readonly EntityPath[] {
  const exact = new Map<EntityPath, boolean>();
  const recursive = new Map<EntityPath, boolean>();
  for (const rule of query.rules) (rule.recursive ? recursive : exact).set(rule.path, rule.include);
  const matched: EntityPath[] = [];
  const visit = (node: EntityNode, inherited: boolean): void => {
    const below = recursive.get(node.path) ?? inherited;
    const isIn = exact.get(node.path) ?? below;
    if (isIn && node.components.length > 0 && isWanted(node.path)) matched.push(node.path);
    for (const child of node.children) visit(child, below);
  };
  visit(root, false);
  return matched;
}

function parseRule(text: string, origin: EntityPath): QueryRule | string {
  const sign = text[0] === '+' || text[0] === '-' ? text[0] : undefined;
  const pattern = (sign === undefined ? text : text.slice(1)).trim();
  const isRecursive = pattern === '**' || pattern.endsWith('/**');
  const written = isRecursive ? pattern.slice(0, -2) : pattern;
  const named = written.replace(/\$origin\b|\$\{origin\}/g, () => origin);
  const place = `Query rule “${text}”`;
  if (named === '' && !isRecursive) return `${place}: expected an entity path after the sign, found nothing.`;
  if (/\*/.test(named.replace(/\\./g, ''))) {
    return `${place}: * stands for something only as /** at the end of a path; write \\* for the character itself.`;
  }
  try {
    const path = /^\/*$/.test(named) ? ROOT_ENTITY : parseEntityPath(named);
    return { path, recursive: isRecursive, include: sign !== '-' };
  } catch (error) {
    if (error instanceof ProtoError) return `${place}: ${error.message}`;
    throw error;
  }
}
