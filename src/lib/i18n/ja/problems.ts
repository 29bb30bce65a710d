/** What went wrong, and what to do next: for each fault of core and each refusal of the relay. */
import type { FaultCode } from '../../core/errors.ts';
import type { Refusal } from '../../wire/relay.ts';
import type { BrowserFamily } from '../browser.ts';

export interface Problem {
  title: string;
  /** What the person can do now. */
  next: string;
}

/** Every page or place in which a problem can be shown. */
export type ProblemCode = FaultCode | Refusal | 'already-open' | 'tab-closed' | 'too-many';

const codes: Record<ProblemCode, Problem> = {
  'insecure-context': {
    title: '安全な接続（https）で開いてください',
    next: 'このアドレスではカメラ・マイクと暗号化を使えません。https:// で始まるリンクを開くか、サーバーと同じ端末なら http://localhost で開いてください。社内ネットワークで試す場合は、サーバーの管理者に https の設定を依頼してください。',
  },
  'unsupported-browser': {
    title: 'このブラウザでは利用できません',
    next: '最新版の Chrome、Edge、Safari、Firefox のいずれかで、同じリンクを開いてください。メールやSNSのアプリ内で開いている場合は、ブラウザで開き直してください。',
  },
  'link-damaged': {
    title: 'リンクが途中で切れているようです',
    next: '受け取ったリンクを最後までコピーして、もう一度開いてください。直らないときは、面接の担当者に新しいリンクを依頼してください。',
  },
  'link-altered': {
    title: 'リンクの内容が変わっています',
    next: '安全のため開きませんでした。届いた元のメールからリンクを開き直すか、面接の担当者に新しいリンクを依頼してください。',
  },
  'relay-unreachable': {
    title: 'サーバーに接続できません',
    next: 'ネットワークの接続を確認してください。自動でつなぎ直します。VPNや会社のプロキシを使っている場合は、切って試してください。',
  },
  'organizer-key': { title: '管理キーが違います', next: '管理キーを確認して、もう一度入力してください。' },
  'bad-window': {
    title: 'この受付時間では発行できません',
    next: '開始と終了の日時を見直して、もう一度発行してください。',
  },
  'sign-failed': {
    title: 'リンクを発行できませんでした',
    next: '入力した内容はそのまま残っています。少し待って、もう一度発行してください。',
  },
  'camera-denied': { title: 'カメラの使用が許可されていません', next: 'ブラウザの設定でカメラを許可してください。' },
  'camera-missing': {
    title: 'カメラが見つかりません',
    next: 'カメラを接続し、端末の設定で無効になっていないか確認してください。',
  },
  'camera-busy': {
    title: 'カメラを使えません',
    next: '他のアプリやタブがカメラを使っていないか確認し、終了してからもう一度お試しください。',
  },
  'camera-lost': {
    title: 'カメラとの接続が切れました',
    next: 'つなぎ直すと自動で再開します。別のカメラは「デバイス設定」で選べます。',
  },
  'microphone-denied': {
    title: 'マイクの使用が許可されていません',
    next: 'ブラウザの設定でマイクを許可してください。',
  },
  'microphone-missing': {
    title: 'マイクが見つかりません',
    next: 'マイクを接続し、端末の設定で無効になっていないか確認してください。',
  },
  'microphone-busy': {
    title: 'マイクを使えません',
    next: '他のアプリがマイクを使っていないか確認し、終了してからもう一度お試しください。',
  },
  'microphone-lost': {
    title: 'マイクとの接続が切れました',
    next: 'つなぎ直すと自動で再開します。別のマイクは「デバイス設定」で選べます。',
  },
  internal: {
    title: '問題が発生しました',
    next: 'ページを再読み込みしてください。続くときは、別のブラウザでお試しください。',
  },
  early: {
    title: '受付はまだ始まっていません',
    next: '受付が始まると、この画面から自動で進めます。それまでに環境チェックを済ませておくと安心です。',
  },
  expired: {
    title: '受付可能時間外です',
    next: '受付時間が終わっています。面接の日時を確認し、必要なら担当者に新しいリンクを依頼してください。',
  },
  'bad-token': {
    title: 'このリンクは使えません',
    next: 'このサーバーが発行したリンクではないか、無効になっています。届いたリンクを確認し、担当者に新しいリンクを依頼してください。',
  },
  'bad-proof': { title: '本人確認に失敗しました', next: 'ページを再読み込みして、もう一度お試しください。' },
  'bad-pass': { title: '参加の許可が切れました', next: '待機画面から、もう一度参加をリクエストしてください。' },
  'host-present': {
    title: '既に通話画面に接続されています。',
    next: '別の端末やタブで接続中です。こちらに移すと、そちらの画面は終了します。',
  },
  full: {
    title: 'ただいま混み合っています',
    next: '接続数の上限に達しています。少し待って、もう一度お試しください。',
  },
  version: {
    title: 'ページが古くなっています',
    next: 'サーバーが更新されました。ページを再読み込みしてください。',
  },
  'too-many': {
    title: '発行の回数が多すぎます',
    next: '入力した内容はそのまま残っています。数分待って、もう一度発行してください。',
  },
  'tab-closed': {
    title: '通話中のタブが閉じられました',
    next: 'この画面で、そのまま続けられます。カメラとマイクは、閉じたときの設定で使います。',
  },
  'already-open': {
    title: '既に通話画面に接続されています。',
    next: 'この面接は別のタブで開かれています。そのタブを使うか、こちらに移してください。',
  },
};

const permission: Record<BrowserFamily, string> = {
  chromium:
    'アドレスバーの左にあるアイコンを押し、「カメラ」と「マイク」を許可してから、もう一度確認してください。端末の設定でブラウザにカメラ・マイクを許可しているかも確認してください。',
  android:
    'アドレスバーの左にあるアイコンから「権限」を開き、カメラとマイクを許可してください。端末の「設定」→「アプリ」でもブラウザの権限を確認してください。',
  safari:
    'メニューの「Safari」→「（このサイト）の設定」で、カメラとマイクを「許可」にしてください。その後、ページを再読み込みしてください。',
  ios: 'アドレスバーのページメニューから「Webサイトの設定」を開き、カメラとマイクを「許可」にしてください。その後、ページを再読み込みしてください。',
  firefox: 'アドレスバーの左にあるカメラ・マイクのアイコンを押し、ブロックを解除してから、もう一度確認してください。',
  other: 'ブラウザの設定で、このサイトにカメラとマイクの使用を許可してから、ページを再読み込みしてください。',
};

export const problems = { codes, permission };
