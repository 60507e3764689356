/** What we ask of Kenna's API. */
import type { ConnectorRun } from "./connector-run.ts";

export interface ConnectorState {
  readonly id: string;
  readonly name: string | undefined;
  /** True while one of its runs goes on. */
  readonly isRunning: boolean;
}

/** Kenna, with the key of one user. Every promise rejects with a KennaError, or with the reason of the run's signal. */
export interface Kenna {
  /** Such as `https://api.kennasecurity.com`. */
  readonly origin: string;
  /**
   * Sends a file, as it lies there, and answers its id. Kenna keeps it and does nothing with it until a run names it, so that a repetition
   * does no harm: a file that is there twice is never run twice.
   */
  uploadFile(connector: string, path: string, expected?: { readonly sha256: string }): Promise<string>;
  /**
   * Starts a run of files and answers its id. It is repeated only where Kenna says that it did not look at it (429): after any other failure
   * for which `mayBeDone` is true the run may have been started.
   */
  runConnector(connector: string, dataFiles: readonly string[]): Promise<string>;
  connector(connector: string): Promise<ConnectorState>;
  connectorRun(connector: string, run: string): Promise<ConnectorRun>;
  /** The connector's runs, those that go on too. */
  connectorRuns(connector: string): Promise<readonly ConnectorRun[]>;
}
