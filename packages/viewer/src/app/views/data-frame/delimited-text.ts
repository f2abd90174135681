/** `,` for files, a tab for the clipboard of spreadsheets. */
export type Separator = ',' | '\t';

/** One line by RFC 4180, its CRLF included: a field that holds the separator, a quote or a line break is quoted, quotes are doubled. */
export function delimitedLine(fields: readonly string[], separator: Separator): string {
  return `${fields.map((field) => quoted(field, separator)).join(separator)}\r\n`;
}

function quoted(field: string, separator: Separator): string {
  if (!field.includes(separator) && !/["\r\n]/.test(field)) return field;
  return `"${field.replaceAll('"', '""')}"`;
}
