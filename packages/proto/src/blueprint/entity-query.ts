import { type EntityPath, parseEntityPath, ROOT_ENTITY } from '../entity-path.ts';
import { ProtoError } from '../errors.ts';

/** One rule of a query, read: a path, with or without all below it, taken in or left out. @group Blueprints */
export interface QueryRule {
  readonly path: EntityPath;
  readonly recursive: boolean;
  readonly include: boolean;
}

/** A query, read. Lines that cannot be read are left out of it and told. @group Blueprints */
export interface EntityQuery {
  readonly rules: readonly QueryRule[];
  readonly problems: readonly string[];
}

/** What a view shows that says nothing else: its origin and all below it. @group Blueprints */
export const DEFAULT_CONTENTS: readonly string[] = ['+ $origin/**'];

/** Properties of the recording are no part of what it shows; a rule that names them brings them in. */
const PROPERTIES = '/__properties' as EntityPath;

/**
 * Reads query rules, one a line: `+ path`, `- path`, each with `/**` at its end for the path and all below it; a line without
 * a sign takes in. `$origin` stands for the view's origin. Empty lines and lines that begin with `#` are left out.
 *
 * @group Blueprints
 */
export function parseEntityQuery(expressions: readonly string[], origin: EntityPath): EntityQuery {
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
