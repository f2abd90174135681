import { readFileSync, writeFileSync } from 'node:fs';
import { ARCHETYPE_TABLE, type ArchetypeName, archetypeFields } from '../packages/proto/src/index.ts';

// Writes the reference part of docs/guide/archetypes.md from the table of archetypes; a test holds that it is up to date.
// npx tsx scripts/archetype-guide.ts

export const ARCHETYPE_GUIDE = new URL('../docs/guide/archetypes.md', import.meta.url);
const BEGIN = '<!-- from the table: begin -->';
const END = '<!-- from the table: end -->';

/** The guide with its reference part as the table has it now. */
export function withReference(guide: string): string {
  const from = guide.indexOf(BEGIN);
  const to = guide.indexOf(END);
  if (from < 0 || to < from) throw new Error(`The guide must have the lines ${BEGIN} and ${END}.`);
  const names = Object.keys(ARCHETYPE_TABLE).sort() as ArchetypeName[];
  return `${guide.slice(0, from + BEGIN.length)}\n\n${names.map(sectionOf).join('\n\n')}\n\n${guide.slice(to)}`;
}

function sectionOf(name: ArchetypeName): string {
  const row: { readonly doc: string; readonly status: string; readonly since?: string } = ARCHETYPE_TABLE[name];
  const marks = [
    row.status === 'unstable' ? 'Rerun may still change it.' : '',
    row.since === undefined ? '' : `Since Rerun ${row.since}.`,
  ];
  const fields = [...archetypeFields(name).values()].map(({ field, descriptor, required, since, doc }) => {
    const component = descriptor.componentType?.replace('rerun.components.', '');
    const newer = since === undefined || row.since !== undefined ? '' : ` Since Rerun ${since}.`;
    return `| \`${camelCase(field)}\`${required ? ' *' : ''} | ${component} | ${doc.replaceAll('|', '\\|')}${newer} |`;
  });
  return [
    `### ${name}`,
    '',
    [row.doc, ...marks].filter(Boolean).join(' '),
    '',
    '| field | component | |',
    '|---|---|---|',
    ...fields,
  ].join('\n');
}

function camelCase(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(ARCHETYPE_GUIDE, withReference(readFileSync(ARCHETYPE_GUIDE, 'utf8')));
}
