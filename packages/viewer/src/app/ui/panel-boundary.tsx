import { Component, type ReactNode } from 'react';

interface PanelBoundaryProps {
  readonly name: string;
  readonly children: ReactNode;
}

interface PanelBoundaryState {
  readonly problem: string | undefined;
}

/** Keeps a panel that fails from taking the rest of the page with it. React reports the error to the console itself. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override readonly state: PanelBoundaryState = { problem: undefined };

  static getDerivedStateFromError(error: unknown): PanelBoundaryState {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.problem === undefined) return this.props.children;
    return (
      <div className="panel-empty" role="alert">
        <p>
          The {this.props.name} panel has failed: {this.state.problem}
        </p>
        <button type="button" className="button" onClick={() => this.setState({ problem: undefined })}>
          Try again
        </button>
      </div>
    );
  }
}
