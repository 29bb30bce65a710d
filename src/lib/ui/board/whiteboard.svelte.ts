/**
 * ホワイトボード (B1-B3) in the call screen: the button, the board in the large place, word of what others wrote while it was closed, and
 * the way for captured pictures onto it.
 */
import Presentation from '@lucide/svelte/icons/presentation';
import { fromStore } from 'svelte/store';
import { isDrawnOn, openBoard, type BoardEditor, type Refusal } from '$lib/app/board-editor.ts';
import type { CallBoard } from '$lib/app/call-board.ts';
import { createCallNotices } from '$lib/app/call-notices.svelte.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import { lighter, savePicture } from '$lib/app/capture.ts';
import { settled, type Cell } from '$lib/core/cell.ts';
import { mounted, type Capability } from '../call/capability.ts';
import { captureStamp } from '../call/capture-name.ts';
import BoardContent from './BoardContent.svelte';

export interface WhiteboardDeps {
  readonly board: Cell<CallBoard | undefined>;
  readonly names: Parameters<typeof openBoard>[2]['names'];
  /** Of the interview: what a saved board is called. */
  readonly title: string;
  /** One is on hold. */
  held(): boolean;
}

/** The board as its component takes it. */
export interface ShownBoard {
  readonly state: 'loading' | 'open' | 'failed';
  /** Counts the attempts to load it: each has an element of its own. */
  readonly attempt: number;
  readonly full: boolean;
  readonly saving: boolean;
  /** Puts the editor into the element; the result takes it out again. */
  mount(element: HTMLElement): () => void;
  showAll(): void;
  save(): void;
  close(): void;
  retry(): void;
}

export interface Whiteboard {
  readonly capability: Capability;
  /** Opens the board and puts the picture on it (B2). */
  place(picture: Blob): void;
}

export function createWhiteboard(deps: WhiteboardDeps): Whiteboard {
  const language = useLanguage();
  const told = createCallNotices<'board-saved' | 'board-trouble' | 'board-written'>();
  let opened = $state(false);
  let unseen = $state(false);
  let phase = $state<ShownBoard['state']>('loading');
  let attempt = $state(0);
  let full = $state(false);
  let saving = $state(false);
  let editor: BoardEditor | undefined;
  let waiting: readonly Blob[] = [];
  const shown = $derived(opened && !deps.held());

  // What others write while it is closed is told once.
  const board = fromStore(deps.board);
  $effect(() => {
    const now = board.current;
    if (!now || shown) return;
    return now.board.changed.on(() => {
      if (unseen || !isDrawnOn(now)) return;
      unseen = true;
      told.show('board-written', language.t.board.written);
    });
  });

  async function put(picture: Blob): Promise<void> {
    const light = await lighter(picture);
    await editor?.place(new File([light], 'capture', { type: light.type }));
  }
  async function putPictures(): Promise<void> {
    const pictures = waiting;
    waiting = [];
    for (const picture of pictures) {
      await put(picture).catch(() => told.show('board-trouble', language.t.board.notPlaced));
    }
  }
  async function load(element: HTMLElement, isOver: () => boolean): Promise<BoardEditor | undefined> {
    await settled(deps.board, (ready) => ready !== undefined);
    const ready = deps.board.get();
    if (!ready || isOver()) return undefined;
    const locale = language.t.language;
    const refused = (why: Refusal): void => told.show('board-trouble', language.t.board[why]);
    return openBoard(element, ready, { locale, refused, names: deps.names });
  }

  const view: ShownBoard = {
    get state() {
      return phase;
    },
    get attempt() {
      return attempt;
    },
    get full() {
      return full;
    },
    get saving() {
      return saving;
    },
    mount(element) {
      let over = false;
      let own: BoardEditor | undefined;
      let stop: () => void = () => undefined;
      phase = 'loading';
      void load(element, () => over).then(
        (loaded) => {
          if (over) return loaded?.end();
          own = loaded;
          if (!own) return;
          editor = own;
          stop = own.full.subscribe((is) => (full = is));
          phase = 'open';
          void putPictures();
        },
        () => {
          if (!over) phase = 'failed';
        },
      );
      return () => {
        over = true;
        stop();
        if (editor === own) editor = undefined;
        own?.end();
      };
    },
    showAll: () => editor?.showAll(),
    save() {
      if (!editor || saving) return;
      saving = true;
      void saveBoard(editor).finally(() => (saving = false));
    },
    close: () => void (opened = false),
    retry: () => void (attempt += 1),
  };
  async function saveBoard(from: BoardEditor): Promise<void> {
    const t = language.t.board;
    try {
      const picture = await from.save();
      if (!picture) return told.show('board-trouble', t.nothing);
      const title = `${t.file(deps.title)}_${captureStamp(Date.now())}`;
      told.show('board-saved', t.saved(savePicture(picture, title)));
    } catch {
      told.show('board-trouble', t.saveFailed);
    }
  }
  const open = (): void => {
    opened = true;
    unseen = false;
  };
  const content = mounted(BoardContent, { board: view });

  return {
    place(picture) {
      waiting = [...waiting, picture];
      open();
      if (editor) void putPictures();
    },
    capability: () => ({
      get bar() {
        const held = deps.held();
        return [
          {
            id: 'board' as const,
            label: language.t.board.title,
            icon: Presentation,
            pressed: shown,
            disabled: held,
            hint: held ? language.t.board.held : unseen ? language.t.board.written : undefined,
            run: () => (opened ? view.close() : open()),
          },
        ];
      },
      get content() {
        return shown ? content : undefined;
      },
      get notices() {
        const t = language.t.board;
        return told.shown
          .filter(({ kind }) => kind !== 'board-written' || unseen)
          .map((notice) => ({
            ...notice,
            dismiss: () => told.dismiss([notice.id]),
            ...(notice.kind === 'board-written' && { action: { label: t.open, run: open } }),
          }));
      },
    }),
  };
}
