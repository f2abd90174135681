/** Something that the robot reported. */
export interface CellEvent {
  readonly frame: number;
  readonly text: string;
}

interface EventListProps {
  readonly events: readonly CellEvent[];
  /** Where the cursor of the viewer stands. */
  readonly frame: bigint;
  readonly onChoose: (event: CellEvent) => void;
}

/** The events in order; the last one at or before the cursor is the current one. */
export function EventList({ events, frame, onChoose }: EventListProps) {
  const current = events.findLast((event) => BigInt(event.frame) <= frame);
  return (
    <ol className="events">
      {events.map((event) => (
        <li key={`${event.frame} ${event.text}`}>
          <button type="button" aria-current={event === current} onClick={() => onChoose(event)}>
            <span>{(event.frame / 30).toFixed(1)} s</span>
            {event.text}
          </button>
        </li>
      ))}
    </ol>
  );
}
