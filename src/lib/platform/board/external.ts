/**
 * What comes onto the board from outside: files and text that are pasted or dropped. Pictures of a few kinds, up to a size; addresses stay
 * text, since the editor would fetch them for a preview or embed them. What cannot be taken is said in our words.
 */
import {
  atom,
  defaultHandleExternalFileAsset,
  defaultHandleExternalFileContent,
  type Editor,
  type TLDefaultExternalContentHandlerOpts,
  type TLUiToast,
} from 'tldraw';
import { FILE_MAX_BYTES } from '../../wire/files.ts';

/** As tldraw's props take them: the same for what it does by itself. */
export const ACCEPTED = {
  maxAssetSize: FILE_MAX_BYTES,
  acceptedImageMimeTypes: ['image/png', 'image/jpeg', 'image/webp'],
  acceptedVideoMimeTypes: [],
} as const satisfies Partial<TLDefaultExternalContentHandlerOpts>;

/** Why a file was not taken. */
export type Refusal = 'tooLarge' | 'notPicture' | 'notAdded';

const REASONS: Readonly<Record<string, Refusal>> = {
  'assets.files.size-too-big': 'tooLarge',
  'assets.files.type-not-allowed': 'notPicture',
};

export function guardExternal(editor: Editor, refused: (why: Refusal) => void): void {
  const options: TLDefaultExternalContentHandlerOpts = {
    ...ACCEPTED,
    // The editor's own word for it, which `addToast` is then given.
    msg: (key = '') => key,
    toasts: {
      toasts: atom<TLUiToast[]>('toasts', []),
      addToast({ title = '' }) {
        refused(REASONS[title] ?? 'notAdded');
        return '';
      },
      removeToast: (id) => id,
      clearToasts: () => undefined,
    },
  };
  editor.registerExternalAssetHandler('file', (asset) => defaultHandleExternalFileAsset(editor, asset, options));
  editor.registerExternalContentHandler('files', (content) =>
    defaultHandleExternalFileContent(editor, content, options).catch(() => refused('notAdded')),
  );
  editor.registerExternalAssetHandler('url', null);
  editor.registerExternalContentHandler('file-replace', null);
  editor.registerExternalContentHandler('embed', null);
  editor.registerExternalContentHandler('svg-text', null);
  editor.registerExternalContentHandler('url', ({ url, point }) =>
    editor.putExternalContent({ type: 'text', text: url, ...(point && { point }) }),
  );
}
