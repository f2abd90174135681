import { type EntityPath, parseEntityPath, parseEntityQuery as parseQuery } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { matchEntities } from '../../../packages/viewer/src/app/data/entity-query.ts';
import { buildEntityTree } from '../../../packages/viewer/src/app/data/entity-tree.ts';

const treeOf = (...paths: readonly string[]) =>
  buildEntityTree(paths.map((text) => ({ path: parseEntityPath(text), componentNames: () => ['Text'] }))).root;
const origin = (text: string): EntityPath => parseEntityPath(text);

const world = treeOf(
  '/world',
  '/world/car',
  '/world/car/driver',
  '/world/car/hood',
  '/world/house',
  '/world/roads/main',
  '/world/roads/side',
  '/other',
  '/__properties',
);
const match = (rules: readonly string[], at = '/world') => matchEntities(world, parseQuery(rules, origin(at)));

// The rules as Rerun's reference states them for entity queries, with its examples.
const BRACED = '+ $' + '{origin}/car';

describe('entity queries', () => {
  it.each([
    [
      'the default',
      ['+ $origin/**'],
      [
        '/world',
        '/world/car',
        '/world/car/driver',
        '/world/car/hood',
        '/world/house',
        '/world/roads/main',
        '/world/roads/side',
      ],
    ],
    ['braces around the variable', [BRACED], ['/world/car']],
    ['no sign takes in', ['/world/car/**'], ['/world/car', '/world/car/driver', '/world/car/hood']],
    [
      '/** matches the path itself and all below it',
      ['+ /world/car/**'],
      ['/world/car', '/world/car/driver', '/world/car/hood'],
    ],
    ['without it, the path alone', ['+ /world/car'], ['/world/car']],
    [
      'the most specific rule wins',
      ['+ /world/**', '- /world/roads/**', '+ /world/roads/main'],
      ['/world', '/world/car', '/world/car/driver', '/world/car/hood', '/world/house', '/world/roads/main'],
    ],
    [
      '… in whatever order',
      ['+ /world/roads/main', '- /world/roads/**', '+ /world/**'],
      ['/world', '/world/car', '/world/car/driver', '/world/car/hood', '/world/house', '/world/roads/main'],
    ],
    [
      'a rule for the path alone is more specific',
      ['+ /world/**', '- /world', '- /world/car/**', '+ /world/car/driver', '- /world/roads/**'],
      ['/world/car/driver', '/world/house'],
    ],
    ['of two equal ones the last wins', ['+ /other', '- /other'], []],
    ['of two equal ones the last wins, the other way', ['- /other', '+ /other'], ['/other']],
    ['what no rule matches is out', [], []],
    ['only exclusions match nothing', ['- /world/**'], []],
    ['several rules in one text, comments and empty lines', ['+ /other\n\n# not this one\n- /world/**'], ['/other']],
    ['spaces do not matter', ['  +   /other  '], ['/other']],
    ['a path without its leading slash', ['+ world/house'], ['/world/house']],
    ['properties are left out', ['+ /**', '- /world/**'], ['/other']],
    ['unless they are named', ['+ /__properties/**'], ['/__properties']],
  ])('%s', (_, rules, expected) => {
    expect(match(rules)).toEqual(expected);
  });

  it('takes the root as origin', () => {
    expect(match(['+ $origin/**', '- $origin/world/**'], '/')).toEqual(['/other']);
  });

  it('matches a name that begins with another one separately', () => {
    const tree = treeOf('/cam', '/cam2', '/cam/a');
    expect(matchEntities(tree, parseQuery(['+ $origin/**'], origin('/cam')))).toEqual(['/cam', '/cam/a']);
  });

  it('keeps escaped stars and spaces', () => {
    const tree = treeOf('/a*b', '/front left');
    expect(matchEntities(tree, parseQuery(['+ /a\\*b', '+ /front\\ left/**'], origin('/')))).toEqual([
      '/a\\*b',
      '/front\\ left',
    ]);
  });

  it.each([
    ['+ /world/*', 'only as /** at the end'],
    ['+ /**/driver', 'only as /** at the end'],
    ['+', 'expected an entity path'],
    ['- /a\\q', 'Unknown escape'],
  ])('tells what is wrong with %s, and goes on with the rest', (rule, problem) => {
    const query = parseQuery([rule, '+ /other'], origin('/'));
    expect(query.problems).toHaveLength(1);
    expect(query.problems[0]).toContain(problem);
    expect(query.problems[0]).toContain(rule);
    expect(matchEntities(world, query)).toEqual(['/other']);
  });

  it('is quick for ten thousand entities', () => {
    const tree = treeOf(...Array.from({ length: 10_000 }, (_, i) => `/robot/part_${i % 100}/sensor_${i}`));
    const query = parseQuery(['+ $origin/**', '- /robot/part_7/**'], origin('/robot'));
    const startMillis = performance.now();
    expect(matchEntities(tree, query)).toHaveLength(9_900);
    expect(performance.now() - startMillis).toBeLessThan(500);
  });
});
