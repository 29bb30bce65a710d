/** Saves text or bytes as a file on the person's device. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  saveBlob(name, new Blob([content], { type }));
}

/** Saves a file on the person's device. */
export function saveBlob(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser reads the blob after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What file systems take as a name: without separators and what Windows forbids. */
export const fileName = (title: string, ending: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are among what must go
  `${title.replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, '_').slice(0, 80)}.${ending}`;
