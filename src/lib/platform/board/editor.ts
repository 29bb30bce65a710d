/**
 * The whiteboard's editor: tldraw, a React island in the page. Loaded when the board is first opened (half a megabyte). Its icons,
 * fonts and texts come from our own server; whatever in it would fetch or embed an address is taken out.
 */
import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import {
  createTLStore,
  defaultBindingUtils,
  defaultShapeUtils,
  Tldraw,
  useTldrawUser,
  type Editor,
  type TLAnyShapeUtilConstructor,
  type TLAssetStore,
  type TLComponents,
  type TLUiOverrides,
} from 'tldraw';
import 'tldraw/tldraw.css';
import type { Cell } from '../../core/cell.ts';
import type { BoardLive } from '../../core/documents/board-live.ts';
import type { Board } from '../../core/documents/board.ts';
import type { PeerId } from '../../wire/ids.ts';
import { bindStore, type Binding } from './binding.ts';
import { showPointers, tellPointer } from './pointers.ts';

/** Where the bytes of pictures are: by the SHA-256 of their content, in hex. */
export interface Pictures {
  /** Keeps a picture for all in the call. */
  add(picture: Blob): Promise<string>;
  /** An address of this page for the picture, fetched from another participant where need be; undefined: nobody has it. */
  url(hash: string): Promise<string | undefined>;
}

export interface BoardEditorOptions {
  readonly board: Board;
  readonly live: BoardLive;
  readonly pictures: Pictures;
  readonly locale: 'ja' | 'en';
  /** Everybody in the call, as their certificates name them. */
  readonly names: Cell<ReadonlyMap<PeerId, string>>;
}

export interface BoardEditor {
  /** The board takes no more. */
  readonly full: Cell<boolean>;
  /** Puts a picture in the middle of what is seen, to be written on (B2). Rejects where it is none. */
  place(picture: File): Promise<void>;
  /** All that is drawn as a PNG; undefined where there is nothing (B3). */
  save(): Promise<Blob | undefined>;
  end(): void;
}

/** Largest picture, in bytes: what a file in the chat may have. */
const PICTURE_MAX_BYTES = 5 * 1024 * 1024;
const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const PREFIX = 'asset:';

/** Pages, sharing, help and debugging belong to tldraw's own site. */
const components: TLComponents = {
  MainMenu: null,
  PageMenu: null,
  SharePanel: null,
  HelpMenu: null,
  DebugPanel: null,
  DebugMenu: null,
  CursorChatBubble: null,
};

/** What would embed or lead to an address. */
const WITHOUT = ['insert-embed', 'edit-link', 'open-embed-link', 'convert-to-embed', 'convert-to-bookmark'];
const overrides: TLUiOverrides = {
  actions: (_editor, actions) =>
    Object.fromEntries(Object.entries(actions).filter(([name]) => !WITHOUT.includes(name))),
};

const assetStore = (pictures: Pictures): TLAssetStore => ({
  upload: async (_asset, file) => ({ src: `${PREFIX}${await pictures.add(file)}` }),
  resolve: async (asset) => {
    const src = asset.type === 'image' ? asset.props.src : undefined;
    return src?.startsWith(PREFIX) ? ((await pictures.url(src.slice(PREFIX.length))) ?? null) : null;
  },
});

/** Pasted addresses stay text: the default would fetch them for a preview, or embed them. */
function keepToOurselves(editor: Editor): void {
  editor.registerExternalAssetHandler('url', null);
  editor.registerExternalContentHandler('embed', null);
  editor.registerExternalContentHandler('svg-text', null);
  editor.registerExternalContentHandler('url', ({ url, point }) =>
    editor.putExternalContent({ type: 'text', text: url, ...(point && { point }) }),
  );
}

interface IslandProps {
  readonly store: ReturnType<typeof createTLStore>;
  readonly locale: string;
  onMount(editor: Editor): void;
}

function Island({ store, locale, onMount }: IslandProps): ReturnType<typeof createElement> {
  const user = useTldrawUser({
    userPreferences: { id: 'self', name: '', locale, colorScheme: 'light' },
    setUserPreferences: () => undefined,
  });
  return createElement(Tldraw, {
    store,
    user,
    onMount,
    components,
    overrides,
    assetUrls: getAssetUrlsByImport(),
    options: { maxPages: 1 },
    acceptedImageMimeTypes: PICTURE_TYPES,
    acceptedVideoMimeTypes: [],
    maxAssetSize: PICTURE_MAX_BYTES,
  });
}

/** Mounts the editor into `element`; resolves once one can draw. */
export async function openBoardEditor(element: HTMLElement, options: BoardEditorOptions): Promise<BoardEditor> {
  const store = createTLStore({
    // The package's own list does not fit its own type under exactOptionalPropertyTypes.
    shapeUtils: defaultShapeUtils as unknown as readonly TLAnyShapeUtilConstructor[],
    bindingUtils: defaultBindingUtils,
    assets: assetStore(options.pictures),
  });
  const root = createRoot(element);
  const editor = await new Promise<Editor>((resolve) => {
    root.render(createElement(Island, { store, locale: options.locale, onMount: resolve }));
  });
  keepToOurselves(editor);
  const binding: Binding = bindStore(store, editor, options.board, options.live);
  const stops = [
    showPointers(store, editor, options.live, options.names),
    tellPointer(element, editor, options.live),
    () => binding.end(),
  ];
  if (options.board.ids().length > 0) editor.zoomToFit();
  let ended = false;
  return {
    full: binding.full,
    async place(picture) {
      await editor.putExternalContent({
        type: 'files',
        files: [picture],
        point: editor.getViewportPageBounds().center,
        ignoreParent: true,
      });
    },
    async save() {
      const ids = [...editor.getCurrentPageShapeIds()];
      if (ids.length === 0) return undefined;
      return (await editor.toImage(ids, { format: 'png', background: true, scale: 2 })).blob;
    },
    end() {
      if (ended) return;
      ended = true;
      for (const stop of stops) stop();
      root.unmount();
    },
  };
}
