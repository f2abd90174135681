import type { ReactNode } from 'react';

interface FactsProps {
  /** Each value below its name: for names and values that are both long. */
  readonly stacked?: boolean;
  readonly children: ReactNode;
}

/** A list of names and values. */
export function Facts({ stacked = false, children }: FactsProps) {
  return <dl className={stacked ? 'facts facts-stacked' : 'facts'}>{children}</dl>;
}

interface FactProps {
  readonly name: string;
  /** Small, beside the name. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

export function Fact({ name, note, children }: FactProps) {
  return (
    <div className="fact">
      <dt>
        {name}
        {note !== undefined && <span className="fact-note">{note}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
