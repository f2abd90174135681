import type { MouseEvent, ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

/**
 * For what is clicked with the pointer: the focus stays where it was, so that Space and the arrow keys go on to move time. With
 * the Tab key it can still be reached.
 */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

interface IconButtonProps {
  readonly icon: IconName;
  /** Name for screen readers and tooltip; with the shortcut if there is one. */
  readonly label: string;
  readonly shortcut?: string;
  /** For buttons that stay in. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onClick: () => void;
  readonly children?: ReactNode;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, shortcut, pressed, disabled = false, className = '', onClick, children } = props;
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      aria-pressed={pressed}
      disabled={disabled}
      onMouseDown={keepFocus}
      onClick={onClick}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
