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
import type { BoardPictures } from '../../core/files/board-pictures.ts';
import type { PeerId } from '../../wire/ids.ts';
import { bindStore, type Binding } from './binding.ts';
import { ACCEPTED, guardExternal, type Refusal } from './external.ts';
import { createPictureUrls, type PictureUrls } from './picture-urls.ts';
import { showPointers, tellPointer } from './pointers.ts';

export type { Refusal };

export interface BoardEditorOptions {
  readonly board: Board;
  readonly live: BoardLive;
  readonly pictures: BoardPictures;
  readonly locale: 'ja' | 'en';
  /** A file that somebody dropped or pasted was not taken. */
  refused(why: Refusal): void;
  /** Everybody in the call, as their certificates name them. */
  readonly names: Cell<ReadonlyMap<PeerId, string>>;
  /** Nobody writes on it: it takes neither the focus nor a key. */
  readonly unseen?: boolean;
}

export interface BoardEditor {
  /** The board takes no more. */
  readonly full: Cell<boolean>;
  /** Puts a picture in the middle of what is seen, to be written on (B2). Rejects where it is none. */
  place(picture: File): Promise<void>;
  /** Moves so that all that is drawn is seen. */
  showAll(): void;
  /** All that is drawn as a PNG; undefined where there is nothing (B3). */
  save(): Promise<Blob | undefined>;
  end(): void;
}

/** Around what is shown whole, in pixels. */
const MARGIN = 48;

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

const assetStore = (pictures: BoardPictures, urls: PictureUrls, isSaving: () => boolean): TLAssetStore => ({
  async upload(_asset, file) {
    const src = await pictures.add(file);
    if (src === 'too-large' || src === 'no-room') throw new Error(src);
    return { src };
  },
  async resolve(asset) {
    const src = asset.type === 'image' ? asset.props.src : undefined;
    if (!src) return null;
    // Who saves the board does not wait for a picture that nobody may have.
    return (await (isSaving() ? urls.urlNow(src) : urls.url(src))) ?? null;
  },
});

interface IslandProps {
  readonly store: ReturnType<typeof createTLStore>;
  readonly locale: string;
  readonly autoFocus: boolean;
  onMount(editor: Editor): void;
}

function Island({ store, locale, autoFocus, onMount }: IslandProps): ReturnType<typeof createElement> {
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
    autoFocus,
    assetUrls: getAssetUrlsByImport(),
    options: { maxPages: 1 },
    ...ACCEPTED,
  });
}

/** Mounts the editor into `element`; resolves once one can draw. */
export async function openBoardEditor(element: HTMLElement, options: BoardEditorOptions): Promise<BoardEditor> {
  const urls = createPictureUrls(options.pictures);
  /** Under way. */
  let saves = 0;
  const store = createTLStore({
    // The package's own list does not fit its own type under exactOptionalPropertyTypes.
    shapeUtils: defaultShapeUtils as unknown as readonly TLAnyShapeUtilConstructor[],
    bindingUtils: defaultBindingUtils,
    assets: assetStore(options.pictures, urls, () => saves > 0),
  });
  const { locale } = options;
  const root = createRoot(element);
  const editor = await new Promise<Editor>((resolve) => {
    root.render(createElement(Island, { store, locale, autoFocus: !options.unseen, onMount: resolve }));
  });
  guardExternal(editor, options.refused);
  const binding: Binding = bindStore(store, editor, options.board, options.live);
  const stops = [
    showPointers(store, editor, options.live, options.names),
    tellPointer(element, editor, options.live),
    () => binding.end(),
  ];
  const showAll = (): void => {
    const drawn = editor.getCurrentPageBounds();
    // One word is not shown as large as the board.
    if (drawn) editor.zoomToBounds(drawn, { targetZoom: 1, inset: MARGIN });
  };
  showAll();
  // Whoever opens the board wants to write on it.
  editor.setCurrentTool('draw');
  let ended = false;
  return {
    full: binding.full,
    showAll,
    async place(picture) {
      await editor.putExternalContent({
        type: 'files',
        files: [picture],
        point: editor.getViewportPageBounds().center,
        ignoreParent: true,
      });
      const placed = editor.getSelectionPageBounds();
      if (placed && !editor.getViewportPageBounds().contains(placed)) {
        editor.zoomToBounds(placed, { targetZoom: 1, inset: MARGIN });
      }
      editor.selectNone();
      editor.setCurrentTool('draw');
    },
    async save() {
      const ids = [...editor.getCurrentPageShapeIds()];
      if (ids.length === 0) return undefined;
      saves++;
      try {
        return (await editor.toImage(ids, { format: 'png', background: true, scale: 2 })).blob;
      } finally {
        saves--;
      }
    },
    end() {
      if (ended) return;
      ended = true;
      for (const stop of stops) stop();
      root.unmount();
      urls.end();
    },
  };
}
