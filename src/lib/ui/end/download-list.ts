import type { DownloadState } from '../../core/export/downloads.ts';
import type { DownloadKind, Offer } from '../../core/export/offer.ts';

export interface DownloadListProps {
  offers: readonly Offer[];
  states: ReadonlyMap<DownloadKind, DownloadState>;
  /** Files of the chat that never arrived. */
  missingFiles: number;
  /** Saving everything is the one thing to do on this screen. */
  main?: boolean;
  onsave: (kind: DownloadKind) => void;
}
