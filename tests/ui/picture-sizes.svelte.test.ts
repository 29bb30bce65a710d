/** What the senders are told of the sizes of their pictures (V4): each message makes an encoder begin anew. */
import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import PictureOf from './support/PictureOf.svelte';

test('V4: a participant whose figures change is shown as before: nobody is told otherwise; once it is shown no more, they are', async () => {
  const told: (string | null)[] = [];
  const camera = new MediaStream();
  const props = $state({
    participant: { camera, connection: 'direct' },
    report: (_picture: MediaStream, size: object | null) => void told.push(size && JSON.stringify(size)),
  });
  const shown = mount(PictureOf, { target: document.body, props });
  flushSync();
  await Promise.resolve();
  const before = told.length;
  props.participant = { camera, connection: 'relay' };
  flushSync();
  await Promise.resolve();
  expect(document.body.textContent).toContain('relay');
  expect(told.slice(before)).toEqual([]);
  await unmount(shown);
  await Promise.resolve();
  expect(told.at(-1)).toBeNull();
});
