/** The whiteboard's picture for the record (X7): drawn in an editor that nobody sees, and not waited for without end. */
import { afterEach, expect, test } from 'vitest';
import { boardPicture, DRAWN_WITHIN_MS, type BoardEditor, type DrawableBoard } from '../../src/lib/app/board-editor.ts';
import { cell } from '../../src/lib/core/cell.ts';
import { createManualClock, quiet } from '../support/manual-clock.ts';

const boardWith = (...ids: string[]): DrawableBoard => ({ board: { ids: () => ids } }) as unknown as DrawableBoard;
const never = new Promise<never>(() => undefined);

/** An editor that saves this, and how often it was ended. */
function editorThat(save: () => Promise<Blob | undefined>) {
  const seen = { ended: 0 };
  const editor: BoardEditor = {
    full: cell(false),
    place: () => Promise.resolve(),
    showAll: () => undefined,
    save,
    end: () => void seen.ended++,
  };
  return { seen, editor };
}

/** What became of it so far. */
function outcome(made: Promise<Blob | undefined>) {
  const found: { blob?: Blob | undefined; error?: string } = {};
  made.then(
    (blob) => (found.blob = blob),
    (error: Error) => (found.error = error.message),
  );
  return found;
}

afterEach(() => {
  expect(document.body.children, 'nothing stays in the page').toHaveLength(0);
});

test('X7: the picture is what the editor saves; nobody can reach it meanwhile, and it is gone afterwards', async () => {
  const png = new Blob(['png']);
  const { seen, editor } = editorThat(() => Promise.resolve(png));
  const clock = createManualClock();
  const made = boardPicture(boardWith('shape:1'), {
    clock,
    open: (element, _board, { unseen }) => {
      expect(element.isConnected && element.inert && unseen).toBe(true);
      return Promise.resolve(editor);
    },
  });
  expect(await made).toBe(png);
  expect(seen.ended).toBe(1);
  await clock.advance(DRAWN_WITHIN_MS);
});

test('X7: where nothing is drawn, no editor is loaded', async () => {
  const open = () => Promise.reject(new Error('opened'));
  expect(await boardPicture(boardWith('asset:1'), { clock: createManualClock(), open })).toBeUndefined();
});

test('X7: an editor that draws for longer than a minute is not waited for, and ended', async () => {
  const clock = createManualClock();
  const { seen, editor } = editorThat(() => never);
  const found = outcome(boardPicture(boardWith('shape:1'), { clock, open: () => Promise.resolve(editor) }));
  await clock.advance(DRAWN_WITHIN_MS - 1);
  expect(found).toEqual({});
  expect(document.body.children).toHaveLength(1);
  await clock.advance(1);
  expect(found.error).toBe('the board was not drawn in time');
  expect(seen.ended).toBe(1);
});

test('X7: an editor that comes after that draws nothing any more', async () => {
  const clock = createManualClock();
  let saves = 0;
  const { seen, editor } = editorThat(() => {
    saves++;
    return never;
  });
  const coming = Promise.withResolvers<BoardEditor>();
  const found = outcome(boardPicture(boardWith('shape:1'), { clock, open: () => coming.promise }));
  await clock.advance(DRAWN_WITHIN_MS);
  expect(found.error).toBe('the board was not drawn in time');
  coming.resolve(editor);
  await quiet();
  expect([saves, seen.ended]).toEqual([0, 1]);
});
