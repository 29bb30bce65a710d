/** Files that come in over the page: dropped on it or pasted into it. */

/** Whether something that can be dropped here hovers: files, not a piece of text. */
export const carriesFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes('Files') ?? false;

/** The files in it; folders are none. */
export function filesIn(transfer: DataTransfer | null): readonly File[] {
  if (!transfer) return [];
  const folders = [...transfer.items].map((item) => item.webkitGetAsEntry?.()?.isDirectory ?? false);
  return [...transfer.files].filter((_, index) => !folders[index]);
}
