// The style sheets of everything that a viewer shows. They are put into the shadow root of each viewer, never into the document, so
// that they touch nothing of the page around it and nothing of that page touches them. The build turns every `import './x.css'` into a
// call of `addStyles`. Constructed sheets are allowed by every content policy.

const texts: string[] = [];
const sheets: CSSStyleSheet[] = [];
/** Where viewers are: shadow roots, or the document of the viewer's own page. */
export type StyledRoot = ShadowRoot | Document;

const roots = new Set<StyledRoot>();

/** Adds a style sheet to all viewers, those that are there and those to come. Touches no DOM while there is none. */
export function addStyles(text: string): void {
  texts.push(text);
  for (const root of roots) apply(root);
}

/** Gives the root that a viewer is in all styles, also those that come with code loaded later. Returns a function that ends it. */
export function adoptStyles(root: StyledRoot): () => void {
  roots.add(root);
  apply(root);
  return () => {
    roots.delete(root);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  };
}

/** The sheets are shared: ten viewers parse them once. */
function apply(root: StyledRoot): void {
  for (const text of texts.slice(sheets.length)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.push(sheet);
  }
  const others = root.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  root.adoptedStyleSheets = [...others, ...sheets];
}
