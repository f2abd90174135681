import { type ReactNode, useEffect, useRef } from 'react';
import './modal.css';

interface ModalProps {
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog above everything: the focus stays in it, Esc and a click beside it close it, and the focus goes back to where it was. */
export function Modal({ label, className, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key for it is Esc, which the dialog handles itself.
    <dialog
      ref={dialog}
      className={`modal ${className}`}
      aria-label={label}
      onClose={(event) => {
        // It may have been opened again since.
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        // What lies in the dialog is in a child that fills it; only the ground around it is the dialog itself.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="modal-content">{children}</div>
    </dialog>
  );
}
