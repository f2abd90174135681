import { assertNever } from '@rushes/proto';
import { useAppState } from '../ui/page-context.tsx';
import { ContextMenu } from './context-menu/context-menu.tsx';
import { Palette } from './palette/palette.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** What stands above the page, if anything does. */
export function Overlays() {
  const overlay = useAppState((state) => state.overlay);
  if (overlay === undefined) return null;
  switch (overlay.kind) {
    case 'palette':
      return <Palette />;
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'menu':
      return <ContextMenu overlay={overlay} />;
    default:
      return assertNever(overlay);
  }
}
