/**
 * The `sync` data channel of each present peer as channels for the shared documents: one for what everybody in the call has,
 * and, between people on the panel only, one for what no applicant may ever have (A6). Who is on the panel says the
 * certificate that the mesh verified. What comes for the panel from anybody else goes nowhere.
 */
import type { Channel } from '../documents/channel.ts';
import type { Bytes } from '../../wire/bytes.ts';
import type { PeerId, Role } from '../../wire/ids.ts';
import { markPiece, repositoryOf, unmarkPiece, type SyncRepository } from '../../wire/sync.ts';
import { createSyncLinks, type SyncLinks } from './sync-links.ts';

export interface DocumentLinks {
  readonly open: () => readonly { readonly channel: Channel; readonly repository: SyncRepository }[];
  handlePresent(peer: PeerId, role: Role): void;
  handleData(peer: PeerId, data: Bytes): void;
  handleLow(peer: PeerId): void;
  handleGone(peer: PeerId): void;
}

interface Port {
  readonly ownRole: Role;
  send(peer: PeerId, data: Bytes): boolean;
  bufferedAmount(peer: PeerId): number;
  opened(channel: Channel, repository: SyncRepository): void;
}

const REPOSITORIES: readonly SyncRepository[] = ['shared', 'panel'];

/** Who sees agenda and memos (R1). */
export const isOnPanel = (role: Role): boolean => role === 'host' || role === 'co-interviewer';

export function createDocumentLinks(port: Port): DocumentLinks {
  const linksOf = (repository: SyncRepository): SyncLinks =>
    createSyncLinks({
      send: (peer, data) => port.send(peer, markPiece(data, repository)),
      bufferedAmount: port.bufferedAmount,
      opened: (channel) => port.opened(channel, repository),
    });
  const links = { shared: linksOf('shared'), panel: linksOf('panel') };
  return {
    open: () =>
      REPOSITORIES.flatMap((repository) => links[repository].open().map((channel) => ({ channel, repository }))),
    handlePresent(peer, role) {
      links.shared.handlePresent(peer);
      // Without an entry there is nothing to send by, and what arrives finds nobody.
      if (isOnPanel(role) && isOnPanel(port.ownRole)) links.panel.handlePresent(peer);
      else links.panel.handleGone(peer);
    },
    handleData: (peer, data) => links[repositoryOf(data)].handleData(peer, unmarkPiece(data)),
    handleLow: (peer) => REPOSITORIES.forEach((repository) => links[repository].handleLow(peer)),
    handleGone: (peer) => REPOSITORIES.forEach((repository) => links[repository].handleGone(peer)),
  };
}
