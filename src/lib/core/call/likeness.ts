/**
 * Names that look like another's (J4): who asks to be let in as "аlice", with a Cyrillic а, is not Alice. Nobody is refused for it, since people
 * have the same names; the host is told. A short table of what is taken for each other in a Japanese or Latin name, not Unicode's whole
 * list (UTS 39): what it misses is not told.
 */

/** Each character stands for the first of its group. */
const GROUPS = [
  'aаα',
  'bьв',
  'cсϲ',
  'dԁ',
  'eеε',
  'hһн',
  'i1l|!íıіι',
  'jј',
  'kкκ',
  'mм',
  'nпη',
  'o0оοσ',
  'pрρ',
  'qԛ',
  'sѕ5',
  'tтτ',
  'uυц',
  'vν',
  'wԝω',
  'xхχ',
  'yуγ',
  'zζ2',
  'gɡ',
  'カ力',
  'ニ二',
  'エ工',
  'ト卜',
  'タ夕夊',
  'ハ八',
  'ロ口囗',
  'ヘへ',
  'ーー一―‐–—-−',
  'ミ三',
  'ム厶',
  'オ才',
  'チ千',
  'ノ丿',
  'ヒ匕',
  'メ〆',
  'リり',
  '崎﨑嵜碕',
  '高髙',
  '斉斎齋齊',
  '辺邊邉',
  '浜濱',
  '沢澤',
  '吉𠮷',
] as const;
const FIRST = new Map(GROUPS.flatMap((group) => [...group].map((one) => [one, [...group][0] ?? one] as const)));

/** Marks, except those that tell が from か. */
const MARKS = /(?![\u3099\u309a])\p{M}/gu;
const UNSEEN = /[\s\p{Cf}·・.,'’"_]/gu;

/** What is left of a name when it is only looked at: two with the same outline are easily taken for each other. */
export const outline = (name: string): string =>
  [...name.normalize('NFKD').replaceAll(MARKS, '').replaceAll(UNSEEN, '').toLowerCase()]
    .map((one) => FIRST.get(one) ?? one)
    .join('');

interface Asking {
  readonly peer: string;
  readonly name: string;
}

/** The requests, each with the name of a person in the call, or of somebody who asked before, that it looks like. */
export function withLikeness<R extends Asking>(
  requests: readonly R[],
  inCall: readonly Asking[],
): readonly (R & { readonly like?: string })[] {
  const seen = new Map(inCall.map(({ name }) => [outline(name), name]));
  return requests.map((request) => {
    const own = outline(request.name);
    const like = seen.get(own);
    if (like === undefined) seen.set(own, request.name);
    return like === undefined ? request : { ...request, like };
  });
}
