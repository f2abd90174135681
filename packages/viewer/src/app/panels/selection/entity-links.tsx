import { type EntityPath, entityPathParts, parentEntityPath } from '@rushes/proto';
import { usePage } from '../../ui/page-context.tsx';

/** The path of an entity, each part a link to the entity that it names. */
export function EntityLinks({ entity }: { readonly entity: EntityPath }) {
  const { app } = usePage();
  const { dispatch } = app;
  const links: EntityPath[] = [];
  for (let path: EntityPath | undefined = entity; path !== undefined; path = parentEntityPath(path))
    links.unshift(path);
  return (
    <nav className="entity-path" aria-label="Path of the entity">
      {links.map((path) => {
        const name = entityPathParts(path).at(-1) ?? '/';
        return (
          <button
            key={path}
            type="button"
            className="entity-link"
            data-entity={path}
            title={`Select ${path}`}
            aria-current={path === entity ? 'true' : undefined}
            onClick={() => dispatch({ kind: 'select', entity: path })}
            onPointerEnter={() => dispatch({ kind: 'hover', entity: path })}
            onPointerLeave={() => dispatch({ kind: 'hover', entity: undefined })}
          >
            {name}
          </button>
        );
      })}
    </nav>
  );
}
