import type { EntityPath } from '@rushes/proto';
import { IconButton } from '../../ui/icon-button.tsx';
import { usePage } from '../../ui/page-context.tsx';

interface InstanceChooserProps {
  readonly entity: EntityPath;
  /** Undefined: the whole entity. */
  readonly instance: number | undefined;
  readonly count: number;
}

/** Which of the instances of an entity is looked at, and the way to its neighbours; nothing where there is only one. */
export function InstanceChooser({ entity, instance, count }: InstanceChooserProps) {
  const { app } = usePage();
  if (count < 2 && instance === undefined) return null;
  const choose = (chosen: number | undefined) => app.dispatch({ kind: 'select', entity, instance: chosen });
  return (
    <div className="instance-chooser">
      <span>
        {instance === undefined
          ? `${count.toLocaleString('en')} instances`
          : `Instance ${instance.toLocaleString('en')} of ${count.toLocaleString('en')}`}
      </span>
      <IconButton
        icon="stepBack"
        label="Previous instance"
        disabled={instance === undefined || instance === 0}
        onClick={() => choose((instance ?? 1) - 1)}
      />
      <IconButton
        icon="stepForward"
        label={instance === undefined ? 'First instance' : 'Next instance'}
        disabled={instance !== undefined && instance >= count - 1}
        onClick={() => choose(instance === undefined ? 0 : instance + 1)}
      />
      {instance !== undefined && (
        <button type="button" className="button button-small" onClick={() => choose(undefined)}>
          All of them
        </button>
      )}
    </div>
  );
}
