/** What a network has to let through, as rows of text. */
import type { Installation } from '../../app/surroundings.svelte.ts';
import type { HelpText } from '../../i18n/language.ts';

export interface NetworkRow {
  readonly use: string;
  readonly target: string;
  readonly port: string;
}

const PROTOCOLS = { udp: 'UDP', stun: 'UDP', tcp: 'TCP', tls: 'TCP' } as const;

export function networkRows({ page, servers }: Installation, t: HelpText['network']): readonly NetworkRow[] {
  return [
    { use: t.page(page.secure), target: page.host, port: `TCP ${page.port}` },
    ...servers.map(({ host, port, kind }) => ({
      use: t.kinds[kind],
      target: host,
      port: `${PROTOCOLS[kind]} ${port}`,
    })),
    { use: t.peers, target: t.peersTarget, port: t.anyPort },
  ];
}
