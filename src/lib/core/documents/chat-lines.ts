/** What a chat shows of its verified statements: the lines, by (order, at, id), as they were said. */
import type { Certificate } from '../../wire/admission.ts';
import type { ChatEntry } from '../../wire/chat.ts';
import type { SharedFile } from '../../wire/files.ts';
import type { PeerId } from '../../wire/ids.ts';
import { entryKey } from './chat-document.ts';
import type { Ledger } from './ledger.ts';

export interface SaidLine {
  /** Names the line within this chat. */
  readonly id: string;
  readonly author: PeerId;
  readonly name: string;
  readonly role: Certificate['role'];
  /** Milliseconds since the epoch, by the author's clock. */
  readonly at: number;
  /** Empty where it is a file. */
  readonly text: string;
  readonly file?: SharedFile;
}

/** The entry's key in the document: an id alone could be used by two authors. */
export const lineId = (entry: ChatEntry): string => entryKey(entry.author, entry.id);

/** Who is not known says nothing. */
export const saidLines = (ledger: Pick<Ledger, 'visible' | 'certificateOf'>): readonly SaidLine[] =>
  ledger.visible().flatMap((entry): SaidLine[] => {
    const { author, at } = entry;
    const certificate = ledger.certificateOf(author);
    if (!certificate) return [];
    const { name, role } = certificate;
    const said = entry.kind === 'file' ? { text: '', file: entry.file } : { text: entry.text };
    return [{ id: lineId(entry), author, name, role, at, ...said }];
  });
