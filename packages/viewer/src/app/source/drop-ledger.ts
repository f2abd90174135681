import type { Dropped, EntityPath } from '@rushes/proto';

interface Tally {
  /** Told to the main thread since the recording was opened. */
  told: number;
  /** Reported on this connection. */
  reported: number;
}

/**
 * Finds the news in reports of dropped rows. What an SDK's queue gave up is reported in full to everyone who subscribes, so
 * after a reconnect it comes again and must not count twice. A hub that was restarted counts from 0: its reports are news
 * from where they exceed what was told before. The other reasons are about this connection alone and always news.
 */
export class DropLedger {
  readonly #tallies = new Map<EntityPath, Tally>();

  /** A new connection: reports begin again. */
  restart(): void {
    for (const tally of this.#tallies.values()) tally.reported = 0;
  }

  /** The part of the report that is new, if any. */
  news(report: Dropped): Dropped | undefined {
    if (report.reason !== 'sdk-queue') return report;
    let tally = this.#tallies.get(report.entity);
    if (tally === undefined) {
      tally = { told: 0, reported: 0 };
      this.#tallies.set(report.entity, tally);
    }
    tally.reported += report.rows;
    const rows = Math.min(report.rows, tally.reported - tally.told);
    if (rows <= 0) return undefined;
    tally.told = tally.reported;
    return rows === report.rows ? report : { ...report, rows };
  }
}
