import { assertNever, type EntityPath } from '@rushes/proto';
import { useId } from 'react';
import { readValues } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { currentTime } from '../../state/selectors.ts';
import { Icon } from '../../ui/icons.tsx';
import { usePage } from '../../ui/page-context.tsx';
import type { PlainValue } from '../../views/view.ts';
import { fromColorInput, type StyleField, styleFields, toColorInput } from './style-fields.ts';

interface StyleEditorsProps {
  readonly entity: EntityPath;
  readonly store: RecordingStore;
  /** What is set now. */
  readonly components: Readonly<Record<string, readonly PlainValue[]>>;
  /** `undefined`: as it was logged. */
  readonly onChange: (component: string, value: PlainValue | undefined) => void;
}

/** One line for each thing about the entity's looks; what is not set shows what was logged. */
export function StyleEditors({ entity, store, components, onChange }: StyleEditorsProps) {
  const { app } = usePage();
  const fields = styleFields(store.components(entity));
  const time = currentTime(app.state);
  const { timeline = '' } = app.state.time;
  if (fields.length === 0) return <p className="quiet view-looks-none">Nothing about its looks can be set.</p>;
  return (
    <div className="view-looks">
      {fields.map((field, i) => {
        const isFirst = field.archetype !== fields[i - 1]?.archetype;
        const [value] = components[field.component] ?? [];
        const ref = time === undefined ? undefined : store.latestAt(entity, field.component, timeline, time);
        const [logged] = readValues(ref, 1) ?? [];
        return (
          <StyleLine
            key={field.component}
            heading={
              isFirst && fields.some(({ archetype }) => archetype !== field.archetype) ? field.archetype : undefined
            }
            field={field}
            value={value}
            logged={typeof logged === 'number' || typeof logged === 'boolean' ? logged : undefined}
            onChange={(next) => onChange(field.component, next)}
          />
        );
      })}
    </div>
  );
}

interface StyleLineProps {
  /** Above the line: the archetype that it and the next ones are of. */
  readonly heading?: string | undefined;
  readonly field: StyleField;
  readonly value: PlainValue | undefined;
  readonly logged: number | boolean | undefined;
  readonly onChange: (value: PlainValue | undefined) => void;
}

function StyleLine({ heading, field, value, logged, onChange }: StyleLineProps) {
  const id = useId();
  return (
    <>
      {heading !== undefined && <h4>{heading}</h4>}
      <label htmlFor={id} title={field.doc}>
        {field.label}
      </label>
      <StyleInput id={id} field={field} value={value} logged={logged} onChange={onChange} />
      <button
        type="button"
        className="icon-button"
        aria-label={`${field.label} as it was logged`}
        title="As it was logged"
        disabled={value === undefined}
        onClick={() => onChange(undefined)}
      >
        <Icon name="undo" size={12} />
      </button>
    </>
  );
}

function StyleInput({ id, field, value, logged, onChange }: StyleLineProps & { readonly id: string }) {
  const { editor } = field;
  const shown = value ?? logged;
  const { fallback } = field;
  const number = typeof shown === 'number' ? shown : undefined;
  const isSet = value !== undefined;
  switch (editor.kind) {
    case 'color':
      return (
        <input
          id={id}
          type="color"
          data-set={isSet || undefined}
          value={toColorInput(number ?? 0xffffffff)}
          onChange={(event) => onChange(fromColorInput(event.target.value, number))}
        />
      );
    case 'number':
      return (
        <input
          id={id}
          type="number"
          data-set={isSet || undefined}
          min={editor.min}
          max={editor.max}
          step={editor.step}
          placeholder={typeof fallback === 'number' ? String(fallback) : 'default'}
          title={editor.unit}
          value={number === undefined ? '' : Math.round(number * 1e6) / 1e6}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            onChange(Number.isFinite(next) ? Math.min(Math.max(next, editor.min), editor.max) : undefined);
          }}
        />
      );
    case 'boolean':
      return (
        <input
          id={id}
          type="checkbox"
          data-set={isSet || undefined}
          checked={(shown ?? fallback) === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'choice':
      return (
        <select
          id={id}
          data-set={isSet || undefined}
          value={number ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        >
          <option value="">default</option>
          {Object.entries(editor.values).map(([name, each]) => (
            <option key={name} value={each}>
              {name}
            </option>
          ))}
        </select>
      );
    default:
      return assertNever(editor);
  }
}
