/** At most so many characters of a text, whole lines where that is possible. */
export function textBeginning(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max);
  return text.slice(0, end > max / 2 ? end : max);
}

/** What to say when only the beginning of a text is shown; undefined when all is. */
export function beginningNote(shown: number, length: number): string | undefined {
  if (shown >= length) return undefined;
  return `The first ${shown.toLocaleString('en')} of ${length.toLocaleString('en')} characters are shown.`;
}
