/**
 * The families of browsers whose permission settings are found in different places (W10). Told by the user agent, since
 * it only picks a sentence of help: nothing else may depend on it.
 */
export type BrowserFamily = 'chrome' | 'android' | 'safari' | 'ios' | 'firefox' | 'other';

/**
 * @param userAgent `navigator.userAgent`
 * @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Mac
 */
export function browserFamily(userAgent: string, touchPoints = 0): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Android/.test(userAgent)) return 'android';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
